#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ortool {

/// What stands before the elements of an .npy file.
struct NpyHeader {
  bool is_big_endian = false;
  char kind = 0;               ///< of NumPy's array protocol: b i u f c U S
  std::size_t item_bytes = 0;  ///< of one element
  bool is_fortran_order = false;
  std::vector<int64_t> shape;
  std::size_t data_offset = 0;
  int64_t element_count = 0;
  std::size_t data_bytes = 0;  ///< that shape and element type ask for
};

inline constexpr std::size_t kLargestNpyHeader = std::size_t{1} << 20;

/// Parses magic, version (1, 2 or 3) and header, by a grammar of exactly the literals that NumPy writes. `bytes` is the
/// start of the file, complete up to the end of the header or `kLargestNpyHeader` + 12 bytes. Throws ort::Error (input)
/// that begins with `source`: no .npy, unknown version, header that is too long, cut off or malformed, element type
/// that no tensor has (object, structure, date, ...), negative dimension, rank over 64, size that overflows.
NpyHeader parse_npy_header(std::span<const std::byte> bytes, std::string_view source);

/// Magic, version 1 and header for row-major elements of type `descr`, such as "<f4"; padded
/// to a multiple of 64 bytes, as NumPy writes it.
std::string make_npy_header(std::string_view descr, std::span<const int64_t> shape);

}  // namespace ortool
