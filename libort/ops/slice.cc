#include <limits>

#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/slice_bounds.h"
#include "libort/ops/symbolic_dims.h"

namespace ort {
namespace {

/// One of the lists of Slice: an attribute in version 1, an input since version 10.
struct SliceList {
  bool given = false;
  std::optional<std::vector<int64_t>> numbers;  ///< nothing when they are not known
};

SliceList slice_list(const InferContext& context, const char* attribute, int input) {
  if (context.since_version() >= 10) return {context.has_input(input), context.integers(input)};
  const auto* numbers = context.node().find<std::vector<int64_t>>(attribute);
  if (numbers == nullptr) return {};
  return {true, *numbers};
}

/// True for requests that take a dimension of any size as a whole: [0:max] and [-1:min:-1].
bool takes_all(const SliceRequest& request) {
  constexpr int64_t kAtLeast = std::numeric_limits<int32_t>::max();
  return (request.step == 1 && request.start == 0 && request.end >= kAtLeast) ||
         (request.step == -1 && request.start == -1 && request.end <= -kAtLeast);
}

void slice_elements(InferContext& context, const SliceRequest& request) {
  const std::optional<std::vector<Element>> elements = context.elements(0);
  if (!elements) return;
  const SliceRange range = slice_range(request, std::ssize(*elements));
  std::vector<Element> taken;
  for (int64_t i = 0; i < range.length; ++i) {
    taken.push_back((*elements)[static_cast<std::size_t>(range.start + i * range.step)]);
  }
  context.set_output_elements(0, std::move(taken));
}

void infer_slice(InferContext& context) {
  const SymbolicShape& input = context.input_shape(0);
  const SliceList starts = slice_list(context, "starts", 1);
  const SliceList ends = slice_list(context, "ends", 2);
  const SliceList axes = slice_list(context, "axes", 3);
  const SliceList steps = slice_list(context, "steps", 4);
  if (!input.ranked) return context.set_output(0, context.input_dtype(0), {});
  SymbolicShape shape = unknown_dims(input.rank());
  const bool known = starts.numbers && ends.numbers && (!axes.given || axes.numbers) && (!steps.given || steps.numbers);
  if (!known) return context.set_output(0, context.input_dtype(0), std::move(shape));
  shape = input;
  const std::vector<SliceRequest> requests =
      slice_requests(input.rank(), *starts.numbers, *ends.numbers, axes.numbers, steps.numbers);
  for (const SliceRequest& request : requests) {
    Dim& dim = shape.dims[static_cast<std::size_t>(request.axis)];
    if (dim.known()) {
      dim = slice_range(request, dim.value).length;
    } else if (!takes_all(request)) {
      dim = {};
    }
  }
  context.set_output(0, context.input_dtype(0), std::move(shape));
  if (input.rank() == 1 && requests.size() == 1) slice_elements(context, requests[0]);
}

}  // namespace

/// Slice 1 (attributes), 10, 11, 13 (inputs).
void define_slice(OpRegistry& ops) {
  OpFamily slice(ops, "Slice");
  slice.since(1)
      .input("data", "T")
      .output("output", "T")
      .optional_attribute("axes", AttributeType::kInts)
      .required_attribute("ends", AttributeType::kInts)
      .required_attribute("starts", AttributeType::kInts)
      .type("T", kAllTensors)
      .infer(infer_slice)
      .cost(no_operations, selected_bytes);
  slice.since(10)
      .drop_attributes()
      .input("starts", "Tind")
      .input("ends", "Tind")
      .optional_input("axes", "Tind")
      .optional_input("steps", "Tind")
      .type("Tind", kIndexTypes);
  slice.since(11);
  slice.since(13).type("T", kAllTensorsBf16);
}

}  // namespace ort
