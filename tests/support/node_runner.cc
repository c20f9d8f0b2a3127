#include "tests/support/node_runner.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "libort/core/packed.h"
#include "libort/core/type_dispatch.h"
#include "libort/exec/executor.h"
#include "libort/graph/graph_mutator.h"
#include "libort/ops/resolve.h"
#include "libort/plan/plan.h"
#include "tests/support/test_providers.h"

namespace ort::test {
namespace {

Graph graph_of(const NodeCase& node_case) {
  Graph graph;
  GraphMutator mutator(graph);
  Node node;
  node.name = "node";
  node.op_type = node_case.op_type;
  node.domain = node_case.domain;
  node.opset = node_case.opset;
  node.attributes = node_case.attributes;
  for (std::size_t i = 0; i < node_case.inputs.size(); ++i) {
    if (!node_case.inputs[i]) {
      node.inputs.push_back(kNoValue);
      continue;
    }
    ValueType type = node_case.inputs[i]->type();
    const ValueId id = mutator.add_value("input_" + std::to_string(i));
    if (node_case.constant_inputs && node_case.inputs[i]->is_tensor()) {
      mutator.set_constant(id, node_case.inputs[i]->tensor());
    } else {
      type.shape = {};
      mutator.set_type(id, type);
      mutator.add_graph_input(id);
    }
    node.inputs.push_back(id);
  }
  for (std::size_t i = 0; i < node_case.outputs; ++i) {
    node.outputs.push_back(mutator.add_value("output_" + std::to_string(i)));
    mutator.add_graph_output(node.outputs.back());
  }
  mutator.add_node(std::move(node));
  return graph;
}

}  // namespace

std::vector<RuntimeValue> run_node(const NodeCase& node_case) {
  Graph graph = graph_of(node_case);
  const std::vector<std::string> missing = resolve_operators(graph, op_registry());
  if (!missing.empty()) fail_unsupported(missing.front());
  infer_types(graph, op_registry());
  std::shared_ptr<const Program> program = make_program(std::move(graph), test_providers(), op_registry());
  ThreadPool pool(node_case.threads);

  std::vector<Plan::Input> inputs;
  std::vector<const RuntimeValue*> bound;
  for (const auto& given : node_case.inputs) {
    if (!given || (node_case.constant_inputs && given->is_tensor())) continue;
    Plan::Input input;
    input.value = program->graph.inputs()[inputs.size()];
    input.is_tensor = given->is_tensor();
    if (input.is_tensor) {
      input.dtype = given->tensor().dtype();
      input.shape = given->tensor().shape();
    }
    inputs.push_back(input);
    bound.push_back(&*given);
  }
  std::vector<RequestedOutput> wanted;
  for (const ValueId id : program->graph.outputs()) wanted.push_back({id, {}});
  const auto plan = make_plan(program, inputs, wanted, {}, {cpu_allocator(), pool});
  Frame frame(plan, {cpu_allocator(), pool, true});
  std::vector<RuntimeValue> results;
  for (int round = 0; round < 2; ++round) {
    frame.bind_inputs(bound);
    frame.bind_outputs({});
    execute(frame, {});
    results.clear();
    for (std::size_t i = 0; i < node_case.outputs; ++i) results.push_back(frame.output(i));
    frame.reset();
  }
  return results;
}

Tensor run_node_tensor(const NodeCase& node_case) { return run_node(node_case).front().tensor(); }

template <class T>
Tensor make_tensor(Shape shape, const std::vector<T>& elements) {
  Tensor tensor(dtype_of<T>(), std::move(shape));
  if (tensor.elements() != static_cast<int64_t>(elements.size()))
    fail_usage("the test gives a wrong number of elements");
  if constexpr (std::is_same_v<T, bool>) {
    for (std::size_t i = 0; i < elements.size(); ++i) tensor.as<bool>()[i] = elements[i];
  } else {
    std::copy(elements.begin(), elements.end(), tensor.as<T>().begin());
  }
  return tensor;
}

template Tensor make_tensor(Shape, const std::vector<float>&);
template Tensor make_tensor(Shape, const std::vector<double>&);
template Tensor make_tensor(Shape, const std::vector<Float16>&);
template Tensor make_tensor(Shape, const std::vector<BFloat16>&);
template Tensor make_tensor(Shape, const std::vector<int8_t>&);
template Tensor make_tensor(Shape, const std::vector<int16_t>&);
template Tensor make_tensor(Shape, const std::vector<int32_t>&);
template Tensor make_tensor(Shape, const std::vector<int64_t>&);
template Tensor make_tensor(Shape, const std::vector<uint8_t>&);
template Tensor make_tensor(Shape, const std::vector<uint16_t>&);
template Tensor make_tensor(Shape, const std::vector<uint32_t>&);
template Tensor make_tensor(Shape, const std::vector<uint64_t>&);
template Tensor make_tensor(Shape, const std::vector<bool>&);
template Tensor make_tensor(Shape, const std::vector<std::string>&);
template Tensor make_tensor(Shape, const std::vector<std::complex<float>>&);
template Tensor make_tensor(Shape, const std::vector<std::complex<double>>&);

namespace {

using TestTypes = Types<float, double, Float16, BFloat16, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t,
                        uint32_t, uint64_t, bool>;

}  // namespace

Tensor random_tensor(DataType dtype, Shape shape, std::mt19937& generator) {
  Tensor tensor(dtype, std::move(shape));
  if (dtype == DataType::kString) {
    for (std::string& text : tensor.as<std::string>()) text = "s" + std::to_string(generator() % 100);
    return tensor;
  }
  const bool has_type = dtype == DataType::kBool || (dtype >= DataType::kFloat && dtype <= DataType::kInt64) ||
                        dtype == DataType::kFloat16 || dtype == DataType::kDouble || dtype == DataType::kBfloat16 ||
                        dtype == DataType::kUint32 || dtype == DataType::kUint64;
  if (!has_type) {
    for (std::size_t i = 0; i < tensor.bytes(); ++i) tensor.data()[i] = static_cast<std::byte>(generator() & 0xFF);
    if (is_packed(dtype)) {
      std::vector<uint8_t> bits(static_cast<std::size_t>(tensor.elements()));
      unpack(dtype, tensor.data(), tensor.elements(), bits.data());
      pack(dtype, bits.data(), tensor.elements(), tensor.data());
    }
    return tensor;
  }
  dispatch(dtype, TestTypes{}, [&]<class T>() {
    for (T& element : tensor.as<T>()) {
      const double real = static_cast<double>(generator() % 4001) / 1000.0 - 2.0;
      if constexpr (std::is_same_v<T, bool>) {
        element = real > 0;
      } else if constexpr (std::is_integral_v<T>) {
        element = static_cast<T>(static_cast<int>(generator() % 21) - (std::is_signed_v<T> ? 10 : 0));
      } else {
        element = static_cast<T>(static_cast<float>(real));
      }
    }
  });
  return tensor;
}

std::vector<double> to_doubles(const Tensor& tensor) {
  std::vector<double> values;
  dispatch(tensor.dtype(), TestTypes{}, [&]<class T>() {
    for (const T& element : tensor.as<T>()) values.push_back(static_cast<double>(static_cast<Compute<T>>(element)));
  });
  return values;
}

void expect_near(const Tensor& actual, const std::vector<double>& expected, double rtol, double atol) {
  const std::vector<double> values = to_doubles(actual);
  ASSERT_EQ(values.size(), expected.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(expected[i])) {
      ASSERT_TRUE(std::isnan(values[i])) << "element " << i << " is " << values[i] << " instead of NaN";
    } else if (std::isinf(expected[i])) {
      ASSERT_EQ(values[i], expected[i]) << "element " << i;
    } else {
      ASSERT_LE(std::abs(values[i] - expected[i]), atol + rtol * std::abs(expected[i]))
          << "element " << i << " is " << values[i] << " instead of " << expected[i];
    }
  }
}

void expect_same_bytes(const Tensor& actual, const Tensor& expected) {
  ASSERT_EQ(actual.dtype(), expected.dtype());
  ASSERT_EQ(actual.shape(), expected.shape());
  if (actual.is_string()) {
    const auto left = actual.as<std::string>();
    const auto right = expected.as<std::string>();
    ASSERT_TRUE(std::equal(left.begin(), left.end(), right.begin()));
  } else if (actual.bytes() > 0) {
    ASSERT_EQ(std::memcmp(actual.data(), expected.data(), actual.bytes()), 0);
  }
}

void expect_shape(const Tensor& actual, const Shape& expected) {
  EXPECT_EQ(actual.shape(), expected) << actual.shape().to_string() << " instead of " << expected.to_string();
}

}  // namespace ort::test
