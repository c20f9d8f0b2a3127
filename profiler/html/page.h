#pragma once

#include <string_view>

namespace ort::profiler {

// The files of profiler/html, embedded by scripts/cmake/OrtEmbedText.cmake.
extern const std::string_view kPageFrame;
extern const std::string_view kPageStyle;
extern const std::string_view kPageScript;

}  // namespace ort::profiler
