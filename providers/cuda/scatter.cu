#include <string>

#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/cuda_error.h"
#include "providers/cuda/cuda_stream.h"
#include "providers/cuda/device/element_size.h"
#include "providers/cuda/device/launch.h"
#include "providers/cuda/device/scatter_update.h"
#include "providers/cuda/families.h"
#include "providers/cuda/update_lists.h"
#include "providers/portable/moved_types.h"

namespace ort::cuda {
namespace {

// Updates of the same element are applied in the order of the indices, by one thread: results are the same for each
// run.

template <class E>
__global__ void assign_kernel(const E* updates, E* target, int64_t count, int64_t block, UpdateLists lists) {
  for (int64_t i = flat_begin(); i < count; i += flat_step()) {
    const int64_t update = i / block;
    if (lists.leads(update, block)) target[lists.targets[update] + i % block] = updates[i];
  }
}

template <class T>
__global__ void reduce_kernel(const T* updates, T* target, int64_t count, int64_t block, UpdateLists lists,
                              ScatterReduction reduction) {
  for (int64_t i = flat_begin(); i < count; i += flat_step()) {
    const int64_t update = i / block;
    const int64_t place = i % block;
    if (!lists.leads(update, block)) continue;
    T element = target[lists.targets[update] + place];
    for (int64_t number = update + 1; number != 0; number = lists.next[number - 1])
      apply_update(reduction, element, updates[(number - 1) * block + place]);
    target[lists.targets[update] + place] = element;
  }
}

/// Calls `visit.template operator()<T>()`. Throws (unsupported) for extrema of complex numbers.
template <class Visitor>
void dispatch_reduced(ScatterReduction reduction, DataType dtype, Visitor&& visit) {
  const bool has_order = reduction == ScatterReduction::kMax || reduction == ScatterReduction::kMin;
  if (dtype == DataType::kBool) return visit.template operator()<Flag>();
  if (dtype == DataType::kComplex64 && !has_order) return visit.template operator()<ComplexNumber<float>>();
  if (dtype == DataType::kComplex128 && !has_order) return visit.template operator()<ComplexNumber<double>>();
  dispatch(dtype, NumericTypes{}, visit);
}

/// Integers give the same result in each order.
UpdateOrder order_of(ScatterReduction reduction, DataType dtype) {
  if (reduction == ScatterReduction::kNone) return UpdateOrder::kLast;
  return kIntegers.contains(dtype) || dtype == DataType::kBool ? UpdateOrder::kAny : UpdateOrder::kAscending;
}

template <class E>
const E* elements_of(const Tensor& tensor) {
  return reinterpret_cast<const E*>(tensor.data());
}

/// The data's elements are in the output before updates come.
void copy_data(const RunContext& run) {
  const Tensor& data = run.input(0);
  Tensor& output = run.output(0);
  if (data.data() == output.data() || data.bytes() == 0) return;
  check(cudaMemcpyAsync(output.data(), data.data(), data.bytes(), cudaMemcpyDeviceToDevice, stream_of(run).get()),
        "copying on the device");
}

/// Scatter, ScatterElements and ScatterND.
class Scatter : public Kernel {
 public:
  explicit Scatter(const KernelInfo& info) {
    if (const auto* name = info.find<std::string>("reduction")) reduction_ = portable::scatter_reduction(*name);
  }

 protected:
  /// `space` has an element for each update, which is a block of `block` elements.
  Step plan_updates(const PlanContext& context, const IndexedSpace& space, int64_t updates, int64_t block) const;

 private:
  static Step check_step(const PlanContext& context, const IndexedSpace& space);

  ScatterReduction reduction_ = ScatterReduction::kNone;
};

Step Scatter::check_step(const PlanContext& context, const IndexedSpace& space) {
  Step step;
  dispatch(context.input_dtype(1), Types<int32_t, int64_t>{}, [&]<class I>() {
    step.run = [space, count = context.input_shape(1).elements()](const RunContext& run) {
      CudaStream& stream = stream_of(run);
      launch_flat(check_indices_kernel<I>, count, stream.get(), elements_of<I>(run.input(1)), count, space,
                  stream.errors_of(run));
    };
  });
  return step;
}

Step Scatter::plan_updates(const PlanContext& context, const IndexedSpace& space, int64_t updates,
                           int64_t block) const {
  const int64_t size = context.input_shape(0).elements();
  if (size == 0) return check_step(context, space);
  if (updates > kMaxUpdates) {
    fail_node("the CUDA provider takes at most " + std::to_string(kMaxUpdates) + " updates, not " +
              std::to_string(updates));
  }
  const DataType dtype = context.input_dtype(0);
  const UpdateSorting sorting{space, context.input_dtype(1), updates, block, size / block, order_of(reduction_, dtype)};
  Step step;
  step.workspace = sorting.workspace();
  const auto& inputs = context.node().inputs;
  if (inputs[0] != inputs[1] && inputs[0] != inputs[2]) step.in_place = {{.output = 0, .input = 0}};
  const auto run_with = [&](auto apply) {
    step.run = [sorting, apply](const RunContext& run) {
      copy_data(run);
      if (sorting.updates == 0) return;
      CudaStream& stream = stream_of(run);
      const UpdateLists lists = sorting.run(stream.get(), run.input(1).data(), run.workspace(), stream.errors_of(run));
      apply(run, stream.get(), lists);
    };
  };
  const int64_t count = updates * block;
  if (reduction_ == ScatterReduction::kNone) {
    dispatch_size(dtype, [&]<class E>() {
      run_with([count, block](const RunContext& run, cudaStream_t stream, const UpdateLists& lists) {
        launch_flat(assign_kernel<E>, count, stream, elements_of<E>(run.input(2)),
                    reinterpret_cast<E*>(run.output(0).data()), count, block, lists);
      });
    });
  } else {
    dispatch_reduced(reduction_, dtype, [&]<class T>() {
      run_with(
          [count, block, reduction = reduction_](const RunContext& run, cudaStream_t stream, const UpdateLists& lists) {
            launch_flat(reduce_kernel<T>, count, stream, elements_of<T>(run.input(2)),
                        reinterpret_cast<T*>(run.output(0).data()), count, block, lists, reduction);
          });
    });
  }
  return step;
}

/// Scatter 9; ScatterElements 11 to 18.
class ScatterElements final : public Scatter {
 public:
  explicit ScatterElements(const KernelInfo& info) : Scatter(info), axis_(info.attribute<int64_t>("axis")) {}

  Step plan(const PlanContext& context) const override {
    const Shape& data = context.input_shape(0);
    const Shape& indices = context.input_shape(1);
    return plan_updates(context, elements_space(data, indices, normalize_axis(axis_, data.rank())), indices.elements(),
                        1);
  }

 private:
  int64_t axis_;
};

/// ScatterND, all versions.
class ScatterNd final : public Scatter {
 public:
  using Scatter::Scatter;

  Step plan(const PlanContext& context) const override {
    const Shape& data = context.input_shape(0);
    const Shape& indices = context.input_shape(1);
    const int last = indices.rank() - 1;
    return plan_updates(context, tuple_space(data, indices, 0, false), indices.elements(0, last),
                        data.elements(static_cast<int>(indices[last]), data.rank()));
  }
};

}  // namespace

void register_scatter(KernelRegistry& kernels) {
  const auto types = portable::types_of("T", portable::kFixedSizeTensors);
  kernels.add(
      {.op_type = "Scatter", .versions = between(9, 10), .create = make_kernel<ScatterElements>, .types = types});
  kernels.add(
      {.op_type = "ScatterElements", .versions = since(11), .create = make_kernel<ScatterElements>, .types = types});
  kernels.add({.op_type = "ScatterND", .versions = since(11), .create = make_kernel<ScatterNd>, .types = types});
}

}  // namespace ort::cuda
