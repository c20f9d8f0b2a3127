#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ort/value.h"

namespace ortool {

/// The tensor of an .npy file: big-endian and Fortran-order data converted, `<U` and `|S` to strings. `source` begins
/// the messages. Throws ort::Error (input) as `parse_npy_header` does, and when there are fewer bytes than the header
/// asks for; a notice tells of bytes beyond them.
ort::OrtValue parse_npy(std::span<const std::byte> bytes, std::string_view source);

/// bfloat16, float8 and narrower types live in .npy files as the bits of each element, in uint16 or uint8. Gives such
/// a tensor its type `wanted` back; every other value is returned as it is. Throws ort::Error (input) for bits that do
/// not fit into `wanted`.
ort::OrtValue with_stored_type(const ort::OrtValue& stored, ort::DataType wanted, std::string_view source);

/// An .npy file in two parts.
struct NpyFile {
  NpyFile() = default;
  NpyFile(NpyFile&&) = default;
  NpyFile& operator=(NpyFile&&) = default;

  std::string header;
  std::vector<std::byte> converted;  ///< the data where it could not be taken from the tensor as it is
  std::span<const std::byte> data;   ///< points into the tensor or into `converted`
};

/// Strings as `<U` (trailing NULs get lost: NumPy's type has no length), narrow types as for `with_stored_type`.
/// `tensor` must outlive the result. Throws ort::Error (limit) when padding strings to equal length takes more than
/// `default_memory_limit`.
NpyFile make_npy(const ort::OrtValue& tensor);

}  // namespace ortool
