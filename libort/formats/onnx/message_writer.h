#pragma once

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "libort/core/fail.h"
#include "libort/formats/onnx/limits.h"

namespace ort::onnx {

/// Writes the fields of one protobuf message in the order of the calls.
class MessageWriter {
 public:
  void add_number(uint32_t field, int64_t value) {
    stream_.WriteTag(field << 3);
    stream_.WriteVarint64(static_cast<uint64_t>(value));
  }

  void add_float(uint32_t field, float value) {
    stream_.WriteTag(field << 3 | 5);
    stream_.WriteLittleEndian32(std::bit_cast<uint32_t>(value));
  }

  /// Also for messages. Throws (limit) for 2 GiB or more.
  void add_bytes(uint32_t field, std::string_view bytes) {
    if (bytes.size() > kMaxProtobufBytes) fail_limit("a value of 2 GiB or more does not fit in a protobuf message");
    stream_.WriteTag(field << 3 | 2);
    stream_.WriteVarint32(static_cast<uint32_t>(bytes.size()));
    if (!bytes.empty()) stream_.WriteRaw(bytes.data(), static_cast<int>(bytes.size()));
  }

  /// Nothing for an empty text.
  void add_name(uint32_t field, std::string_view name) {
    if (!name.empty()) add_bytes(field, name);
  }

  std::string finish() {
    stream_.Trim();
    return std::move(text_);
  }

 private:
  std::string text_;
  google::protobuf::io::StringOutputStream output_{&text_};
  google::protobuf::io::CodedOutputStream stream_{&output_};
};

}  // namespace ort::onnx
