#include "libort/ops/symbolic_dims.h"

#include <algorithm>

#include "libort/core/checked_math.h"
#include "libort/core/fail.h"

namespace ort {
namespace {

constexpr int64_t kMaxRank = 1024;

}  // namespace

SymbolicShape unknown_dims(int64_t rank) {
  if (rank < 0 || rank > kMaxRank) fail_node("a shape of " + std::to_string(rank) + " dimensions");
  return SymbolicShape::of(std::vector<Dim>(static_cast<std::size_t>(rank)));
}

SymbolicShape shape_in_input(const InferContext& context, int i) {
  const SymbolicShape& vector = context.input_shape(i);
  if (vector.ranked && vector.rank() != 1) {
    fail_node("input " + std::to_string(i) + " must be one-dimensional, but has shape " + vector.to_string());
  }
  const bool counted = vector.ranked && vector.dims[0].known();
  SymbolicShape shape = counted ? unknown_dims(vector.dims[0].value) : SymbolicShape();
  const std::optional<std::vector<Element>> elements = context.elements(i);
  if (!elements) return shape;
  shape = unknown_dims(std::ssize(*elements));
  for (std::size_t axis = 0; axis < elements->size(); ++axis) {
    const Element& element = (*elements)[axis];
    if (element.number && *element.number < 0) {
      fail_node("negative dimension " + std::to_string(*element.number) + " in input " + std::to_string(i));
    }
    shape.dims[axis] = element.to_dim();
  }
  return shape;
}

Dim product_of(std::span<const Dim> dims) {
  if (std::ranges::any_of(dims, [](const Dim& dim) { return dim.value == 0; })) return 0;
  int64_t product = 1;
  const Dim* open = nullptr;
  for (const Dim& dim : dims) {
    if (dim.known()) {
      product = checked_multiply(product, dim.value);
    } else if (open != nullptr) {
      return {};
    } else {
      open = &dim;
    }
  }
  return open == nullptr ? Dim(product) : scaled(*open, product);
}

Dim sum_of(std::span<const Dim> dims) {
  int64_t sum = 0;
  const Dim* open = nullptr;
  for (const Dim& dim : dims) {
    if (dim.known()) {
      sum = checked_add(sum, dim.value);
    } else if (open != nullptr) {
      return {};
    } else {
      open = &dim;
    }
  }
  if (open == nullptr) return sum;
  return sum == 0 ? *open : Dim();
}

Dim scaled(const Dim& dim, int64_t factor) {
  if (factor == 1) return dim;
  if (factor == 0) return 0;
  return dim.known() ? Dim(checked_multiply(dim.value, factor)) : Dim();
}

Dim merged(const Dim& a, const Dim& b, const std::string& where) {
  if (a.known() && b.known() && a.value != b.value) {
    fail_node(where + ": " + std::to_string(a.value) + " is not " + std::to_string(b.value));
  }
  if (a.known()) return a;
  if (b.known()) return b;
  return a.symbol.empty() ? b : a;
}

std::string list_text(std::span<const int64_t> numbers) {
  std::string text = "[";
  for (std::size_t i = 0; i < numbers.size(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(numbers[i]);
  return text + "]";
}

}  // namespace ort
