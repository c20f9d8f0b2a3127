#include "libort/ops/broadcast.h"

#include <limits>
#include <string>
#include <utility>

namespace ort {
namespace {

void check_equal(const SymbolicShape& a, const SymbolicShape& b) {
  bool equal = a.rank() == b.rank();
  for (std::size_t axis = 0; equal && axis < a.dims.size(); ++axis) {
    equal = !a.dims[axis].known() || !b.dims[axis].known() || a.dims[axis].value == b.dims[axis].value;
  }
  if (!equal) {
    fail_node("shapes " + a.to_string() + " and " + b.to_string() +
              " differ, which needs the attribute broadcast = 1 before opset 7");
  }
}

SymbolicShape broadcast_towards_a(const Node& node, const SymbolicShape& a, const SymbolicShape& b) {
  if (!a.ranked || !b.ranked) return a;
  if (node.attribute<int64_t>("broadcast") == 0) {
    check_equal(a, b);
    return a;
  }
  return broadcast_one_way(a, b, legacy_trailing_dims(node, a.rank(), b.rank()));
}

bool fits(DataType dtype, int64_t number) {
  return dtype == DataType::kInt64 || (dtype == DataType::kInt32 && number >= std::numeric_limits<int32_t>::min() &&
                                       number <= std::numeric_limits<int32_t>::max());
}

}  // namespace

int legacy_trailing_dims(const Node& node, int rank_a, int rank_b) {
  const int64_t* broadcast = node.find<int64_t>("broadcast");
  if (broadcast == nullptr || *broadcast == 0) return 0;
  const int64_t* axis = node.find<int64_t>("axis");
  if (rank_b > rank_a) {
    fail_node("B has rank " + std::to_string(rank_b) + ", which is more than A's rank " + std::to_string(rank_a));
  }
  if (axis == nullptr || rank_b == 0) return 0;
  const int begin = checked_axis(*axis, rank_a);
  if (begin > rank_a - rank_b) {
    fail_node("B of rank " + std::to_string(rank_b) + " does not fit into A of rank " + std::to_string(rank_a) +
              " from axis " + std::to_string(*axis));
  }
  return rank_a - rank_b - begin;
}

int prelu_trailing_dims(const Node& node, int rank_x, int rank_slope) {
  return node.since_version < 7 && rank_slope == 1 && rank_x > 1 ? rank_x - 2 : 0;
}

SymbolicShape broadcast_one_way(const SymbolicShape& a, const SymbolicShape& b, int trailing_dims) {
  if (!a.ranked || !b.ranked) return a;
  SymbolicShape aligned = b;
  aligned.dims.resize(b.dims.size() + static_cast<std::size_t>(trailing_dims), Dim(1));
  const SymbolicShape both = broadcast_symbolic(a, aligned);
  bool fits_into_a = both.rank() == a.rank();
  for (std::size_t axis = 0; fits_into_a && axis < a.dims.size(); ++axis) {
    fits_into_a = !a.dims[axis].known() || !both.dims[axis].known() || a.dims[axis].value == both.dims[axis].value;
  }
  if (!fits_into_a) fail_node("shape " + b.to_string() + " cannot be broadcast to shape " + a.to_string());
  return a;
}

SymbolicShape broadcast_of_two(const InferContext& context) {
  const SymbolicShape& a = context.input_shape(0);
  const SymbolicShape& b = context.input_shape(1);
  const bool by_attribute = context.node().find<int64_t>("broadcast") != nullptr;
  return by_attribute ? broadcast_towards_a(context.node(), a, b) : broadcast_symbolic(a, b);
}

SymbolicShape broadcast_of_all(const InferContext& context, int first) {
  SymbolicShape shape = context.input_shape(first);
  for (int i = first + 1; i < context.input_count(); ++i) shape = broadcast_symbolic(shape, context.input_shape(i));
  return shape;
}

void infer_broadcast(InferContext& context) {
  context.set_output(0, context.input_dtype(0), broadcast_of_all(context));
}

std::optional<std::vector<Element>> fold_elements(const InferContext& context, ElementOperation operation, int first) {
  const DataType dtype = context.input_dtype(first);
  std::optional<std::vector<Element>> result = context.elements(first);
  for (int i = first + 1; result && i < context.input_count(); ++i) {
    const auto next = context.elements(i);
    if (!next || (next->size() != result->size() && next->size() != 1 && result->size() != 1)) return std::nullopt;
    const bool stretch = result->size() == 1;
    std::vector<Element> folded(stretch ? next->size() : result->size());
    for (std::size_t k = 0; k < folded.size(); ++k) {
      folded[k] = operation((*result)[stretch ? 0 : k], (*next)[next->size() == 1 ? 0 : k]);
      if (folded[k].number && !fits(dtype, *folded[k].number)) folded[k] = Element();
    }
    result = std::move(folded);
  }
  return result;
}

void legacy_broadcast_attributes(OpFamily& family) {
  family.attribute("broadcast", 0).optional_attribute("axis", AttributeType::kInt);
}

}  // namespace ort
