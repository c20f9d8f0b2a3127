#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "apps/ortool/model_source.h"
#include "apps/ortool/session_flags.h"
#include "apps/ortool/values/input_arguments.h"
#include "ort/error.h"
#include "ort/session.h"

namespace ortool {

/// A session and how long it took to make.
struct LoadedModel {
  ort::InferenceSession session;
  double load_ms = 0;
};

/// Loads the model with the settings of the flags; `options` are theirs, with what the command added. Throws
/// ort::Error: what --dim and --strict object to, and what loading throws.
LoadedModel load_model(const ModelSource& source, const SessionFlags& flags, const ort::SessionOptions& options);

/// What stands behind the inputs of a run.
struct InputArguments {
  std::span<const std::string> inputs;             ///< of --input
  std::optional<std::filesystem::path> test_data;  ///< the folder that `find_test_data` found
  bool makes_up_missing = false;  ///< tensors that nobody gave become random ones, as by --input NAME=rand:SEED
  uint64_t seed = 0;              ///< of these
};

/// A value for each input of the session; `made_up`, if given, takes the names of those that were made up. Throws
/// ort::Error (input, file).
Feed read_feed(const ort::InferenceSession& session, const SessionFlags& flags, const InputArguments& arguments,
               std::vector<std::string>* made_up = nullptr);

/// The error with the name of the model before its message, where it does not stand there and matters.
ort::Error with_model(const ort::Error& error, const std::string& model);

}  // namespace ortool
