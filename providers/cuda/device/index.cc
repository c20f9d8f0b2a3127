#include "providers/cuda/device/index.h"

#include "libort/core/fail.h"

namespace ort::cuda {

template <std::size_t N>
StridedSpace<static_cast<int>(N)> make_space(std::span<const int64_t> sizes,
                                             const std::array<std::vector<int64_t>, N>& strides) {
  const portable::CollapsedDims collapsed = portable::collapse_dims(sizes, strides);
  if (collapsed.sizes.size() > kMaxDims) {
    fail_node("the CUDA provider takes at most " + std::to_string(kMaxDims) +
              " dimensions that cannot be merged, not " + std::to_string(collapsed.sizes.size()));
  }
  StridedSpace<static_cast<int>(N)> space;
  space.rank = static_cast<int64_t>(collapsed.sizes.size());
  for (std::size_t d = 0; d < collapsed.sizes.size(); ++d) {
    space.sizes[d] = collapsed.sizes[d];
    for (std::size_t i = 0; i < N; ++i) space.strides[i][d] = collapsed.strides[d][i];
  }
  return space;
}

template StridedSpace<1> make_space<1>(std::span<const int64_t>, const std::array<std::vector<int64_t>, 1>&);
template StridedSpace<2> make_space<2>(std::span<const int64_t>, const std::array<std::vector<int64_t>, 2>&);
template StridedSpace<3> make_space<3>(std::span<const int64_t>, const std::array<std::vector<int64_t>, 3>&);

}  // namespace ort::cuda
