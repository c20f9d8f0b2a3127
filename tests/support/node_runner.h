#pragma once

#include <complex>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "libort/core/runtime_value.h"
#include "libort/graph/attribute.h"

namespace ort::test {

/// One operator call to try: through the operator's definition, its shape rule and the provider's kernel, without
/// files.
struct NodeCase {
  std::string op_type;
  int opset = 23;
  std::vector<std::optional<RuntimeValue>> inputs;  ///< nothing: an absent optional input
  std::map<std::string, Attribute, std::less<>> attributes = {};
  std::size_t outputs = 1;
  std::string domain = "";
  /// True: the inputs are initializers of the graph (prepacking, plan-time values); false: graph inputs, whose contents
  /// are known only when the node runs. Tests of operators with shape inputs run both.
  bool constant_inputs = false;
  int threads = 2;
};

/// Runs the node on `test_providers()`. Throws what the engine throws.
std::vector<RuntimeValue> run_node(const NodeCase& node);
/// The only output, a tensor.
Tensor run_node_tensor(const NodeCase& node);

/// Makes a tensor of type T (float, Float16, BFloat16, integers, bool, std::string).
template <class T>
Tensor make_tensor(Shape shape, const std::vector<T>& elements);

/// Random elements: floats in [-2, 2], integers small, bools; seeded.
Tensor random_tensor(DataType dtype, Shape shape, std::mt19937& generator);

/// Every numeric or bool element as double.
std::vector<double> to_doubles(const Tensor& tensor);

/// gtest expectations with a readable first difference.
void expect_near(const Tensor& actual, const std::vector<double>& expected, double rtol = 1e-5, double atol = 1e-6);
void expect_same_bytes(const Tensor& actual, const Tensor& expected);
void expect_shape(const Tensor& actual, const Shape& expected);

}  // namespace ort::test
