#include <algorithm>
#include <string>

#include "libort/core/checked_math.h"
#include "libort/core/packed.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/families.h"
#include "providers/cpu/moved_type.h"
#include "providers/cpu/same_bytes.h"

namespace ort::cpu {
namespace {

/// The cache as [batch, prefixes, length, inner], the update as [batch, prefixes, sequence, inner].
struct CacheLayout {
  int64_t batch = 1;
  int64_t prefixes = 1;
  int64_t length = 1;
  int64_t sequence = 1;
  int64_t inner = 1;
  bool circular = false;
};

/// Where in the cache the update of a batch element begins. Throws (node) when it would leave the cache.
int64_t checked_start(const CacheLayout& layout, int64_t index, int64_t batch) {
  if (layout.circular) {
    const int64_t rest = index % layout.length;
    return rest < 0 ? rest + layout.length : rest;
  }
  if (index < 0 || index > layout.length - layout.sequence) {
    fail_node("write index " + std::to_string(index) + " at position " + std::to_string(batch) +
              " leaves no room for " + std::to_string(layout.sequence) + " entries in a cache of " +
              std::to_string(layout.length));
  }
  return index;
}

/// Writes the update over the part of the cache that starts at its write index, and goes on at the cache's beginning.
template <class E>
void write_updates(const RunContext& run, const CacheLayout& layout, const int64_t* starts, const E* update, E* cache) {
  const int64_t part = layout.sequence * layout.inner;
  if (part == 0) return;
  run.parallel_for(layout.batch * layout.prefixes, moved_grain(part), [&](int64_t begin, int64_t end) {
    for (int64_t prefix = begin; prefix < end; ++prefix) {
      const int64_t batch = prefix / layout.prefixes;
      const int64_t start = starts == nullptr ? 0 : checked_start(layout, starts[batch], batch);
      const int64_t before_end = std::min(layout.sequence, layout.length - start) * layout.inner;
      const E* from = update + prefix * part;
      E* to = cache + prefix * layout.length * layout.inner;
      std::copy_n(from, before_end, to + start * layout.inner);
      std::copy_n(from + before_end, part - before_end, to);
    }
  });
}

/// Packed types are moved unpacked, one byte an element.
void write_packed(const RunContext& run, const CacheLayout& layout, const int64_t* starts) {
  const Tensor& past = run.input(0);
  const Tensor& update = run.input(1);
  auto* cache = reinterpret_cast<uint8_t*>(run.workspace());
  uint8_t* loose_update = cache + past.elements();
  unpack(past.dtype(), past.data(), past.elements(), cache);
  unpack(update.dtype(), update.data(), update.elements(), loose_update);
  write_updates(run, layout, starts, loose_update, cache);
  pack(past.dtype(), cache, past.elements(), run.output(0).data());
}

class TensorScatter final : public Kernel {
 public:
  explicit TensorScatter(const KernelInfo& info)
      : axis_(info.attribute<int64_t>("axis")), circular_(info.attribute<std::string>("mode") == "circular") {}

  Step plan(const PlanContext& context) const override {
    const Shape& cache = context.input_shape(0);
    const Shape& update = context.input_shape(1);
    const int axis = normalize_axis(axis_, cache.rank());
    const CacheLayout layout{.batch = cache[0],
                             .prefixes = cache.elements(1, axis),
                             .length = cache[axis],
                             .sequence = update[axis],
                             .inner = cache.elements(axis + 1, cache.rank()),
                             .circular = circular_};
    Step step;
    if (is_packed(context.input_dtype(0))) {
      step.workspace = static_cast<std::size_t>(checked_add(cache.elements(), update.elements()));
      step.run = [layout](const RunContext& run) { write_packed(run, layout, starts_of(run)); };
      return step;
    }
    const auto& inputs = context.node().inputs;
    if (inputs[0] != inputs[1]) step.in_place = {{.output = 0, .input = 0}};
    dispatch_moved(context.input_dtype(0), [&]<class E>() {
      step.run = [layout](const RunContext& run) {
        copy_same_bytes(run, run.input(0), run.output(0));
        write_updates(run, layout, starts_of(run), reinterpret_cast<const E*>(run.input(1).data()),
                      reinterpret_cast<E*>(run.output(0).data()));
      };
    });
    return step;
  }

 private:
  /// The write indices; null: all zero.
  static const int64_t* starts_of(const RunContext& run) {
    return run.has_input(2) ? run.input(2).as<int64_t>().data() : nullptr;
  }

  int64_t axis_;
  bool circular_;
};

}  // namespace

void register_tensor_scatter(KernelRegistry& kernels) {
  kernels.add({.op_type = "TensorScatter", .versions = since(24), .create = make_kernel<TensorScatter>});
}

}  // namespace ort::cpu
