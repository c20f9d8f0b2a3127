#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ort::profiler {

// Members of a JSON object that may be absent or of an unexpected kind: each function then gives nothing.

/// A whole number, or a text of one, as ONNX Runtime writes them; between -1e17 and 1e17.
std::optional<int64_t> integer_field(const nlohmann::json& object, std::string_view key);

/// A finite number, or a text of one.
std::optional<double> number_field(const nlohmann::json& object, std::string_view key);

std::string text_field(const nlohmann::json& object, std::string_view key);

bool flag_field(const nlohmann::json& object, std::string_view key);

/// The texts of a list; others in it are left out.
std::vector<std::string> texts_field(const nlohmann::json& object, std::string_view key);

/// The whole numbers of a list.
std::vector<int64_t> integers_field(const nlohmann::json& object, std::string_view key);

/// A list or an object; null for anything else.
const nlohmann::json& container_field(const nlohmann::json& object, std::string_view key);

}  // namespace ort::profiler
