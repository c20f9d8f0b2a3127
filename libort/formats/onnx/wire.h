#pragma once

#include <google/protobuf/io/coded_stream.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ort::onnx {

/// How one entry of a field is written. kText and kMessage are length-delimited like kBytes; kText is bounded by the
/// limit on names, and a singular kMessage may stand only once.
enum class FieldKind : uint8_t { kVarint, kFixed32, kFixed64, kBytes, kText, kMessage };

struct FieldSpec {
  uint32_t number;
  std::string_view name;
  FieldKind kind;
  bool repeated = false;  ///< repeated numbers may be packed or not
};

enum class UnknownFields : uint8_t { kSkip, kRefuse };

/// A serialised message and the way to it from the start of its document. Refers to its parents: they must outlive it.
class Message {
 public:
  /// A document. Throws (protobuf) when it has 2 GiB or more.
  explicit Message(std::span<const std::byte> document, UnknownFields unknown = UnknownFields::kSkip);

  /// A message in `parent`; `index` counts the entries of a repeated field and is -1 for a singular one.
  Message(const Message& parent, std::string_view field, int64_t index, std::span<const std::byte> bytes);
  Message(Message&& parent, std::string_view field, int64_t index, std::span<const std::byte> bytes) = delete;

  std::span<const std::byte> bytes() const { return bytes_; }
  UnknownFields unknown_fields() const { return unknown_; }

  /// "graph.node[17].attribute[2]"; empty for the document.
  std::string path() const;

  /// Throws (protobuf) "<path>: <problem> at byte <offset in the document>".
  [[noreturn]] void fail_at(const std::byte* position, const std::string& problem) const;

 private:
  const Message* parent_ = nullptr;
  std::string_view field_;
  int64_t index_ = -1;
  std::span<const std::byte> bytes_;
  const std::byte* document_;
  UnknownFields unknown_;
};

/// Walks the fields of one message. Unknown fields are skipped or refused, as the document says; everything that is no
/// protobuf wire format or contradicts `fields` throws (protobuf) with path and offset.
///
///   while (reader.next()) switch (reader.number()) { case NodeProto::kName: name = reader.text(); break; ... }
class MessageReader {
 public:
  /// `fields` may have up to 32 rows; it and `message` must outlive the reader.
  MessageReader(const Message& message, std::span<const FieldSpec> fields);
  MessageReader(Message&& message, std::span<const FieldSpec> fields) = delete;

  /// Advances to the next known field; false at the end.
  bool next();

  uint32_t number() const { return spec_->number; }
  const FieldSpec& field() const { return *spec_; }

  int64_t int64() const { return static_cast<int64_t>(bits_); }
  int32_t int32() const;  ///< throws (protobuf) when the number does not fit
  float float32() const;
  double float64() const;
  std::span<const std::byte> bytes() const { return bytes_; }
  std::string_view text() const;
  Message message() const;  ///< the reader must outlive it

  /// Number of entries that the current field holds: 1, or those of a packed field.
  std::size_t entry_count() const;

  /// Calls `visit` with the 64 bits (or 32 bits for kFixed32) of each entry of a repeated number, packed or not.
  template <class Visitor>
  void for_each_entry(Visitor&& visit) const;

  /// "graph.node[3].input[0]": the current field.
  std::string path() const;

  /// Throws (protobuf) about the current field.
  [[noreturn]] void fail(const std::string& problem) const;

 private:
  static constexpr std::size_t kMaxFields = 32;

  const std::byte* position() const { return message_.bytes().data() + stream_.CurrentPosition(); }
  uint64_t read_varint();
  void read_fixed(int wire_type);
  void read_bytes();
  void read_value(int wire_type, uint32_t number);
  void count_entry();
  const FieldSpec* find(uint32_t number) const;
  void check_wire_type(int wire_type) const;

  const Message& message_;
  std::span<const FieldSpec> fields_;
  google::protobuf::io::CodedInputStream stream_;
  std::array<uint32_t, kMaxFields> seen_{};
  const FieldSpec* spec_ = nullptr;
  const std::byte* field_start_ = nullptr;
  uint64_t bits_ = 0;
  std::span<const std::byte> bytes_;
  bool packed_ = false;
};

template <class Visitor>
void MessageReader::for_each_entry(Visitor&& visit) const {
  if (!packed_) {
    visit(bits_);
    return;
  }
  google::protobuf::io::CodedInputStream entries(reinterpret_cast<const uint8_t*>(bytes_.data()),
                                                 static_cast<int>(bytes_.size()));
  const int end = static_cast<int>(bytes_.size());
  while (entries.CurrentPosition() < end) {
    const std::byte* start = bytes_.data() + entries.CurrentPosition();
    uint64_t entry = 0;
    bool good = false;
    if (spec_->kind == FieldKind::kFixed32) {
      uint32_t narrow = 0;
      good = entries.ReadLittleEndian32(&narrow);
      entry = narrow;
    } else {
      good = spec_->kind == FieldKind::kFixed64 ? entries.ReadLittleEndian64(&entry) : entries.ReadVarint64(&entry);
    }
    if (!good) message_.fail_at(start, "broken entry of a packed field");
    visit(entry);
  }
}

}  // namespace ort::onnx
