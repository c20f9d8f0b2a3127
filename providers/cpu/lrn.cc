#include <algorithm>
#include <array>
#include <cmath>

#include "libort/core/checked_math.h"
#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/families.h"

namespace ort::cpu {
namespace {

constexpr int64_t kBlock = 256;    ///< elements of a plane that are summed side by side
constexpr int64_t kGrain = 16384;  ///< elements of a range

/// Y = X / (bias + alpha / size * sum of the squares of `size` neighbouring channels) ^ beta.
struct Normalization {
  int64_t channels = 0;
  int64_t plane = 0;  ///< elements of a channel of one image
  int64_t before = 0;
  int64_t after = 0;
  double scale = 0.0;  ///< alpha / size
  double beta = 0.0;
  double bias = 0.0;
};

/// `count` elements of channel `channel` from `offset` on; x and y begin at the image.
template <class T>
void normalize_block(const Normalization& norm, const T* x, T* y, int64_t channel, int64_t offset, int64_t count) {
  using C = Compute<T>;
  std::array<C, kBlock> squares{};
  const int64_t first = std::max<int64_t>(0, channel - norm.before);
  const int64_t last = std::min(norm.channels - 1, channel + norm.after);
  for (int64_t neighbour = first; neighbour <= last; ++neighbour) {
    const T* row = x + neighbour * norm.plane + offset;
    for (int64_t i = 0; i < count; ++i) {
      const auto value = static_cast<C>(row[i]);
      squares[static_cast<std::size_t>(i)] += value * value;
    }
  }
  const T* row = x + channel * norm.plane + offset;
  T* result = y + channel * norm.plane + offset;
  for (int64_t i = 0; i < count; ++i) {
    const C base = C(norm.bias) + C(norm.scale) * squares[static_cast<std::size_t>(i)];
    result[i] = static_cast<T>(static_cast<C>(row[i]) / std::pow(base, C(norm.beta)));
  }
}

class Lrn final : public Kernel {
 public:
  explicit Lrn(const KernelInfo& info) {
    const int64_t size = info.attribute<int64_t>("size");
    norm_.before = (size - 1) / 2;
    norm_.after = size - 1 - norm_.before;
    norm_.scale = static_cast<double>(info.attribute<float>("alpha")) / static_cast<double>(size);
    norm_.beta = info.attribute<float>("beta");
    norm_.bias = info.attribute<float>("bias");
  }

  Step plan(const PlanContext& context) const override {
    const Shape& shape = context.input_shape(0);
    Normalization norm = norm_;
    norm.channels = shape[1];
    norm.plane = shape.elements(2, shape.rank());
    norm.before = std::min(norm.before, norm.channels);
    norm.after = std::min(norm.after, norm.channels);
    const int64_t blocks = (norm.plane + kBlock - 1) / kBlock;
    const int64_t total = checked_multiply(checked_multiply(shape[0], shape[1]), blocks);
    Step step;
    dispatch(context.input_dtype(0), FloatTypes{}, [&]<class T>() {
      step.run = [=](const RunContext& run) {
        const T* x = run.input(0).as<T>().data();
        T* y = run.output(0).as<T>().data();
        run.parallel_for(total, kGrain / kBlock, [&](int64_t begin, int64_t end) {
          for (int64_t block = begin; block < end; ++block) {
            const int64_t image = block / blocks / norm.channels * norm.channels * norm.plane;
            const int64_t offset = block % blocks * kBlock;
            normalize_block(norm, x + image, y + image, block / blocks % norm.channels, offset,
                            std::min(kBlock, norm.plane - offset));
          }
        });
      };
    });
    return step;
  }

 private:
  Normalization norm_;
};

}  // namespace

void register_lrn(KernelRegistry& kernels) { kernels.add({"LRN", since(1), make_kernel<Lrn>}); }

}  // namespace ort::cpu
