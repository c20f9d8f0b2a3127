#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "ort/session.h"
#include "ort/value.h"

namespace ortool {

/// Values by input name, as `InferenceSession::run` takes them.
using Feed = std::map<std::string, ort::OrtValue>;

/// What a model takes.
struct ModelInputs {
  std::span<const ort::NodeArg> required;          ///< graph inputs, in order
  std::span<const ort::NodeArg> overridable = {};  ///< initializers that may be fed too
  std::map<std::string, int64_t> dims = {};        ///< sizes of symbolic dimensions, for made-up values
};

/// The feed of the arguments of `--input`: NAME=VALUE, FILE.npz with arrays by name, or VALUE for the inputs in order.
/// Throws ort::Error (input) for an unknown name (with the known ones and the one probably meant), a name given twice,
/// more values than inputs; and what `load_value` throws, with the name of the input before it.
Feed make_feed(const ModelInputs& inputs, std::span<const std::string> arguments);

/// Inputs of optional type that are not fed get no value. Throws ort::Error (input) with the names and types of all
/// other inputs that are not fed.
void complete_feed(Feed& feed, const ModelInputs& inputs);

/// Where `argument` is NAME=VALUE: the length of NAME, which is the longest of `names` that is followed by '=', or else
/// what stands before the first '='. std::string::npos when there is no name: no '=', or a shape and type before it.
std::size_t name_length(const std::string& argument, std::span<const std::string> names);

}  // namespace ortool
