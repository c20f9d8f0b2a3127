#include "providers/cuda/device/index.h"

#include "libort/core/fail.h"

namespace ort::cuda {

template <std::size_t N>
StridedSpace<static_cast<int>(N)> make_space(std::span<const int64_t> sizes,
                                             const std::array<std::vector<int64_t>, N>& strides) {
  StridedSpace<static_cast<int>(N)> space;
  int rank = 0;
  for (std::size_t d = 0; d < sizes.size(); ++d) {
    if (sizes[d] == 1) continue;
    bool merges = rank > 0;
    for (std::size_t i = 0; i < N && merges; ++i) merges = space.strides[i][rank - 1] == strides[i][d] * sizes[d];
    if (!merges && rank == kMaxDims) {
      fail_node("the CUDA provider takes at most " + std::to_string(kMaxDims) + " dimensions that cannot be merged");
    }
    if (!merges) space.sizes[rank++] = 1;
    space.sizes[rank - 1] *= sizes[d];
    for (std::size_t i = 0; i < N; ++i) space.strides[i][rank - 1] = strides[i][d];
  }
  if (rank == 0) space.sizes[rank++] = 1;
  space.rank = rank;
  return space;
}

template StridedSpace<1> make_space<1>(std::span<const int64_t>, const std::array<std::vector<int64_t>, 1>&);
template StridedSpace<2> make_space<2>(std::span<const int64_t>, const std::array<std::vector<int64_t>, 2>&);
template StridedSpace<3> make_space<3>(std::span<const int64_t>, const std::array<std::vector<int64_t>, 3>&);

std::vector<int64_t> broadcast_strides(const Shape& output, const Shape& input) {
  std::vector<int64_t> strides(static_cast<std::size_t>(output.rank()), 0);
  const std::vector<int64_t> own = contiguous_strides(input);
  const int missing = output.rank() - input.rank();
  for (int d = 0; d < input.rank(); ++d) {
    if (missing < 0 || (input[d] != 1 && input[d] != output[d + missing])) {
      fail_node("shape " + input.to_string() + " does not broadcast to " + output.to_string());
    }
    if (input[d] != 1) strides[static_cast<std::size_t>(d + missing)] = own[static_cast<std::size_t>(d)];
  }
  return strides;
}

}  // namespace ort::cuda
