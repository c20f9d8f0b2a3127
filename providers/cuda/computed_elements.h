#pragma once

// Tensors of one float type whose elements are computed with in another one.

#include <cstddef>
#include <cstdint>
#include <utility>

#include "libort/core/checked_math.h"
#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel.h"
#include "providers/cuda/cuda_stream.h"
#include "providers/cuda/device/conversion.h"
#include "providers/cuda/device/launch.h"

namespace ort::cuda {

template <class From, class To>
__global__ void convert_kernel(const From* source, To* target, int64_t count) {
  for (int64_t i = flat_begin(); i < count; i += flat_step()) target[i] = converted<To>(load(source[i]));
}

/// Lays out a step's workspace: its parts follow each other, at multiples of 256 bytes.
class WorkspaceParts {
 public:
  /// The offset, in bytes, of a new part for `count` elements. Throws when sizes overflow.
  std::size_t add(int64_t count, DataType dtype) {
    return add_bytes(
        checked_multiply(static_cast<std::size_t>(count), static_cast<std::size_t>(data_type_bits(dtype)) / 8));
  }
  std::size_t add_bytes(std::size_t bytes) {
    return std::exchange(total_, checked_add(total_, checked_align(bytes, 256)));
  }
  std::size_t total() const { return total_; }  ///< bytes of all parts

 private:
  std::size_t total_ = 0;
};

/// The elements of a tensor of type `dtype` in the type that products are computed in. They lie in the tensor itself
/// where that is its type, in a part of the workspace otherwise.
struct ComputedElements {
  DataType dtype = DataType::kFloat;
  DataType computed = DataType::kFloat;
  int64_t count = 0;     ///< of elements
  std::size_t part = 0;  ///< its offset

  ComputedElements() = default;
  /// Adds the part to `parts` if there has to be one. All types are among FloatTypes.
  ComputedElements(DataType tensor_dtype, DataType computed_dtype, int64_t elements, WorkspaceParts& parts)
      : dtype(tensor_dtype), computed(computed_dtype), count(elements) {
    if (converts()) part = parts.add(count, computed);
  }

  bool converts() const { return dtype != computed; }

  /// Those of the tensor at `data`, on the device; they are there once the stream has come so far.
  const std::byte* read(const RunContext& run, const std::byte* data) const {
    if (!converts()) return data;
    convert(run, dtype, data, computed, run.workspace() + part);
    return run.workspace() + part;
  }

  /// Where to write those of the tensor at `data`; `finish` puts them into it.
  std::byte* target(const RunContext& run, std::byte* data) const { return converts() ? run.workspace() + part : data; }
  void finish(const RunContext& run, std::byte* data) const {
    if (converts()) convert(run, computed, run.workspace() + part, dtype, data);
  }

 private:
  void convert(const RunContext& run, DataType from, const std::byte* source, DataType to, std::byte* data) const {
    dispatch(from, FloatTypes{}, [&]<class From>() {
      dispatch(to, FloatTypes{}, [&]<class To>() {
        launch_flat(convert_kernel<From, To>, count, stream_of(run).get(), reinterpret_cast<const From*>(source),
                    reinterpret_cast<To*>(data), count);
      });
    });
  }
};

}  // namespace ort::cuda
