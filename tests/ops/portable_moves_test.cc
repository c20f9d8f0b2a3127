#include <gtest/gtest.h>

#include <functional>

#include "libort/graph/graph_mutator.h"
#include "libort/ops/resolve.h"
#include "libort/runtime/evaluate.h"
#include "providers/portable/resize.h"
#include "tests/support/naive_mover.h"
#include "tests/support/naive_pick.h"
#include "tests/support/node_runner.h"
#include "tests/support/throws_error.h"

namespace ort::test {
namespace {

using ort::testing::throws_error;

/// Tests of the kernels in providers/portable with a mover that moves one element at a time and checks every position:
/// what holds for it holds for any provider. The CPU's results are tested with the operators themselves.
class OneNode {
 public:
  explicit OneNode(const NodeCase& node_case) {
    GraphMutator mutator(graph_);
    Node node;
    node.op_type = node_case.op_type;
    node.opset = node_case.opset;
    node.attributes = node_case.attributes;
    for (const auto& input : node_case.inputs) {
      inputs_.push_back(input ? &*input : nullptr);
      node.inputs.push_back(kNoValue);
      if (!input) continue;
      node.inputs.back() = mutator.add_value("input_" + std::to_string(inputs_.size()));
      mutator.set_type(node.inputs.back(), input->type());
      mutator.add_graph_input(node.inputs.back());
    }
    for (std::size_t i = 0; i < node_case.outputs; ++i) {
      node.outputs.push_back(mutator.add_value("output_" + std::to_string(i)));
      mutator.add_graph_output(node.outputs.back());
    }
    id_ = mutator.add_node(std::move(node));
    if (const auto missing = resolve_operators(graph_, op_registry()); !missing.empty()) fail_usage(missing.front());
    infer_types(graph_, op_registry());
  }

  const Node& node() const { return graph_.node(id_); }
  const OpSchema& schema() const {
    return *op_registry().find_version(node().domain, node().op_type, node().since_version);
  }
  KernelRegistry::Match kernel_of(const ExecutionProvider& provider) const {
    return provider.kernels().find(graph_, node(), schema());
  }
  std::vector<RuntimeValue> run(const ExecutionProvider& provider) const {
    const KernelRegistry::Match match = kernel_of(provider);
    if (match.def == nullptr) fail_usage(match.reason);
    const auto kernel = match.def->create(KernelInfo(graph_, node(), provider));
    ThreadPool pool(1);
    return evaluate_node(node(), schema(), *kernel, inputs_, cpu_allocator(), pool);
  }

 private:
  Graph graph_;
  NodeId id_ = kNoNode;
  std::vector<const RuntimeValue*> inputs_;
};

Tensor list(const std::vector<int64_t>& numbers) { return make_tensor<int64_t>({std::ssize(numbers)}, numbers); }

/// The naive mover and the CPU's agree on all outputs.
void expect_same_as_cpu(const NodeCase& node_case) {
  SCOPED_TRACE(node_case.op_type + "-" + std::to_string(node_case.opset) + " of " +
               node_case.inputs[0]->tensor().shape().to_string());
  const NaiveMover mover;
  const std::vector<RuntimeValue> actual = OneNode(node_case).run(NaiveProvider(&mover));
  const std::vector<RuntimeValue> expected = run_node(node_case);
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) expect_same_bytes(actual[i].tensor(), expected[i].tensor());
}

constexpr DataType kFixedSizes[] = {DataType::kBool, DataType::kFloat16, DataType::kFloat, DataType::kInt64,
                                    DataType::kComplex128};

/// Calls `check` with random tensors of all element sizes; their dimensions are 0 to 4.
void for_random_tensors(int rank, const std::function<void(const Tensor&, std::mt19937&)>& check) {
  std::mt19937 generator(7);
  for (const DataType dtype : kFixedSizes) {
    for (int round = 0; round < 6; ++round) {
      const int64_t least = round == 0 ? 0 : 1;
      Shape shape;
      for (int axis = 0; axis < rank; ++axis) shape.append(least + static_cast<int64_t>(generator() % 4));
      check(random_tensor(dtype, shape, generator), generator);
    }
  }
}

TEST(PortableMoves, SliceAndTranspose) {
  for_random_tensors(3, [](const Tensor& x, std::mt19937& generator) {
    const auto number = [&] { return static_cast<int64_t>(generator() % 9) - 4; };
    const auto step = [&] { return static_cast<int64_t>(generator() % 2) * 4 - 2; };
    expect_same_as_cpu({.op_type = "Slice",
                        .opset = 13,
                        .inputs = {x, list({number(), number(), number()}), list({number(), number(), number()}),
                                   list({2, 0, 1}), list({step(), step(), step()})}});
    expect_same_as_cpu({.op_type = "Transpose", .inputs = {x}});
    expect_same_as_cpu(
        {.op_type = "Transpose", .inputs = {x}, .attributes = {{"perm", std::vector<int64_t>{1, 0, 2}}}});
  });
}

TEST(PortableMoves, ExpandAndTile) {
  for_random_tensors(2, [](const Tensor& x, std::mt19937& generator) {
    expect_same_as_cpu({.op_type = "Expand", .inputs = {x, list({static_cast<int64_t>(generator() % 3), 1, 1})}});
    expect_same_as_cpu(
        {.op_type = "Tile",
         .inputs = {x, list({static_cast<int64_t>(generator() % 3), static_cast<int64_t>(generator() % 3) + 1})}});
  });
}

TEST(PortableMoves, ConcatAndSplit) {
  for_random_tensors(3, [](const Tensor& x, std::mt19937& generator) {
    for (int64_t axis = -3; axis < 0; ++axis) {
      const std::map<std::string, Attribute, std::less<>> attributes{{"axis", axis}};
      Shape other = x.shape();
      other[static_cast<int>(axis) + 3] = static_cast<int64_t>(generator() % 3);
      const Tensor y = random_tensor(x.dtype(), other, generator);
      expect_same_as_cpu({.op_type = "Concat", .inputs = {x, y, x}, .attributes = attributes});
      expect_same_as_cpu({.op_type = "Concat", .inputs = {x}, .attributes = attributes});
      const int64_t dim = x.shape()[static_cast<int>(axis) + 3];
      expect_same_as_cpu({.op_type = "Split",
                          .opset = 13,
                          .inputs = {x, list({dim / 2, 0, dim - dim / 2})},
                          .attributes = attributes,
                          .outputs = 3});
      expect_same_as_cpu({.op_type = "Split", .opset = 13, .inputs = {x, list({dim})}, .attributes = attributes});
    }
  });
}

TEST(PortableMoves, Pad) {
  for (const char* mode : {"constant", "edge", "reflect", "wrap"}) {
    for_random_tensors(2, [&](const Tensor& x, std::mt19937& generator) {
      if (x.shape()[0] < 2 || x.shape()[1] < 2) return;
      const auto pad = [&] { return static_cast<int64_t>(generator() % 4) - 1; };
      const Tensor pads = list({std::max<int64_t>(pad(), 0), pad(), pad(), std::max<int64_t>(pad(), 0)});
      const std::map<std::string, Attribute, std::less<>> attributes{{"mode", std::string(mode)}};
      expect_same_as_cpu({.op_type = "Pad", .inputs = {x, pads}, .attributes = attributes});
      expect_same_as_cpu(
          {.op_type = "Pad", .inputs = {x, pads, random_tensor(x.dtype(), {}, generator)}, .attributes = attributes});
    });
  }
}

TEST(PortableMoves, BlocksBetweenDepthAndSpace) {
  std::mt19937 generator(9);
  for (const DataType dtype : {DataType::kFloat, DataType::kDouble}) {
    const Tensor deep = random_tensor(dtype, {2, 12, 3, 2}, generator);
    for (const char* mode : {"DCR", "CRD"}) {
      expect_same_as_cpu({.op_type = "DepthToSpace",
                          .opset = 13,
                          .inputs = {deep},
                          .attributes = {{"blocksize", int64_t{2}}, {"mode", std::string(mode)}}});
    }
    expect_same_as_cpu({.op_type = "SpaceToDepth",
                        .opset = 13,
                        .inputs = {random_tensor(dtype, {1, 3, 4, 6}, generator)},
                        .attributes = {{"blocksize", int64_t{2}}}});
  }
}

TEST(PortableMoves, SameElementsUnderAnotherShape) {
  for_random_tensors(3, [](const Tensor& x, std::mt19937&) {
    expect_same_as_cpu({.op_type = "Identity", .inputs = {x}});
    expect_same_as_cpu({.op_type = "Flatten", .inputs = {x}});
    expect_same_as_cpu({.op_type = "Unsqueeze", .inputs = {x, list({0, -1})}});
    expect_same_as_cpu({.op_type = "Reshape", .inputs = {x, list({-1})}});
  });
}

/// A provider that resizes in mode nearest only.
class NearestResize final : public portable::Resize {
 public:
  using portable::Resize::Resize;

 protected:
  Step plan_weighted_sums(const PlanContext&, const std::vector<portable::AxisWeights>&, float) const override {
    fail_unsupported("no weighted sums here");
  }
};

TEST(PortableMoves, ResizeToNeighbours) {
  const NaiveMover mover;
  NaiveProvider provider(&mover);
  portable::register_resize(provider.registry(), make_kernel<NearestResize>, portable::kFixedSizeTensors);
  std::mt19937 generator(11);
  const Tensor roi = make_tensor<float>({4}, {-0.5f, 0.25f, 1.25f, 0.75f});
  for (const char* coordinates : {"half_pixel", "align_corners", "tf_crop_and_resize"}) {
    for (const DataType dtype : {DataType::kUint8, DataType::kFloat, DataType::kDouble}) {
      const NodeCase node_case{
          .op_type = "Resize",
          .opset = 13,
          .inputs = {random_tensor(dtype, {3, 4}, generator), roi, std::nullopt, list({7, 2})},
          .attributes = {{"coordinate_transformation_mode", std::string(coordinates)}, {"extrapolation_value", 9.0f}}};
      expect_same_bytes(OneNode(node_case).run(provider)[0].tensor(), run_node_tensor(node_case));
    }
  }
}

TEST(PortableMoves, AreThereForTheTypesThatTheProviderMoves) {
  const NaiveMover mover;
  const NaiveProvider provider(&mover);
  for (const DataType dtype : {DataType::kString, DataType::kInt4}) {
    for (const char* op_type : {"Identity", "Transpose", "Flatten"}) {
      const OneNode node({.op_type = op_type, .inputs = {Tensor(dtype, {2, 2})}});
      EXPECT_EQ(node.kernel_of(provider).def, nullptr) << op_type;
      EXPECT_NE(node.kernel_of(provider).reason.find("no kernel for"), std::string::npos) << op_type;
    }
  }
}

TEST(PortableMoves, NeedAMover) {
  const OneNode node({.op_type = "Transpose", .inputs = {Tensor(DataType::kFloat, {2, 2})}});
  EXPECT_TRUE(throws_error([&] { node.run(NaiveProvider(nullptr)); }, ErrorCode::kFail, ErrorKind::kInternal,
                           "NaiveExecutionProvider has no mover"));
}

}  // namespace
}  // namespace ort::test
