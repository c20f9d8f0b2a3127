#include <cmath>
#include <concepts>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>

#include "libort/core/fail.h"
#include "libort/core/type_dispatch.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/single_element.h"
#include "libort/ops/type_set.h"

namespace ort {
namespace {

[[noreturn]] void fail_length(const std::string& start, const std::string& limit, const std::string& delta) {
  fail_limit("the range from " + start + " to " + limit + " in steps of " + delta + " has too many elements");
}

/// max(ceil((limit - start) / delta), 0), exactly.
int64_t range_length(int64_t start, int64_t limit, int64_t delta) {
  if (delta > 0 ? limit <= start : limit >= start) return 0;
  const auto low = static_cast<uint64_t>(delta > 0 ? start : limit);
  const auto high = static_cast<uint64_t>(delta > 0 ? limit : start);
  const uint64_t step = delta > 0 ? static_cast<uint64_t>(delta) : 0 - static_cast<uint64_t>(delta);
  const uint64_t length = (high - low - 1) / step + 1;
  if (length > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
    fail_length(std::to_string(start), std::to_string(limit), std::to_string(delta));
  }
  return static_cast<int64_t>(length);
}

/// The same for floats: the difference is one of type C, the quotient a double.
template <std::floating_point C>
int64_t range_length(C start, C limit, C delta) {
  const double length = std::ceil(static_cast<double>(limit - start) / static_cast<double>(delta));
  if (std::isnan(length)) {
    fail_node("there is no range from " + std::to_string(start) + " to " + std::to_string(limit) + " in steps of " +
              std::to_string(delta));
  }
  if (length >= 0x1p63) fail_length(std::to_string(start), std::to_string(limit), std::to_string(delta));
  return length > 0 ? static_cast<int64_t>(length) : 0;
}

/// Length of a range whose inputs have T's elements, computed in C.
template <class T, class C>
int64_t length_of(const Tensor& start, const Tensor& limit, const Tensor& delta) {
  const auto number = [](const Tensor& tensor) { return static_cast<C>(static_cast<Compute<T>>(tensor.as<T>()[0])); };
  if (number(delta) == C{0}) fail_node("delta is 0");
  return range_length(number(start), number(limit), number(delta));
}

/// Float16 and bfloat16 are computed in the type that `stash_type` of version 27 names.
bool stashes_double(const Node& node) {
  const int64_t* stash_type = node.find<int64_t>("stash_type");
  if (stash_type == nullptr || *stash_type == static_cast<int64_t>(DataType::kFloat)) return false;
  if (*stash_type == static_cast<int64_t>(DataType::kDouble)) return true;
  fail_node("attribute 'stash_type' is " + std::to_string(*stash_type) + ", but must be 1 (float) or 11 (double)");
}

Dim constant_length(const InferContext& context, bool in_double) {
  const Tensor* start = context.constant(0);
  const Tensor* limit = context.constant(1);
  const Tensor* delta = context.constant(2);
  if (start == nullptr || limit == nullptr || delta == nullptr) return {};
  int64_t length = 0;
  using RangeTypes = Types<float, double, Float16, BFloat16, int16_t, int32_t, int64_t>;
  dispatch(context.input_dtype(0), RangeTypes{}, [&]<class T>() {
    if constexpr (std::is_integral_v<T>) {
      length = length_of<T, int64_t>(*start, *limit, *delta);
    } else if constexpr (std::is_floating_point_v<T>) {
      length = length_of<T, T>(*start, *limit, *delta);
    } else {
      length = in_double ? length_of<T, double>(*start, *limit, *delta) : length_of<T, float>(*start, *limit, *delta);
    }
  });
  return length;
}

/// The only element of an integer input as far as it is known.
Element element_of(const InferContext& context, int i) {
  const auto elements = context.elements(i);
  return elements && elements->size() == 1 ? elements->front() : Element();
}

/// Length of an integer range from elements that are no constants, such as dimensions.
Dim symbolic_length(const InferContext& context) {
  const Element start = element_of(context, 0);
  const Element limit = element_of(context, 1);
  const Element delta = element_of(context, 2);
  if (start.number && limit.number && delta.number && *delta.number != 0) {
    return range_length(*start.number, *limit.number, *delta.number);
  }
  const bool counts_up = start == Element(0) && delta == Element(1);
  return counts_up && !limit.number ? limit.to_dim() : Dim();
}

void infer_range(InferContext& context) {
  const bool in_double = stashes_double(context.node());
  check_single_element(context, 0, "start");
  check_single_element(context, 1, "limit");
  check_single_element(context, 2, "delta");
  Dim length = constant_length(context, in_double);
  if (!length.known()) length = symbolic_length(context);
  context.set_output(0, context.input_dtype(0), SymbolicShape::of({length}));
}

}  // namespace

/// Range 11, 27 (float16, bfloat16, stash_type).
void define_range(OpRegistry& ops) {
  constexpr TypeSet kRangeTypes{DataType::kFloat, DataType::kDouble, DataType::kInt16, DataType::kInt32,
                                DataType::kInt64};
  OpFamily range(ops, "Range");
  range.since(11).input("start", "T").input("limit", "T").input("delta", "T").output("output", "T");
  range.type("T", kRangeTypes).infer(infer_range).cost(operations_per_output<2>);
  range.since(27).attribute("stash_type", 1).type("T", kRangeTypes | TypeSet{DataType::kFloat16, DataType::kBfloat16});
}

}  // namespace ort
