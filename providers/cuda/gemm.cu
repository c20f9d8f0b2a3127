#include <memory>
#include <string>
#include <vector>

#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/activation_function.h"
#include "providers/cuda/cuda_error.h"
#include "providers/cuda/cuda_provider.h"
#include "providers/cuda/device/elementwise.h"
#include "providers/cuda/device/type_sets.h"
#include "providers/cuda/families.h"

namespace ort::cuda {
namespace {

/// y[i] = factor * c[...]: a matrix filled with what C broadcasts to.
template <class T>
__global__ void fill_kernel(const T* c, T* y, int64_t count, StridedSpace<1> space, Compute<T> factor) {
  for (int64_t i = flat_begin(); i < count; i += flat_step()) {
    int64_t at[1];
    space.locate(i, at);
    store(y[i], factor * load(c[at[0]]));
  }
}

/// What C is to the library.
enum class Addend {
  kNone,
  kMatrix,  ///< as it is
  kRow,     ///< a bias of the library
  kFilled,  ///< broadcast into Y first, which the product is added to
};

/// Gemm and FusedGemm: Y = f(alpha * A' B' + beta * C).
class Gemm final : public Kernel {
 public:
  explicit Gemm(const KernelInfo& info)
      : provider_(provider_of(info)),
        transpose_a_(info.attribute<int64_t>("transA") != 0),
        transpose_b_(info.attribute<int64_t>("transB") != 0),
        alpha_(info.attribute<float>("alpha")),
        beta_(info.attribute<float>("beta")),
        activation_(activation_of(info)) {}

  Step plan(const PlanContext& context) const override {
    Step step;
    dispatch(context.input_dtype(0), FloatTypes{}, [&]<class T>() { step = plan_typed<T>(context); });
    return step;
  }

 private:
  static ActivationFunction activation_of(const KernelInfo& info) {
    const std::string* name = info.find<std::string>("activation");
    if (name == nullptr) return {};
    std::vector<float> parameters;
    for (const char* parameter : {"activation_alpha", "activation_beta", "activation_gamma"}) {
      if (const float* value = info.find<float>(parameter)) parameters.push_back(*value);
    }
    return activation_function(*name, parameters);
  }

  Addend addend_of(const PlanContext& context, bool has_product) const {
    if (!context.has_input(2) || beta_ == 0.0f) return Addend::kNone;
    const Shape& c = context.input_shape(2);
    const Shape& y = context.output_shape(0);
    if (!has_product) return Addend::kFilled;
    if (c == y) return Addend::kMatrix;
    const bool is_row = c.rank() >= 1 && c.elements() == y[1] && c[c.rank() - 1] == y[1];
    return is_row && beta_ == 1.0f && has_epilogues(context.input_dtype(0)) ? Addend::kRow : Addend::kFilled;
  }

  MatrixProduct product_of(const PlanContext& context, Addend addend, bool relu) const {
    const Shape& y = context.output_shape(0);
    MatrixProduct product = dense_product(context.input_dtype(0), y[0], y[1],
                                          context.input_shape(0)[transpose_a_ ? 0 : 1], transpose_a_, transpose_b_);
    product.alpha = alpha_;
    product.relu = relu;
    if (addend == Addend::kNone) return product;
    product.addend = addend == Addend::kRow ? MatrixProduct::Addend::kRow : MatrixProduct::Addend::kMatrix;
    product.beta = beta_;
    return product;
  }

  template <class T>
  Step plan_typed(const PlanContext& context) const {
    const Shape& y = context.output_shape(0);
    const int64_t count = y.elements();
    Step step;
    if (count == 0) {
      step.run = [](const RunContext&) {};
      return step;
    }
    const bool has_product = context.input_shape(0).elements() != 0;
    const Addend addend = addend_of(context, has_product);
    const bool relu =
        has_product && activation_.kind == ActivationFunction::Kind::kRelu && has_epilogues(dtype_of<T>());
    std::shared_ptr<const PlannedProduct> product;
    if (has_product) product = provider_.blas().plan(product_of(context, addend, relu));
    StridedSpace<1> space;
    if (addend == Addend::kFilled) space = broadcast_space<1>(y, {context.input_shape(2)});

    step.workspace = product ? product->workspace() : 0;
    if (addend == Addend::kMatrix) step.in_place = {{0, 2}};
    step.run = [=, factor = has_product ? Compute<T>(1) : Compute<T>(beta_),
                activation = relu ? ActivationFunction{} : activation_](const RunContext& run) {
      const cudaStream_t stream = stream_of(run).get();
      T* d = run.output(0).as<T>().data();
      const T* c = addend == Addend::kNone ? nullptr : run.input(2).as<T>().data();
      if (addend == Addend::kFilled) {
        launch_flat(fill_kernel<T>, count, stream, c, d, count, space, factor);
        c = d;
      } else if (!product) {
        check(cudaMemsetAsync(d, 0, run.output(0).bytes(), stream), "clearing a product");
      }
      if (product) {
        product->run(stream, {.a = run.input(0).data(), .b = run.input(1).data(), .c = c, .d = d}, run.workspace());
      }
      if (activation.kind != ActivationFunction::Kind::kIdentity)
        launch_flat(map_kernel<T, T, ActivationFunction>, count, stream, static_cast<const T*>(d), d, count,
                    activation);
    };
    return step;
  }

  const CudaProvider& provider_;
  bool transpose_a_;
  bool transpose_b_;
  float alpha_;
  float beta_;
  ActivationFunction activation_;
};

}  // namespace

void register_gemm(KernelRegistry& kernels) {
  kernels.add({.op_type = "Gemm", .versions = since(1), .create = make_kernel<Gemm>, .types = {{"T", kFloats}}});
  kernels.add({.op_type = "FusedGemm",
               .versions = since(1),
               .create = make_kernel<Gemm>,
               .types = {{"T", kFloats}},
               .domain = "com.microsoft"});
}

}  // namespace ort::cuda
