#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "apps/ortool/run/expectation.h"
#include "apps/ortool/values/input_arguments.h"
#include "ort/session.h"

namespace ortool {

/// The folder that `--test-data DIR[:K]` means: DIR/test_data_set_K (K is 0 where it is not given), or DIR itself when
/// it holds input_K.pb or output_K.pb files. Throws ort::Error (file) when there is none.
std::filesystem::path find_test_data(const std::string& argument);

/// input_K.pb of the folder by position. Throws ort::Error: input for more files than inputs, and what `load_onnx_data`
/// throws.
Feed load_test_inputs(const std::filesystem::path& folder, std::span<const ort::NodeArg> inputs);

/// output_K.pb for each output of the model by position. Throws ort::Error: input for more files than outputs, file
/// for a missing one.
std::vector<Expectation> load_test_outputs(const std::filesystem::path& folder, std::span<const ort::NodeArg> outputs);

}  // namespace ortool
