// Times a model on the CUDA provider with its inputs and outputs on the device:
//   gpu_latency MODEL INPUTS.json [OPTION=VALUE...]
// INPUTS.json: {"name": {"type": "float", "shape": [1, 3, 224, 224]}, ...}; the options are the provider's, such as
// enable_cuda_graph=1. Prints one line of JSON: load, first run, and latencies in milliseconds.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "ort/ort.h"

namespace {

using Clock = std::chrono::steady_clock;

constexpr double kMinSeconds = 3.0;
constexpr std::size_t kMinRuns = 50;

double milliseconds_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

ort::DataType type_named(const std::string& name) {
  for (const ort::DataType type : {ort::DataType::kFloat, ort::DataType::kFloat16, ort::DataType::kInt64,
                                   ort::DataType::kInt32, ort::DataType::kBool}) {
    if (name == ort::data_type_name(type)) return type;
  }
  throw std::invalid_argument("no inputs of type " + name + " are made here");
}

/// Ones on the device: valid as data, as token ids and as masks.
ort::OrtValue ones(ort::DataType type, const std::vector<int64_t>& shape, const ort::OrtDevice& device) {
  ort::OrtValue value = ort::OrtValue::from_shape_and_type(shape, type);
  const std::span<std::byte> bytes = value.bytes();
  const auto fill = [&](auto one) {
    for (std::size_t i = 0; i < bytes.size(); i += sizeof(one)) std::memcpy(bytes.data() + i, &one, sizeof(one));
  };
  if (type == ort::DataType::kFloat) fill(1.0f);
  if (type == ort::DataType::kFloat16) fill(uint16_t{0x3c00});
  if (type == ort::DataType::kInt64) fill(int64_t{1});
  if (type == ort::DataType::kInt32) fill(int32_t{1});
  if (type == ort::DataType::kBool) fill(uint8_t{1});
  return value.copy_to(device);
}

void measure(const std::string& model, const std::string& inputs, const std::map<std::string, std::string>& options) {
  const ort::OrtDevice device = ort::OrtDevice::make("cuda", 0);
  const Clock::time_point start = Clock::now();
  const ort::InferenceSession session(std::filesystem::path(model), {}, {{"cuda", options}, {"cpu", {}}});
  const double load = milliseconds_since(start);
  std::ifstream file(inputs);
  ort::IOBinding binding = session.io_binding();
  const nlohmann::json described = nlohmann::json::parse(file);
  for (const auto& [name, input] : described.items()) {
    binding.bind_ortvalue_input(name, ones(type_named(input.at("type").get<std::string>()),
                                           input.at("shape").get<std::vector<int64_t>>(), device));
  }
  for (const ort::NodeArg& output : session.get_outputs()) binding.bind_output(output.name, device);
  const Clock::time_point first = Clock::now();
  session.run_with_iobinding(binding);
  const double first_run = milliseconds_since(first);
  for (int warm_up = 0; warm_up < 5; ++warm_up) session.run_with_iobinding(binding);
  std::vector<double> times;
  const Clock::time_point begin = Clock::now();
  while (times.size() < kMinRuns || milliseconds_since(begin) < kMinSeconds * 1000) {
    const Clock::time_point run = Clock::now();
    session.run_with_iobinding(binding);
    times.push_back(milliseconds_since(run));
  }
  std::sort(times.begin(), times.end());
  fmt::print("{}\n", nlohmann::ordered_json({{"model", model},
                                             {"options", options},
                                             {"load_ms", load},
                                             {"first_run_ms", first_run},
                                             {"runs", times.size()},
                                             {"min_ms", times.front()},
                                             {"median_ms", times[times.size() / 2]},
                                             {"p95_ms", times[times.size() * 95 / 100]}})
                         .dump());
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    std::fprintf(stderr, "usage: gpu_latency MODEL INPUTS.json [OPTION=VALUE...]\n");
    return 2;
  }
  std::map<std::string, std::string> options;
  for (int i = 3; i < count; ++i) {
    const std::string option = arguments[i];
    options[option.substr(0, option.find('='))] = option.substr(std::min(option.size(), option.find('=') + 1));
  }
  try {
    measure(arguments[1], arguments[2], options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "gpu_latency: %s\n", error.what());
    return 9;
  }
}
