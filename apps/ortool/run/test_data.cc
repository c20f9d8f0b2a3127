#include "apps/ortool/run/test_data.h"

#include <fmt/format.h>

#include <cerrno>

#include "apps/ortool/errors.h"
#include "apps/ortool/number_text.h"
#include "apps/ortool/terminal_text.h"
#include "apps/ortool/values/value_source.h"

namespace ortool {
namespace {

using std::filesystem::path;

path file_name(const path& folder, std::string_view kind, std::size_t position) {
  return folder / fmt::format("{}_{}.pb", kind, position);
}

bool is_there(const path& file) {
  std::error_code error;
  return std::filesystem::exists(file, error);
}

void refuse_file_beyond(const path& folder, std::string_view kind, std::size_t count) {
  const path file = file_name(folder, kind, count);
  if (is_there(file)) {
    throw input_error(fmt::format("'{}': the model has {} {}s only", printable(file.string()), count, kind));
  }
}

}  // namespace

path find_test_data(const std::string& argument) {
  std::string folder = argument;
  std::string set = "0";
  const std::size_t colon = argument.rfind(':');
  const bool has_set = colon != std::string::npos && to_unsigned(argument.substr(colon + 1)) && !is_there(argument);
  if (has_set) {
    folder = argument.substr(0, colon);
    set = argument.substr(colon + 1);
  }
  if (!is_there(folder)) throw file_error("read", folder, ENOENT);
  const path data_set = path(folder) / ("test_data_set_" + set);
  if (is_there(data_set)) return data_set;
  const bool is_data_set = is_there(file_name(folder, "input", 0)) || is_there(file_name(folder, "output", 0));
  if (is_data_set && !has_set) return folder;
  throw file_error("read", data_set, ENOENT);
}

Feed load_test_inputs(const path& folder, std::span<const ort::NodeArg> inputs) {
  refuse_file_beyond(folder, "input", inputs.size());
  Feed feed;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const path file = file_name(folder, "input", i);
    if (is_there(file)) feed.emplace(inputs[i].name, load_onnx_data(file.string(), inputs[i].type));
  }
  return feed;
}

std::vector<Expectation> load_test_outputs(const path& folder, std::span<const ort::NodeArg> outputs) {
  refuse_file_beyond(folder, "output", outputs.size());
  std::vector<Expectation> expectations;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    expectations.push_back({outputs[i].name, load_onnx_data(file_name(folder, "output", i).string(), outputs[i].type)});
  }
  return expectations;
}

}  // namespace ortool
