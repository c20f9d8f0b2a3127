#include <algorithm>
#include <array>
#include <limits>
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

// A reduction of elements of type T: `identity` is the result of nothing, `load` makes an accumulator of one element,
// `join` joins two, `store` makes the result of `count` elements.

template <class T>
struct ReduceSum {
  using A = Accumulator<T>;
  __device__ static A identity() { return 0; }
  __device__ static A load_element(const T& x) { return static_cast<A>(load(x)); }
  __device__ A operator()(A a, A b) const { return a + b; }
  __device__ static void store_result(T& y, A sum, int64_t) { store(y, static_cast<Compute<T>>(sum)); }
};

/// The mean of integers is truncated; of nothing it is NaN, or 0 for integers.
template <class T>
struct ReduceMean : ReduceSum<T> {
  using A = Accumulator<T>;
  __device__ static void store_result(T& y, A sum, int64_t count) {
    if constexpr (std::is_integral_v<T>) {
      store(y, count == 0 ? T{0} : static_cast<T>(static_cast<int64_t>(sum) / count));
    } else {
      store(y, static_cast<Compute<T>>(sum / static_cast<double>(count)));
    }
  }
};

template <class T>
struct ReduceProd : ReduceSum<T> {
  using A = Accumulator<T>;
  __device__ static A identity() { return 1; }
  __device__ A operator()(A a, A b) const { return a * b; }
};

/// NaN where an element is NaN.
template <class T>
struct ReduceMax {
  using A = Compute<T>;
  using Limits = std::numeric_limits<A>;
  __device__ static A identity() { return Limits::has_infinity ? -Limits::infinity() : Limits::lowest(); }
  __device__ static A load_element(const T& x) { return load(x); }
  __device__ A operator()(A a, A b) const { return b > a || b != b ? b : a; }
  __device__ static void store_result(T& y, A result, int64_t) { store(y, result); }
};

template <class T>
struct ReduceMin : ReduceMax<T> {
  using A = Compute<T>;
  using Limits = std::numeric_limits<A>;
  __device__ static A identity() { return Limits::has_infinity ? Limits::infinity() : Limits::max(); }
  __device__ A operator()(A a, A b) const { return b < a || b != b ? b : a; }
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
__device__ void finish_part(const Split& split, int64_t result, int64_t part, typename Op::A value, T* y,
                            typename Op::A* partial) {
  if (split.parts == 1) {
    Op::store_result(y[result], value, split.element_count);
  } else {
    partial[result * split.parts + part] = value;
  }
}

/// Neighbouring rows are the same part of neighbouring results.
template <class T, class Op, class Group>
__global__ void reduce_kernel(const T* x, T* y, typename Op::A* partial, Split split) {
  for (int64_t row = Group::first_row(); row < split.result_count * split.parts; row += Group::row_step()) {
    const int64_t part = row / split.result_count;
    const int64_t result = row % split.result_count;
    int64_t base[1];
    split.results.locate(result, base);
    const int64_t begin = part * split.part_size;
    const int64_t end = begin + split.part_size < split.element_count ? begin + split.part_size : split.element_count;
    typename Op::A value = Op::identity();
    for (int64_t i = begin + Group::own(); i < end; i += Group::kSize) {
      int64_t offset[1];
      split.elements.locate(i, offset);
      value = Op{}(value, Op::load_element(x[base[0] + offset[0]]));
    }
    value = Group::join_all(value, Op{});
    if (Group::own() == 0) finish_part<Op>(split, result, part, value, y, partial);
  }
}

template <class T, class Op, class Group>
__global__ void join_parts_kernel(const typename Op::A* partial, T* y, int64_t results, int64_t parts, int64_t count) {
  for (int64_t row = Group::first_row(); row < results; row += Group::row_step()) {
    typename Op::A value = Op::identity();
    for (int64_t i = Group::own(); i < parts; i += Group::kSize) value = Op{}(value, partial[row * parts + i]);
    value = Group::join_all(value, Op{});
    if (Group::own() == 0) Op::store_result(y[row], value, count);
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

template <class T, class Op, class Group>
void join_parts(const RunContext& run, const Split& split) {
  launch_rows<Group>(join_parts_kernel<T, Op, Group>, split.result_count, stream_of(run).get(),
                     reinterpret_cast<typename Op::A*>(run.workspace()), run.output(0).as<T>().data(),
                     split.result_count, split.parts, split.element_count);
}

template <class T, class Op>
Step reduce_step(const portable::ReduceGeometry& geometry) {
  const Split split = split_of(geometry);
  const int64_t rows = checked_multiply(split.result_count, split.parts);
  Step step;
  step.variant = split.parts > 1 ? "in parts" : geometry.run_is_reduced ? "rows" : "columns";
  if (split.parts > 1) step.workspace = checked_multiply(static_cast<std::size_t>(rows), sizeof(typename Op::A));
  void (*join)(const RunContext&, const Split&) = nullptr;
  dispatch_group(split.result_count, split.parts, false, [&]<class Group>() { join = join_parts<T, Op, Group>; });
  const auto plan = [&]<class Group>() {
    step.run = [split, rows, join](const RunContext& run) {
      launch_rows<Group>(reduce_kernel<T, Op, Group>, rows, stream_of(run).get(), run.input(0).as<T>().data(),
                         run.output(0).as<T>().data(), reinterpret_cast<typename Op::A*>(run.workspace()), split);
      if (split.parts > 1) join(run, split);
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
    Step step;
    dispatch(context.input_dtype(0), NumberTypes{},
             [&]<class T>() { step = reduce_step<T, Op<T>>(portable::reduce_geometry(context)); });
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
  add("ReduceSum", make_kernel<Reduce<ReduceSum>>);
  add("ReduceMean", make_kernel<Reduce<ReduceMean>>);
  add("ReduceProd", make_kernel<Reduce<ReduceProd>>);
  add("ReduceMax", make_kernel<Reduce<ReduceMax>>);
  add("ReduceMin", make_kernel<Reduce<ReduceMin>>);
}

}  // namespace ort::cuda
