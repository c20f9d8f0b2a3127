#include <algorithm>
#include <array>
#include <limits>
#include <string_view>
#include <type_traits>
#include <vector>

#include "libort/core/checked_math.h"
#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/cuda_stream.h"
#include "providers/cuda/device/element.h"
#include "providers/cuda/device/index.h"
#include "providers/cuda/device/row_group.h"
#include "providers/cuda/device/type_sets.h"
#include "providers/cuda/families.h"
#include "providers/portable/reduce_geometry.h"

namespace ort::cuda {
namespace {

/// Floats are reduced in double, integers modulo 2^64.
template <class T>
using Accumulator = std::conditional_t<std::is_integral_v<T>, uint64_t, double>;

// A reduction of elements of type T, made for the operator that it is named after: `identity` is the result of nothing,
// `load_element` makes an accumulator of one element, the call joins two, `store_result` makes the result of `count`
// elements.

/// ReduceSum and ReduceMean. The mean of integers is truncated; of nothing it is NaN, or 0 for integers.
template <class T>
struct Addition {
  using A = Accumulator<T>;
  bool is_mean;

  explicit Addition(std::string_view op_type) : is_mean(op_type == "ReduceMean") {}
  __device__ A identity() const { return 0; }
  __device__ A load_element(const T& x) const { return static_cast<A>(load(x)); }
  __device__ A operator()(A a, A b) const { return a + b; }
  __device__ void store_result(T& y, A sum, int64_t count) const {
    if constexpr (std::is_integral_v<T>) {
      const int64_t divisor = is_mean && count > 0 ? count : 1;
      store(y, static_cast<T>(static_cast<int64_t>(sum) / divisor));
    } else {
      store(y, static_cast<Compute<T>>(is_mean ? sum / static_cast<double>(count) : sum));
    }
  }
};

/// ReduceProd.
template <class T>
struct Product {
  using A = Accumulator<T>;

  explicit Product(std::string_view) {}
  __device__ A identity() const { return 1; }
  __device__ A load_element(const T& x) const { return static_cast<A>(load(x)); }
  __device__ A operator()(A a, A b) const { return a * b; }
  __device__ void store_result(T& y, A product, int64_t) const { store(y, static_cast<Compute<T>>(product)); }
};

/// ReduceMax and ReduceMin: NaN where an element is NaN.
template <class T>
struct Extremum {
  using A = Compute<T>;
  using Limits = std::numeric_limits<A>;
  bool smallest;

  explicit Extremum(std::string_view op_type) : smallest(op_type == "ReduceMin") {}
  __device__ A identity() const {
    if (smallest) return Limits::has_infinity ? Limits::infinity() : Limits::max();
    return Limits::has_infinity ? -Limits::infinity() : Limits::lowest();
  }
  __device__ A load_element(const T& x) const { return load(x); }
  __device__ A operator()(A a, A b) const { return (smallest ? b < a : b > a) || b != b ? b : a; }
  __device__ void store_result(T& y, A result, int64_t) const { store(y, result); }
};

/// Where the elements of each result lie, and in how many parts they are reduced.
struct Split {
  StridedSpace<1> results;  ///< first elements
  StridedSpace<1> elements;
  int64_t result_count = 0;
  int64_t element_count = 0;  ///< of one result
  int64_t parts = 1;
  int64_t part_size = 0;  ///< elements of a part; the last one may have fewer
};

/// What is to be done with an accumulator of a part: with one part it makes the result, else it waits in `partial`,
/// [result][part].
template <class Op, class T>
__device__ void finish_part(const Op& op, const Split& split, int64_t result, int64_t part, typename Op::A value, T* y,
                            typename Op::A* partial) {
  if (split.parts == 1) {
    op.store_result(y[result], value, split.element_count);
  } else {
    partial[result * split.parts + part] = value;
  }
}

/// Neighbouring rows are the same part of neighbouring results.
template <class T, class Op, class Group>
__global__ void reduce_kernel(const T* x, T* y, typename Op::A* partial, Split split, Op op) {
  for (int64_t row = Group::first_row(); row < split.result_count * split.parts; row += Group::row_step()) {
    const int64_t part = row / split.result_count;
    const int64_t result = row % split.result_count;
    int64_t base[1];
    split.results.locate(result, base);
    const int64_t begin = part * split.part_size;
    const int64_t end = begin + split.part_size < split.element_count ? begin + split.part_size : split.element_count;
    typename Op::A value = op.identity();
    for (int64_t i = begin + Group::own(); i < end; i += Group::kSize) {
      int64_t offset[1];
      split.elements.locate(i, offset);
      value = op(value, op.load_element(x[base[0] + offset[0]]));
    }
    value = Group::join_all(value, op);
    if (Group::own() == 0) finish_part(op, split, result, part, value, y, partial);
  }
}

template <class T, class Op>
__global__ void join_parts_kernel(const typename Op::A* partial, T* y, int64_t results, int64_t parts, int64_t count,
                                  Op op) {
  using Group = RowGroup<kWarpThreads>;
  for (int64_t row = Group::first_row(); row < results; row += Group::row_step()) {
    typename Op::A value = op.identity();
    for (int64_t i = Group::own(); i < parts; i += Group::kSize) value = op(value, partial[row * parts + i]);
    value = Group::join_all(value, op);
    if (Group::own() == 0) op.store_result(y[row], value, count);
  }
}

StridedSpace<1> space_of(const portable::StridedDims& dims, int64_t run) {
  std::vector<int64_t> sizes = dims.sizes;
  std::vector<int64_t> strides = dims.strides;
  if (run > 0) {
    sizes.push_back(run);
    strides.push_back(1);
  }
  return make_space<1>(sizes, std::array{strides});
}

/// Parts so that there is work for the whole device, none of them too small.
int64_t parts_of(const portable::ReduceGeometry& geometry) {
  constexpr int64_t kBlock = kRowThreads;
  const int64_t enough_rows = geometry.run_is_reduced ? 4 * kBlock : 256 * kBlock;
  const int64_t least_elements = geometry.run_is_reduced ? 16 * kBlock : 32;
  const int64_t most_parts = std::max<int64_t>(1, geometry.elements_per_result / least_elements);
  return std::clamp<int64_t>(enough_rows / std::max<int64_t>(1, geometry.results), 1, most_parts);
}

Split split_of(const portable::ReduceGeometry& geometry) {
  Split split;
  split.results = space_of(geometry.kept, geometry.run_is_reduced ? 0 : geometry.run);
  split.elements = space_of(geometry.reduced, geometry.run_is_reduced ? geometry.run : 0);
  split.result_count = geometry.results;
  split.element_count = geometry.elements_per_result;
  const int64_t parts = parts_of(geometry);
  split.part_size = (split.element_count + parts - 1) / parts;
  split.parts = split.part_size == 0 ? 1 : (split.element_count + split.part_size - 1) / split.part_size;
  return split;
}

template <class T, class Op>
Step reduce_step(const portable::ReduceGeometry& geometry, Op op) {
  const Split split = split_of(geometry);
  const int64_t rows = checked_multiply(split.result_count, split.parts);
  Step step;
  step.variant = split.parts > 1 ? "in parts" : geometry.run_is_reduced ? "rows" : "columns";
  if (split.parts > 1) step.workspace = checked_multiply(static_cast<std::size_t>(rows), sizeof(typename Op::A));
  const auto plan = [&]<class Group>() {
    step.run = [split, rows, op](const RunContext& run) {
      const cudaStream_t stream = stream_of(run).get();
      T* y = run.output(0).as<T>().data();
      auto* partial = reinterpret_cast<typename Op::A*>(run.workspace());
      launch_rows<Group>(reduce_kernel<T, Op, Group>, rows, stream, run.input(0).as<T>().data(), y, partial, split, op);
      if (split.parts == 1) return;
      launch_rows<RowGroup<kWarpThreads>>(join_parts_kernel<T, Op>, split.result_count, stream, partial, y,
                                          split.result_count, split.parts, split.element_count, op);
    };
  };
  if (geometry.run_is_reduced) {
    dispatch_group(rows, split.part_size, false, plan);
  } else {
    plan.template operator()<RowGroup<1>>();
  }
  return step;
}

/// ReduceSum, ReduceMean, ReduceProd, ReduceMax and ReduceMin, all versions.
template <template <class> class Op>
class Reduce final : public Kernel {
 public:
  explicit Reduce(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    const portable::ReduceGeometry geometry = portable::reduce_geometry(context);
    Step step;
    dispatch(context.input_dtype(0), NumberTypes{},
             [&]<class T>() { step = reduce_step<T>(geometry, Op<T>(context.node().op_type)); });
    return step;
  }
};

}  // namespace

void register_reduce(KernelRegistry& kernels) {
  const auto add = [&](const char* name, KernelFactory create) {
    kernels.add({.op_type = name,
                 .versions = since(1),
                 .create = std::move(create),
                 .types = {{"T", kNumbers}},
                 .plan_inputs = {1}});
  };
  add("ReduceSum", make_kernel<Reduce<Addition>>);
  add("ReduceMean", make_kernel<Reduce<Addition>>);
  add("ReduceProd", make_kernel<Reduce<Product>>);
  add("ReduceMax", make_kernel<Reduce<Extremum>>);
  add("ReduceMin", make_kernel<Reduce<Extremum>>);
}

}  // namespace ort::cuda
