#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "ort/io_binding.h"
#include "tests/session/model_bytes.h"

// Counts every allocation of the program while `counting` is set.
namespace {

std::atomic<bool> counting{false};
std::atomic<int> allocations{0};

void* counted(std::size_t bytes, std::size_t alignment) {
  if (counting) ++allocations;
  void* memory = alignment <= alignof(std::max_align_t)
                     ? std::malloc(bytes)
                     : std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t bytes) { return counted(bytes, 1); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return counted(bytes, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

namespace ort::test {
namespace {

TEST(SteadyRun, AllocatesNothing) {
  SessionOptions options;
  options.intra_op_num_threads = 2;
  const InferenceSession session(digits_path(), options);
  const std::vector<std::string> inputs{"image"};
  const std::vector<std::string> outputs{"scores"};
  const std::vector<OrtValue> picture{digit_picture(5)};
  std::vector<OrtValue> scores{OrtValue::from_shape_and_type(std::vector<int64_t>{1, 10}, DataType::kFloat)};
  for (int warm_up = 0; warm_up < 3; ++warm_up) session.run_into(outputs, scores, inputs, picture);
  counting = true;
  session.run_into(outputs, scores, inputs, picture);
  counting = false;
  EXPECT_EQ(allocations.exchange(0), 0);
  const auto row = scores[0].data<float>();
  EXPECT_EQ(std::max_element(row.begin(), row.end()) - row.begin(), 5);
}

TEST(SteadyRun, OfABindingAllocatesNothing) {
  const InferenceSession session(digits_path());
  IOBinding binding = session.io_binding();
  binding.bind_cpu_input("image", digit_picture(3));
  binding.bind_output("scores");
  for (int warm_up = 0; warm_up < 3; ++warm_up) session.run_with_iobinding(binding);
  counting = true;
  session.run_with_iobinding(binding);
  counting = false;
  EXPECT_EQ(allocations.exchange(0), 0);
  const auto row = binding.get_outputs()[0].data<float>();
  EXPECT_EQ(std::max_element(row.begin(), row.end()) - row.begin(), 3);
}

}  // namespace
}  // namespace ort::test
