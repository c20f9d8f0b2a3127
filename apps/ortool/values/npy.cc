#include "apps/ortool/values/npy.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "apps/ortool/errors.h"
#include "apps/ortool/memory_limit.h"
#include "apps/ortool/notice.h"
#include "apps/ortool/utf8.h"
#include "apps/ortool/values/elements.h"
#include "apps/ortool/values/npy_header.h"

namespace ortool {
namespace {

using ort::DataType;
using ort::OrtValue;

DataType dtype_of(const NpyHeader& header) {
  const std::size_t size = header.item_bytes;
  switch (header.kind) {
    case 'b':
      return DataType::kBool;
    case 'f':
      return size == 2 ? DataType::kFloat16 : size == 4 ? DataType::kFloat : DataType::kDouble;
    case 'c':
      return size == 8 ? DataType::kComplex64 : DataType::kComplex128;
    case 'i':
      return size == 1   ? DataType::kInt8
             : size == 2 ? DataType::kInt16
             : size == 4 ? DataType::kInt32
                         : DataType::kInt64;
    case 'u':
      return size == 1   ? DataType::kUint8
             : size == 2 ? DataType::kUint16
             : size == 4 ? DataType::kUint32
                         : DataType::kUint64;
    default:
      return DataType::kString;
  }
}

std::string_view descr_of(DataType dtype) {
  switch (dtype) {
    case DataType::kBool:
      return "|b1";
    case DataType::kInt8:
      return "|i1";
    case DataType::kInt16:
      return "<i2";
    case DataType::kInt32:
      return "<i4";
    case DataType::kInt64:
      return "<i8";
    case DataType::kUint32:
      return "<u4";
    case DataType::kUint64:
      return "<u8";
    case DataType::kFloat16:
      return "<f2";
    case DataType::kFloat:
      return "<f4";
    case DataType::kDouble:
      return "<f8";
    case DataType::kComplex64:
      return "<c8";
    case DataType::kComplex128:
      return "<c16";
    default:
      return ort::data_type_bits(dtype) == 16 ? "<u2" : "|u1";
  }
}

/// Row-major copy of column-major elements.
std::vector<std::byte> to_row_major(std::span<const std::byte> bytes, const NpyHeader& header) {
  const std::size_t rank = header.shape.size();
  const std::size_t size = header.item_bytes;
  std::vector<std::size_t> strides(rank, size);
  for (std::size_t axis = 1; axis < rank; ++axis) {
    strides[axis] = strides[axis - 1] * static_cast<std::size_t>(header.shape[axis - 1]);
  }
  std::vector<std::byte> out(bytes.size());
  std::vector<int64_t> index(rank, 0);
  std::size_t from = 0;
  for (std::size_t to = 0; to < out.size(); to += size) {
    std::memcpy(out.data() + to, bytes.data() + from, size);
    for (std::size_t axis = rank; axis-- > 0;) {
      from += strides[axis];
      if (++index[axis] < header.shape[axis]) break;
      from -= strides[axis] * static_cast<std::size_t>(index[axis]);
      index[axis] = 0;
    }
  }
  return out;
}

void swap_bytes(std::span<std::byte> bytes, std::size_t word) {
  for (std::size_t at = 0; at + word <= bytes.size(); at += word) {
    std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                 bytes.begin() + static_cast<std::ptrdiff_t>(at + word));
  }
}

/// The size of what has a byte order of its own: a character of `U`, a part of a complex number, else an element.
std::size_t word_bytes(const NpyHeader& header) {
  if (header.kind == 'U') return 4;
  return header.kind == 'c' ? header.item_bytes / 2 : header.kind == 'S' ? 1 : header.item_bytes;
}

std::string text_of(std::span<const std::byte> item, char kind, std::string_view source) {
  if (kind == 'S') {
    std::string_view text(reinterpret_cast<const char*>(item.data()), item.size());
    return std::string(text.substr(0, text.find_last_not_of('\0') + 1));
  }
  std::vector<uint32_t> code_points(item.size() / 4);
  if (!item.empty()) std::memcpy(code_points.data(), item.data(), item.size());
  while (!code_points.empty() && code_points.back() == 0) code_points.pop_back();
  for (const uint32_t code : code_points) {
    if (code > 0x10FFFF) throw input_error(fmt::format("{}: {:#x} is no Unicode character", source, code));
  }
  return to_utf8(code_points);
}

OrtValue strings_of(std::span<const std::byte> bytes, const NpyHeader& header, std::string_view source) {
  std::vector<std::string> texts;
  const std::size_t size = header.item_bytes;
  for (std::size_t i = 0; i < static_cast<std::size_t>(header.element_count); ++i) {
    texts.push_back(text_of(bytes.subspan(i * size, size), header.kind, source));
  }
  return OrtValue::from_strings(std::move(texts), header.shape);
}

/// Pads all texts to the length of the longest, four bytes for each character.
NpyFile make_string_npy(const OrtValue& tensor) {
  std::size_t longest = 1;
  for (const std::string& text : tensor.strings()) longest = std::max(longest, to_utf32(text).size());
  const std::size_t count = tensor.strings().size();
  if (count > default_memory_limit() / 4 / longest) {
    throw limit_error(
        fmt::format("{} texts padded to {} characters do not fit into memory; --output DIR stores them "
                    "without padding",
                    count, longest));
  }
  NpyFile file;
  file.header = make_npy_header(fmt::format("<U{}", longest), tensor.shape());
  file.converted.resize(count * longest * 4);
  for (std::size_t i = 0; i < count; ++i) {
    const std::vector<uint32_t> code_points = to_utf32(tensor.strings()[i]);
    if (!code_points.empty()) {
      std::memcpy(file.converted.data() + i * longest * 4, code_points.data(), code_points.size() * 4);
    }
  }
  return file;
}

}  // namespace

OrtValue parse_npy(std::span<const std::byte> bytes, std::string_view source) {
  const NpyHeader header = parse_npy_header(bytes, source);
  std::span<const std::byte> data = bytes.subspan(header.data_offset);
  if (data.size() < header.data_bytes) {
    throw input_error(fmt::format("{}: shape {} needs {} bytes of data, the file has {}", source,
                                  shape_text(header.shape), header.data_bytes, data.size()));
  }
  if (data.size() > header.data_bytes) {
    notice(fmt::format("{}: {} bytes after the array are left out", source, data.size() - header.data_bytes));
  }
  data = data.first(header.data_bytes);
  std::vector<std::byte> converted;
  if (header.is_fortran_order && header.shape.size() > 1) {
    converted = to_row_major(data, header);
    data = converted;
  }
  if (header.is_big_endian && word_bytes(header) > 1) {
    if (converted.empty()) converted.assign(data.begin(), data.end());
    swap_bytes(converted, word_bytes(header));
    data = converted;
  }
  const DataType dtype = dtype_of(header);
  if (dtype == DataType::kString) return strings_of(data, header, source);
  OrtValue tensor = OrtValue::from_bytes(data, header.shape, dtype);
  if (dtype == DataType::kBool) {
    for (std::byte& flag : tensor.bytes()) flag = std::byte{flag != std::byte{0}};
  }
  return tensor;
}

OrtValue with_stored_type(const OrtValue& stored, DataType wanted, std::string_view source) {
  const int bits = ort::is_known(wanted) && wanted != DataType::kString ? ort::data_type_bits(wanted) : 0;
  if (bits == 0 || bits > 16 || !stored.is_tensor() || stored.element_type() == wanted) return stored;
  const std::string_view descr = descr_of(wanted);
  const DataType container = bits == 16 ? DataType::kUint16 : DataType::kUint8;
  const bool is_stored_as_bits =
      wanted != container && (descr == descr_of(DataType::kUint16) || descr == descr_of(DataType::kUint8));
  if (!is_stored_as_bits || stored.element_type() != container) return stored;
  if (!ort::is_packed(wanted)) return OrtValue::from_bytes(stored.bytes(), stored.shape(), wanted);
  OrtValue typed = OrtValue::from_shape_and_type(stored.shape(), wanted);
  std::ranges::fill(typed.bytes(), std::byte{0});
  for (int64_t i = 0; i < stored.element_count(); ++i) {
    const uint32_t code = load_bits(stored.bytes(), container, i);
    if (code >> bits != 0) {
      throw input_error(
          fmt::format("{}: {} does not fit into the {} bits of {}", source, code, bits, ort::data_type_name(wanted)));
    }
    store_bits(typed.bytes(), wanted, i, code);
  }
  return typed;
}

NpyFile make_npy(const OrtValue& tensor) {
  const DataType dtype = tensor.element_type();
  NpyFile file;
  if (dtype == DataType::kString) {
    file = make_string_npy(tensor);
    file.data = file.converted;
    return file;
  }
  file.header = make_npy_header(descr_of(dtype), tensor.shape());
  file.data = tensor.bytes();
  if (ort::is_packed(dtype)) {
    const auto count = static_cast<std::size_t>(tensor.element_count());
    file.converted.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
      file.converted[i] = static_cast<std::byte>(load_bits(tensor.bytes(), dtype, static_cast<int64_t>(i)));
    }
    file.data = file.converted;
  }
  return file;
}

}  // namespace ortool
