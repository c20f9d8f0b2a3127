#include "tests/conformance/model_references.h"

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <ostream>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include "apps/ortool/file_bytes.h"
#include "apps/ortool/values/npy.h"
#include "ort/data_type.h"

namespace ort::test {
namespace {

using std::filesystem::path;

double read_tolerance(std::string_view digits) {
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size())
    throw std::runtime_error("a tolerance is no number");
  return value;
}

ModelExpectation parse_expectation(const std::string& line) {
  std::istringstream words(line);
  ModelExpectation expectation;
  std::string verdict;
  words >> expectation.name >> verdict;
  if (verdict != "pass" && verdict != "unsupported") throw std::runtime_error("models.txt: '" + line + "'");
  expectation.passes = verdict == "pass";
  for (std::string word; words >> word;) {
    if (word.starts_with("rtol=")) {
      expectation.tolerance.rtol = read_tolerance(std::string_view(word).substr(5));
    } else if (word.starts_with("atol=")) {
      expectation.tolerance.atol = read_tolerance(std::string_view(word).substr(5));
    } else {
      throw std::runtime_error("models.txt: '" + line + "'");
    }
  }
  return expectation;
}

ReferenceValue read_value(const path& folder, const nlohmann::json& entry) {
  const bool is_sample = entry.contains("sample_file");
  const path file = folder / entry.at(is_sample ? "sample_file" : "file").get<std::string>();
  return {entry.at("name").get<std::string>(), ortool::parse_npy(ortool::read_file(file), file.string()),
          is_sample ? entry.at("sample_stride").get<int64_t>() : 1};
}

}  // namespace

void PrintTo(const ModelExpectation& expectation, std::ostream* out) { *out << expectation.name; }

std::vector<ModelExpectation> read_expectations(const path& file) {
  std::ifstream stream(file);
  if (!stream) throw std::runtime_error("cannot read " + file.string());
  std::vector<ModelExpectation> expectations;
  for (std::string line; std::getline(stream, line);) {
    line = line.substr(0, line.find('#'));
    if (line.find_first_not_of(' ') != std::string::npos) expectations.push_back(parse_expectation(line));
  }
  return expectations;
}

path find_models() {
  const char* shared = std::getenv("ORT_SHARED_DATA");
  const path folder = (shared != nullptr ? path(shared) : path(ORT_SOURCE_DIR).parent_path() / "shared") / "models";
  return std::filesystem::is_directory(folder) ? folder : path();
}

ModelReference read_reference(const path& models, const std::string& name) {
  const path folder = models / name;
  std::ifstream stream(folder / "refs.json");
  const auto refs = nlohmann::json::parse(stream);
  ModelReference reference;
  reference.model = models / refs.at("model").get<std::string>();
  for (const auto& input : refs.at("inputs")) reference.inputs.push_back(read_value(folder, input));
  for (const auto& output : refs.at("outputs")) reference.outputs.push_back(read_value(folder, output));
  return reference;
}

OrtValue every_nth(const OrtValue& tensor, int64_t stride) {
  const int64_t count = (tensor.element_count() + stride - 1) / stride;
  const auto size = static_cast<std::size_t>(data_type_bits(tensor.element_type()) / 8);
  const std::span<const std::byte> from = tensor.bytes();
  std::vector<std::byte> taken(static_cast<std::size_t>(count) * size);
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    std::memcpy(taken.data() + i * size, from.data() + i * static_cast<std::size_t>(stride) * size, size);
  }
  const int64_t shape[] = {count};
  return OrtValue::from_bytes(taken, shape, tensor.element_type());
}

}  // namespace ort::test
