#pragma once

#include <map>
#include <string>
#include <string_view>

#include "ort/session.h"
#include "ort/value.h"

namespace ortool {

/// The value that `text` stands for (`ortool help input-syntax`), for the input `input` of a model. `dims` gives the
/// sizes of symbolic dimensions for made-up values; the others become 1, and a notice says so. The value is not checked
/// against the declared type, except where it is built by it.
///
/// Throws ort::Error: usage for a text that is none of the forms; file for a file that is missing or cannot be read;
/// input for bad contents, a key that an archive lacks, and a made-up value for an input that is no tensor or has no
/// shape; limit.
ort::OrtValue load_value(std::string_view text, const ort::NodeArg& input,
                         const std::map<std::string, int64_t>& dims = {});

/// Reads a file in ONNX's own formats: TensorProto and the others, as `type` says. Throws ort::Error: file, input.
ort::OrtValue load_onnx_data(const std::string& path, std::string_view type);

}  // namespace ortool
