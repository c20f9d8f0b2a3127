#include <string>

#include "libort/core/fail.h"
#include "libort/ops/cost.h"
#include "libort/ops/families.h"
#include "libort/ops/op_schema.h"
#include "libort/ops/symbolic_dims.h"

namespace ort {
namespace {

/// The update has the cache's dimensions except along `axis`, where it may be shorter.
void check_update(const SymbolicShape& cache, const SymbolicShape& update, int axis) {
  if (cache.rank() != update.rank()) {
    fail_node("update " + update.to_string() + " does not have the rank of past_cache " + cache.to_string());
  }
  for (int d = 0; d < cache.rank(); ++d) {
    const Dim& size = cache.dims[static_cast<std::size_t>(d)];
    const Dim& part = update.dims[static_cast<std::size_t>(d)];
    if (!size.known() || !part.known()) continue;
    if (d == axis ? part.value > size.value : part.value != size.value) {
      fail_node("update " + update.to_string() + " does not fit into past_cache " + cache.to_string() + " along axis " +
                std::to_string(axis));
    }
  }
}

void infer_tensor_scatter(InferContext& context) {
  const std::string& mode = context.node().attribute<std::string>("mode");
  if (mode != "linear" && mode != "circular") fail_node("mode '" + mode + "' is not known");
  const SymbolicShape& cache = context.input_shape(0);
  if (cache.ranked) {
    const int axis = checked_axis(context.node().attribute<int64_t>("axis"), cache.rank());
    if (axis == 0) fail_node("axis is the batch dimension of past_cache " + cache.to_string());
    if (context.ranked(1)) check_update(cache, context.input_shape(1), axis);
    if (context.has_input(2) && context.ranked(2)) {
      const SymbolicShape& indices = context.input_shape(2);
      if (indices.rank() != 1)
        fail_node("write_indices must be one-dimensional, but have shape " + indices.to_string());
      merged(indices.dims[0], cache.dims[0], "write_indices do not fit the batch of past_cache");
    }
  }
  context.set_output(0, context.input_dtype(0), cache);
}

}  // namespace

/// TensorScatter 24.
void define_tensor_scatter(OpRegistry& ops) {
  OpFamily cache(ops, "TensorScatter");
  cache.since(24)
      .input("past_cache", "T")
      .input("update", "T")
      .optional_input("write_indices", "tensor(int64)")
      .output("present_cache", "T")
      .attribute("axis", -2)
      .attribute("mode", "linear")
      .type("T", kAllTensorsIr12)
      .infer(infer_tensor_scatter)
      .cost(no_operations);
}

}  // namespace ort
