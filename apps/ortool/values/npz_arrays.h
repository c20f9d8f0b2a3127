#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ort/value.h"

namespace ortool {

struct NamedTensor {
  std::string name;
  ort::OrtValue tensor;
};

/// The arrays that stand for a value in an .npz file: a tensor under its name, a sequence as name.0, name.1, ..., a map
/// as name.keys and name.values; nothing for an absent value.
std::vector<NamedTensor> to_arrays(const std::string& name, const ort::OrtValue& value);

/// The inverse for a value of the declared `type` ("" takes a tensor): moves the arrays that belong to it out of
/// `arrays`. None when there is no such array. Throws ort::Error (input) for a map without values or keys.
std::optional<ort::OrtValue> take_value(std::map<std::string, ort::OrtValue>& arrays, const std::string& name,
                                        std::string_view type);

}  // namespace ortool
