#include <bit>

#include "libort/core/checked_math.h"
#include "libort/core/shape.h"
#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/cuda_stream.h"
#include "providers/cuda/device/candidate.h"
#include "providers/cuda/device/element.h"
#include "providers/cuda/device/row_group.h"
#include "providers/cuda/device/type_sets.h"
#include "providers/cuda/families.h"
#include "providers/cuda/line_sort.h"
#include "providers/portable/axis_lines.h"

namespace ort::cuda {
namespace {

using portable::AxisLines;

constexpr int64_t kMaxPasses = 8;  ///< more elements of a line are not selected one by one

/// What a TopK keeps of the lines of X.
struct Selection {
  AxisLines lines;
  int64_t count = 0;    ///< of each line
  int64_t largest = 0;  ///< 1: the largest elements, 0: the smallest

  int64_t rows() const { return lines.outer * lines.inner; }

  /// Where element `i` of a row lies in a tensor whose lines have `length` elements.
  __device__ int64_t place_of(int64_t row, int64_t i, int64_t length) const {
    return (row / lines.inner * length + i) * lines.inner + row % lines.inner;
  }

  template <class T>
  __device__ Candidate candidate(const T* x, int64_t row, int64_t i) const {
    const uint64_t key = ascending_key(load(x[place_of(row, i, lines.length)]));
    return {largest != 0 ? ~key : key, i};
  }

  /// Writes the element number `rank` of a row's result. `values` or `places` may be null.
  template <class T>
  __device__ void keep(const T* x, T* values, int64_t* places, int64_t row, int64_t rank, int64_t place) const {
    const int64_t to = place_of(row, rank, count);
    if (values != nullptr) values[to] = x[place_of(row, place, lines.length)];
    if (places != nullptr) places[to] = place;
  }
};

/// One pass for each element that is kept: the first one behind the last.
template <class T, class Group>
__global__ void select_kernel(const T* x, T* values, int64_t* places, Selection selection) {
  const int64_t rows = selection.lines.outer * selection.lines.inner;
  for (int64_t row = Group::first_row(); row < rows; row += Group::row_step()) {
    Candidate last{0, -1};
    for (int64_t rank = 0; rank < selection.count; ++rank) {
      Candidate best = kNoCandidate;
      for (int64_t i = Group::own(); i < selection.lines.length; i += Group::kSize) {
        const Candidate candidate = selection.candidate(x, row, i);
        if (precedes(last, candidate) && precedes(candidate, best)) best = candidate;
      }
      last = Group::join_all(best, [](const Candidate& a, const Candidate& b) { return precedes(b, a) ? b : a; });
      if (Group::own() == 0) selection.keep(x, values, places, row, rank, last.place);
    }
  }
}

template <class T>
__global__ void load_kernel(const T* x, Candidate* candidates, int64_t total, int64_t width, Selection selection) {
  for (int64_t i = flat_begin(); i < total; i += flat_step()) {
    const int64_t place = i % width;
    candidates[i] = place < selection.lines.length ? selection.candidate(x, i / width, place) : kNoCandidate;
  }
}

template <class T>
__global__ void keep_kernel(const T* x, const Candidate* candidates, T* values, int64_t* places, int64_t total,
                            int64_t width, Selection selection) {
  for (int64_t i = flat_begin(); i < total; i += flat_step()) {
    const int64_t row = i / selection.count;
    const int64_t rank = i % selection.count;
    selection.keep(x, values, places, row, rank, candidates[row * width + rank].place);
  }
}

template <class T>
T* values_of(const RunContext& run) {
  return run.has_output(0) ? run.output(0).as<T>().data() : nullptr;
}

int64_t* places_of(const RunContext& run) { return run.has_output(1) ? run.output(1).as<int64_t>().data() : nullptr; }

template <class T>
Step select_step(const Selection& selection) {
  Step step;
  step.variant = "select";
  const auto use = [&]<class Group>() {
    step.run = [selection](const RunContext& run) {
      launch_rows<Group>(select_kernel<T, Group>, selection.rows(), stream_of(run).get(), run.input(0).as<T>().data(),
                         values_of<T>(run), places_of(run), selection);
    };
  };
  const int64_t length = selection.lines.length;
  if (length <= kWarpThreads) {
    use.template operator()<RowGroup<1>>();
  } else {
    dispatch_group(selection.rows(), length, selection.lines.inner > 1, use);
  }
  return step;
}

template <class T>
Step sort_step(const Selection& selection) {
  const auto width = static_cast<int64_t>(std::bit_ceil(static_cast<uint64_t>(selection.lines.length)));
  const int64_t total = checked_multiply(selection.rows(), width);
  Step step;
  step.variant = "sort";
  step.workspace = checked_multiply(static_cast<std::size_t>(total), sizeof(Candidate));
  step.run = [selection, width, total](const RunContext& run) {
    const cudaStream_t stream = stream_of(run).get();
    const T* x = run.input(0).as<T>().data();
    auto* candidates = reinterpret_cast<Candidate*>(run.workspace());
    launch_flat(load_kernel<T>, total, stream, x, candidates, total, width, selection);
    sort_lines(stream, candidates, selection.rows(), width);
    const int64_t kept = selection.rows() * selection.count;
    launch_flat(keep_kernel<T>, kept, stream, x, candidates, values_of<T>(run), places_of(run), kept, width, selection);
  };
  return step;
}

/// TopK, all versions. Attribute `sorted`: an order is always right, so results are sorted in any case.
class TopK final : public Kernel {
 public:
  explicit TopK(const KernelInfo& info) : axis_(info.attribute<int64_t>("axis")) {
    const auto* largest = info.find<int64_t>("largest");
    largest_ = largest == nullptr || *largest != 0;
  }

  Step plan(const PlanContext& context) const override {
    const Shape& shape = context.input_shape(0);
    const int axis = normalize_axis(axis_, shape.rank());
    const Selection selection{portable::lines_along(shape, axis), context.output_shape(0)[axis], largest_ ? 1 : 0};
    Step step;
    if (context.output_shape(0).elements() == 0) {
      step.run = [](const RunContext&) {};
      return step;
    }
    dispatch(context.input_dtype(0), NumberTypes{}, [&]<class T>() {
      step = selection.count <= kMaxPasses ? select_step<T>(selection) : sort_step<T>(selection);
    });
    return step;
  }

 private:
  int64_t axis_;
  bool largest_ = true;
};

}  // namespace

void register_top_k(KernelRegistry& kernels) {
  kernels.add({.op_type = "TopK", .versions = between(1, 9), .create = make_kernel<TopK>, .types = {{"T", kNumbers}}});
  kernels.add({.op_type = "TopK",
               .versions = since(10),
               .create = make_kernel<TopK>,
               .types = {{"T", kNumbers}},
               .plan_inputs = {1}});
}

}  // namespace ort::cuda
