#pragma once

#include <optional>
#include <vector>

#include "libort/plan/plan.h"

namespace ort {

/// What is known about a value once the shapes of the graph inputs are.
struct ValueFacts {
  bool shape_known = false;
  DataType dtype = DataType::kUndefined;
  Shape shape;
  std::optional<Tensor> content;  ///< in CPU memory
};

enum class NodeMode {
  kFolded,  ///< all results are known: it does not run
  kStatic,  ///< all shapes are known: planned now
  kLate,    ///< planned while it runs
};

struct ShapeWalk {
  std::vector<ValueFacts> values;  ///< by ValueId
  std::vector<NodeMode> modes;     ///< by position in Program::nodes
  /// By position in Program::nodes, for static nodes: types and shapes of all outputs, absent optional ones included.
  std::vector<std::vector<PlanContext::Output>> outputs;
};

/// Follows shapes, and the contents of small tensors, from the graph inputs through all nodes in their order.
ShapeWalk walk_shapes(const Program& program, const std::vector<Plan::Input>& inputs, const PlanResources& resources);

/// Types and shapes of a node's inputs as the plan knows them, contents where they are known.
std::vector<PlanContext::Input> planned_inputs(const Node& node, const ShapeWalk& walk);

/// "float[1,3,224,224], int64[4]": for error messages.
std::string describe_inputs(const Node& node, const ShapeWalk& walk);

}  // namespace ort
