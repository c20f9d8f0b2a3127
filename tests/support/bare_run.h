#pragma once

#include <cstddef>
#include <vector>

#include "libort/core/fail.h"
#include "libort/core/thread_pool.h"
#include "libort/runtime/kernel.h"

namespace ort::test {

/// A run without node and values: for parts of kernels that only need threads.
class BareRun final : public RunContext {
 public:
  explicit BareRun(int threads) : pool_(threads) {}

  bool has_input(int) const override { return false; }
  bool has_output(int) const override { return false; }
  const RuntimeValue& input_value(int) const override { fail_usage("a bare run has no inputs"); }
  int input_count() const override { return 0; }
  Tensor& output(int) const override { fail_usage("a bare run has no outputs"); }
  Tensor& allocate_output(int, DataType, Shape) const override { fail_usage("a bare run has no outputs"); }
  void set_output(int, RuntimeValue) const override { fail_usage("a bare run has no outputs"); }
  std::byte* workspace() const override { return nullptr; }
  std::byte* scratch(std::size_t) const override { return nullptr; }
  ThreadPool& pool() const override { return pool_; }
  Stream* stream() const override { return nullptr; }
  bool terminated() const override { return false; }

 private:
  mutable ThreadPool pool_;
};

}  // namespace ort::test
