#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ort {

/// `value` as a JSON string with its quotes. What is no UTF-8 becomes U+FFFD.
void append_quoted(std::string& text, std::string_view value);
std::string quoted_json(std::string_view value);

void append_number(std::string& text, int64_t value);

/// `, "key" : value`
void append_member(std::string& text, std::string_view key, int64_t value);
void append_member(std::string& text, std::string_view key, std::string_view value);
void append_member(std::string& text, std::string_view key, const std::vector<std::string>& values);

/// `, "key" : "value"` for a number: ONNX Runtime writes them in quotes.
void append_quoted_member(std::string& text, std::string_view key, int64_t value);

}  // namespace ort
