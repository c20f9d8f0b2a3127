#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apps/ortool/bench/delay.h"
#include "apps/ortool/bench/io_mode.h"
#include "apps/ortool/session_flags.h"

namespace ortool {

/// What is measured: a model with settings.
struct Variant {
  std::string label;  ///< "A.onnx", "threads=2,opt=none"
  std::string model;
  SessionFlags session;
  IoMode io = IoMode::kHost;
  Delay delay;
};

/// Changes one setting; braces around a whole value, which may hold separators then, do not belong to it. Throws
/// ort::Error (usage) for an unknown key (with the one probably meant) and for a value that makes no sense.
void apply_setting(Variant& variant, std::string_view key, std::string_view value);

/// `base` with the settings of "threads=2,opt=none"; a value in braces may hold commas. The label becomes the text.
/// Throws ort::Error (usage).
Variant with_settings(Variant base, std::string_view text);

/// The keys of `apply_setting`.
const std::vector<std::string>& setting_names();

}  // namespace ortool
