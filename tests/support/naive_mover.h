#pragma once

#include <cstring>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "libort/runtime/mover.h"
#include "libort/runtime/provider.h"
#include "providers/portable/families.h"

namespace ort::test {

/// Moves byte after byte in CPU memory, and fails where a plan breaks what `Mover` promises: elements from outside of
/// an input, and output elements that nobody writes or that two blocks write. For types of fixed size.
class NaiveMover final : public Mover {
 public:
  Step same_elements(const PlanContext&) const override {
    Step step;
    step.run = [](const RunContext& run) {
      if (run.input(0).bytes() != run.output(0).bytes()) fail_node("input and output do not have the same size");
      if (run.input(0).bytes() > 0) std::memcpy(run.output(0).data(), run.input(0).data(), run.input(0).bytes());
    };
    return step;
  }

  Step strided_copies(const PlanContext&, std::vector<BlockCopy> copies) const override {
    Step step;
    step.run = [copies = std::move(copies)](const RunContext& run) {
      std::map<int, std::vector<int>> writes;
      for (const BlockCopy& copy : copies) {
        writes[copy.output].resize(static_cast<std::size_t>(run.output(copy.output).elements()));
        copy_block(copy.block, run.input(copy.input), run.output(copy.output), writes[copy.output]);
      }
      for (const auto& [output, counts] : writes) {
        for (const int count : counts) {
          if (count != 1) fail_node("an element of the output is written " + std::to_string(count) + " times");
        }
      }
    };
    return step;
  }

  Step table_copy(const PlanContext&, std::vector<AxisTable> tables, const FillElement& fill) const override {
    Step step;
    step.run = [tables = std::move(tables), fill](const RunContext& run) {
      const Tensor& filling = fill.input < 0 ? fill.value : run.input(fill.input);
      for (int64_t i = 0; i < run.output(0).elements(); ++i) {
        const int64_t from = table_position(tables, run.input(0).shape(), run.output(0).shape(), i);
        if (from == kFill) {
          copy_element(filling, 0, run.output(0), i);
        } else {
          copy_element(run.input(0), from, run.output(0), i);
        }
      }
    };
    return step;
  }

 private:
  static void copy_element(const Tensor& source, int64_t from, Tensor& target, int64_t to) {
    const auto inside = [](int64_t position, const Tensor& tensor) {
      return position >= 0 && position < tensor.elements();
    };
    if (!inside(from, source)) fail_node("position " + std::to_string(from) + " is outside of the input");
    if (!inside(to, target)) fail_node("position " + std::to_string(to) + " is outside of the output");
    const std::size_t size = buffer_bytes(target.dtype(), 1);
    std::memcpy(target.data() + static_cast<std::size_t>(to) * size,
                source.data() + static_cast<std::size_t>(from) * size, size);
  }

  static void copy_block(const StridedBlock& block, const Tensor& source, Tensor& target, std::vector<int>& writes) {
    const int64_t count = Shape(block.extents).elements();
    for (int64_t i = 0; i < count; ++i) {
      int64_t from = block.source_offset;
      int64_t to = block.target_offset;
      int64_t rest = i;
      for (std::size_t axis = block.extents.size(); axis-- > 0; rest /= block.extents[axis]) {
        from += rest % block.extents[axis] * block.source_strides[axis];
        to += rest % block.extents[axis] * block.target_strides[axis];
      }
      copy_element(source, from, target, to);
      ++writes.at(static_cast<std::size_t>(to));
    }
  }

  /// The element of the source that target element `position` comes from, or kFill.
  static int64_t table_position(const std::vector<AxisTable>& tables, const Shape& source, const Shape& target,
                                int64_t position) {
    std::vector<int64_t> coordinates(tables.size());
    for (std::size_t axis = tables.size(); axis-- > 0;) {
      const int64_t dim = target.dims()[axis];
      coordinates[axis] =
          tables[axis].empty() ? position % dim : tables[axis].at(static_cast<std::size_t>(position % dim));
      if (coordinates[axis] == kFill) return kFill;
      if (coordinates[axis] >= source.dims()[axis]) fail_node("a table leads out of its dimension");
      position /= dim;
    }
    int64_t from = 0;
    for (std::size_t axis = 0; axis < tables.size(); ++axis) from = from * source.dims()[axis] + coordinates[axis];
    return from;
  }
};

/// A provider in CPU memory with the portable kernels for types of fixed size, and with a mover or without.
class NaiveProvider final : public ExecutionProvider {
 public:
  explicit NaiveProvider(const Mover* mover) : mover_(mover) {
    portable::register_moves(kernels_, portable::kFixedSizeTensors);
  }

  KernelRegistry& registry() { return kernels_; }

  std::string_view name() const override { return "NaiveExecutionProvider"; }
  Device device() const override { return {}; }
  const KernelRegistry& kernels() const override { return kernels_; }
  const Mover* mover() const override { return mover_; }
  std::shared_ptr<Allocator> allocator() override { return cpu_allocator(); }

 private:
  const Mover* mover_;
  KernelRegistry kernels_;
};

}  // namespace ort::test
