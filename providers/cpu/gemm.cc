#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "libort/core/fail.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/activation_function.h"
#include "providers/cpu/compute_copy.h"
#include "providers/cpu/families.h"
#include "providers/cpu/tiled_multiply.h"

namespace ort::cpu {
namespace {

/// How C is read for row i, column j: c[i * row_step + j * column_step].
struct Addend {
  bool present = false;
  int64_t row_step = 0;
  int64_t column_step = 0;
};

Addend addend_of(const PlanContext& context, float beta) {
  if (!context.has_input(2) || beta == 0.0f) return {};
  const Shape& shape = context.input_shape(2);
  Addend addend{true, 0, 0};
  if (shape.rank() >= 1 && shape[shape.rank() - 1] != 1) addend.column_step = 1;
  if (shape.rank() == 2 && shape[0] != 1) addend.row_step = shape[1];
  return addend;
}

/// A real factor times an integer sum: exact and wrapping for whole factors, otherwise rounded towards zero.
template <class T>
T scaled_sum(T product, float alpha, T addend, float beta) {
  using Wide = std::make_unsigned_t<T>;
  const auto whole = [](float factor) { return std::trunc(factor) == factor && std::abs(factor) < 0x1p31f; };
  if (whole(alpha) && whole(beta)) {
    return static_cast<T>(static_cast<Wide>(static_cast<int64_t>(alpha)) * static_cast<Wide>(product) +
                          static_cast<Wide>(static_cast<int64_t>(beta)) * static_cast<Wide>(addend));
  }
  const double sum = double{alpha} * static_cast<double>(product) + double{beta} * static_cast<double>(addend);
  constexpr T kLowest = std::numeric_limits<T>::lowest();
  constexpr T kMax = std::numeric_limits<T>::max();
  if (std::isnan(sum)) return 0;
  if (sum <= static_cast<double>(kLowest)) return kLowest;
  if (sum >= static_cast<double>(kMax)) return kMax;
  return static_cast<T>(sum);
}

/// alpha * sums + beta * C for a part of one row, in place.
template <class T>
void scale_and_add(Compute<T>* sums, int64_t count, float alpha, const T* addend, int64_t step, float beta) {
  using C = Compute<T>;
  if constexpr (std::is_integral_v<T>) {
    for (int64_t i = 0; i < count; ++i) {
      sums[i] = scaled_sum<T>(sums[i], alpha, addend == nullptr ? T{} : addend[i * step], beta);
    }
  } else {
    if (alpha != 1.0f) {
      for (int64_t i = 0; i < count; ++i) sums[i] *= C(alpha);
    }
    if (addend == nullptr) return;
    for (int64_t i = 0; i < count; ++i) sums[i] += C(beta) * static_cast<C>(addend[i * step]);
  }
}

/// What follows the product: Y = f(alpha * A' B' + beta * C).
struct Epilogue {
  float alpha = 1.0f;
  float beta = 1.0f;
  Addend addend;
  ActivationFunction activation;

  template <class T>
  void finish(Compute<T>* sums, T* y, const T* c, int64_t row, int64_t column, int64_t count) const {
    const T* first = c == nullptr ? nullptr : c + row * addend.row_step + column * addend.column_step;
    if (alpha != 1.0f || first != nullptr) scale_and_add<T>(sums, count, alpha, first, addend.column_step, beta);
    if constexpr (!std::is_integral_v<T>) {
      if (!activation.is_identity()) activation.apply(std::span(sums, static_cast<std::size_t>(count)));
    }
    narrow<T>(sums, y, count);
  }
};

/// FusedGemm's parameters in the order in which activations take them: alpha, beta, gamma.
ActivationFunction activation_of(const KernelInfo& info) {
  const std::string* name = info.find<std::string>("activation");
  if (name == nullptr) return {};
  const bool integral = info.input_dtype(0) == DataType::kInt32 || info.input_dtype(0) == DataType::kInt64 ||
                        info.input_dtype(0) == DataType::kUint32 || info.input_dtype(0) == DataType::kUint64;
  if (integral && !name->empty()) fail_unsupported("activation '" + *name + "' of integers");
  std::vector<float> parameters;
  for (const char* parameter : {"activation_alpha", "activation_beta", "activation_gamma"}) {
    if (const float* value = info.find<float>(parameter)) parameters.push_back(*value);
  }
  return ActivationFunction(*name, parameters);
}

class Gemm final : public Kernel {
 public:
  explicit Gemm(const KernelInfo& info)
      : transpose_a_(info.attribute<int64_t>("transA") != 0), transpose_b_(info.attribute<int64_t>("transB") != 0) {
    epilogue_.alpha = info.attribute<float>("alpha");
    epilogue_.beta = info.attribute<float>("beta");
    epilogue_.activation = activation_of(info);
  }

  Step plan(const PlanContext& context) const override {
    const Shape& shape = context.output_shape(0);
    const MatrixMultiply product =
        dense_multiply(shape[0], shape[1], context.input_shape(0)[transpose_a_ ? 0 : 1], transpose_a_, transpose_b_);
    Epilogue epilogue = epilogue_;
    epilogue.addend = addend_of(context, epilogue.beta);
    Step step;
    dispatch(context.input_dtype(0), MultiplyTypes{}, [&]<class T>() {
      const auto tiles = std::make_shared<const TiledMultiply<T>>(product, std::vector<BatchAxis>{}, context.threads());
      step.workspace = tiles->workspace();
      step.variant = tiles->variant();
      step.run = [tiles, epilogue](const RunContext& run) {
        const T* c = epilogue.addend.present ? run.input(2).as<T>().data() : nullptr;
        tiles->run(run, run.input(0).as<T>().data(), run.input(1).as<T>().data(), run.output(0).as<T>().data(),
                   [&](Compute<T>* sums, T* y, int64_t row, int64_t column, int64_t count) {
                     epilogue.finish<T>(sums, y, c, row, column, count);
                   });
      };
    });
    return step;
  }

 private:
  bool transpose_a_;
  bool transpose_b_;
  Epilogue epilogue_;
};

}  // namespace

void register_gemm(KernelRegistry& kernels) {
  kernels.add({"Gemm", since(1), make_kernel<Gemm>});
  kernels.add({.op_type = "FusedGemm", .versions = since(1), .create = make_kernel<Gemm>, .domain = "com.microsoft"});
}

}  // namespace ort::cpu
