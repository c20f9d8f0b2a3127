#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "libort/core/fail.h"
#include "libort/core/text.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/families.h"
#include "providers/cpu/number_conversion.h"
#include "providers/cpu/number_text.h"

namespace ort::cpu {
namespace {

/// Elements of a range; a multiple of kConversionPiece.
constexpr int64_t kNumberGrain = 16384;
constexpr int64_t kTextGrain = 512;

template <class Function>
void for_each_piece(int64_t begin, int64_t end, Function function) {
  for (; begin < end; begin += kConversionPiece) function(begin, std::min(kConversionPiece, end - begin));
}

/// Calls the generic function with a zero of the C++ type that stands for the wide type of `dtype`.
template <class Function>
void with_wide_type(DataType dtype, Function function) {
  switch (wide_type(dtype)) {
    case WideType::kDouble:
      return function(double{});
    case WideType::kInt64:
      return function(int64_t{});
    case WideType::kUint64:
      return function(uint64_t{});
  }
}

template <class Wide>
using Piece = std::array<Wide, static_cast<std::size_t>(kConversionPiece)>;

Step copy_step() {
  Step step;
  step.views = {{0, 0}};
  step.run = [](const RunContext& run) {
    const Tensor& x = run.input(0);
    Tensor& y = run.output(0);
    if (x.data() == y.data()) return;
    if (x.is_string()) {
      std::copy_n(x.as<std::string>().begin(), x.elements(), y.as<std::string>().begin());
    } else if (x.bytes() != 0) {
      std::memcpy(y.data(), x.data(), x.bytes());
    }
  };
  return step;
}

Step number_step(DataType from, DataType to, int64_t total, const SmallFloatRounding& rounding) {
  Step step;
  if (data_type_bits(from) == data_type_bits(to)) step.in_place = {{0, 0}};
  step.run = [=](const RunContext& run) {
    const std::byte* x = run.input(0).data();
    std::byte* y = run.output(0).data();
    run.parallel_for(total, kNumberGrain, [&](int64_t begin, int64_t end) {
      with_wide_type(from, [&]<class Wide>(Wide) {
        Piece<Wide> numbers;
        for_each_piece(begin, end, [&](int64_t first, int64_t count) {
          load_numbers(from, x, first, count, numbers.data());
          store_numbers(numbers.data(), count, to, rounding, y, first);
        });
      });
    });
  };
  return step;
}

std::string text_of(DataType dtype, double number) { return float_text(dtype, number); }
std::string text_of(DataType, int64_t number) { return integer_text(number); }
std::string text_of(DataType, uint64_t number) { return integer_text(number); }

Step format_step(DataType from, int64_t total) {
  Step step;
  step.run = [=](const RunContext& run) {
    const std::byte* x = run.input(0).data();
    std::string* y = run.output(0).as<std::string>().data();
    run.parallel_for(total, kTextGrain, [&](int64_t begin, int64_t end) {
      with_wide_type(from, [&]<class Wide>(Wide) {
        Piece<Wide> numbers;
        for_each_piece(begin, end, [&](int64_t first, int64_t count) {
          load_numbers(from, x, first, count, numbers.data());
          for (int64_t i = 0; i < count; ++i) y[first + i] = text_of(from, numbers[static_cast<std::size_t>(i)]);
        });
      });
    });
  };
  return step;
}

void parse_number(const std::string& text, DataType dtype, double& number) { number = parse_float(text, dtype); }
void parse_number(const std::string& text, DataType, int64_t& number) { number = parse_int64(text); }
void parse_number(const std::string& text, DataType, uint64_t& number) { number = parse_uint64(text); }

Step parse_step(DataType to, int64_t total, const SmallFloatRounding& rounding) {
  Step step;
  step.run = [=](const RunContext& run) {
    const std::string* x = run.input(0).as<std::string>().data();
    std::byte* y = run.output(0).data();
    run.parallel_for(total, kTextGrain, [&](int64_t begin, int64_t end) {
      with_wide_type(to, [&]<class Wide>(Wide) {
        Piece<Wide> numbers;
        for_each_piece(begin, end, [&](int64_t first, int64_t count) {
          for (int64_t i = 0; i < count; ++i) parse_number(x[first + i], to, numbers[static_cast<std::size_t>(i)]);
          store_numbers(numbers.data(), count, to, rounding, y, first);
        });
      });
    });
  };
  return step;
}

SmallFloatRounding rounding_of(const KernelInfo& info) {
  SmallFloatRounding rounding;
  const int64_t* saturate = info.find<int64_t>("saturate");
  if (saturate != nullptr && *saturate == 0) rounding.overflow = Overflow::kSpecial;
  const std::string* mode = info.find<std::string>("round_mode");
  if (mode == nullptr || *mode == "up") return rounding;
  if (*mode != "down" && *mode != "nearest") {
    fail_model("round_mode '" + printable(*mode) + "' is none of up, down and nearest");
  }
  rounding.mode = *mode == "down" ? RoundMode::kDown : RoundMode::kNearest;
  return rounding;
}

/// Cast, all versions.
class Cast final : public Kernel {
 public:
  explicit Cast(const KernelInfo& info) : rounding_(rounding_of(info)) {}

  Step plan(const PlanContext& context) const override {
    const DataType from = context.input_dtype(0);
    const DataType to = context.output_dtype(0);
    const int64_t total = context.output_shape(0).elements();
    if (from == to) return copy_step();
    if (to == DataType::kString) return format_step(from, total);
    if (from == DataType::kString) return parse_step(to, total, rounding_);
    return number_step(from, to, total, rounding_);
  }

 private:
  SmallFloatRounding rounding_;
};

}  // namespace

void register_cast(KernelRegistry& kernels) {
  kernels.add({.op_type = "Cast", .versions = since(1), .create = make_kernel<Cast>});
}

}  // namespace ort::cpu
