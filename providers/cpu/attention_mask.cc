#include "providers/cpu/attention_mask.h"

#include <limits>

#include "libort/core/type_dispatch.h"

namespace ort::cpu {
namespace {

template <class T, class C>
void load_numbers(const std::byte* mask, int64_t offset, int64_t step, int64_t count, C* bias) {
  const T* numbers = reinterpret_cast<const T*>(mask) + offset;
  for (int64_t i = 0; i < count; ++i) bias[i] = static_cast<C>(static_cast<Compute<T>>(numbers[i * step]));
}

template <class C>
void load_bools(const std::byte* mask, int64_t offset, int64_t step, int64_t count, C* bias) {
  const std::byte* flags = mask + offset;
  for (int64_t i = 0; i < count; ++i) {
    bias[i] = flags[i * step] != std::byte{0} ? C{0} : -std::numeric_limits<C>::infinity();
  }
}

}  // namespace

template <class C>
AttentionMask<C>::AttentionMask(DataType dtype, const portable::MaskLayout& layout) : layout_(layout) {
  if (dtype == DataType::kBool) {
    load_ = load_bools<C>;
  } else {
    dispatch(dtype, NumericTypes{}, [&]<class T>() { load_ = load_numbers<T, C>; });
  }
}

template class AttentionMask<float>;
template class AttentionMask<double>;

}  // namespace ort::cpu
