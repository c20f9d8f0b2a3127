#include <algorithm>
#include <fstream>

#include "tests/cuda/cuda_double.h"

namespace ort::test {
namespace {

/// "Add 1,6,7,13,14: T double float": an operator that has a CUDA kernel, its versions and types.
std::string line_of(const OperatorSupport& op) {
  std::string line = op.domain == "ai.onnx" ? op.name : op.domain + "::" + op.name;
  for (std::size_t i = 0; i < op.versions.size(); ++i) line += (i == 0 ? " " : ",") + std::to_string(op.versions[i]);
  line += ":";
  for (const auto& [parameter, types] : op.types) {
    line += " " + parameter;
    for (const std::string& type : types) {
      const bool tensor = type.starts_with("tensor(") && type.ends_with(")");
      line += " " + (tensor ? type.substr(7, type.size() - 8) : type);
    }
  }
  return line;
}

/// The list is reviewed like code; a failure prints the lines that are to be changed in it.
TEST_F(CudaDouble, RunsTheOperatorsOfTheList) {
  std::ifstream file(ORT_SOURCE_DIR "/tests/cuda/operators.txt");
  std::vector<std::string> listed;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line[0] != '#') listed.push_back(line);
  }
  std::vector<std::string> actual;
  for (const OperatorSupport& op : get_supported_operators("cuda")) actual.push_back(line_of(op));
  for (const std::string& line : actual) {
    if (std::find(listed.begin(), listed.end(), line) == listed.end())
      ADD_FAILURE() << "not in operators.txt:\n" << line;
  }
  for (const std::string& line : listed) {
    if (std::find(actual.begin(), actual.end(), line) == actual.end())
      ADD_FAILURE() << "only in operators.txt:\n" << line;
  }
}

}  // namespace
}  // namespace ort::test
