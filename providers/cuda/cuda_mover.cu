#include "providers/cuda/cuda_mover.h"

#include <memory>
#include <utility>

#include "providers/cuda/cuda_provider.h"
#include "providers/cuda/device/element_size.h"
#include "providers/cuda/device/index.h"
#include "providers/cuda/device/launch.h"

namespace ort::cuda {
namespace {

template <class E>
__global__ void strided_kernel(const E* source, E* target, int64_t count, StridedSpace<2> space) {
  for (int64_t i = flat_begin(); i < count; i += flat_step()) {
    int64_t at[2];
    space.locate(i, at);
    target[at[1]] = source[at[0]];
  }
}

struct PlannedBlock {
  StridedSpace<2> space;
  int64_t count = 0;
  int64_t source_offset = 0;
  int64_t target_offset = 0;
  int input = 0;
  int output = 0;
};

PlannedBlock planned(const BlockCopy& copy) {
  const StridedBlock& block = copy.block;
  return {make_space<2>(block.extents, {block.source_strides, block.target_strides}),
          Shape(block.extents).elements(),
          block.source_offset,
          block.target_offset,
          copy.input,
          copy.output};
}

bool moves_all_in_order(const PlanContext& context, const PlannedBlock& block) {
  const StridedSpace<2>& space = block.space;
  const bool contiguous =
      space.rank == 1 && (block.count == 1 || (space.strides[0][0] == 1 && space.strides[1][0] == 1));
  return contiguous && block.source_offset == 0 && block.target_offset == 0 &&
         block.count == context.input_shape(block.input).elements() &&
         block.count == context.output_shape(block.output).elements();
}

void copy_bytes(const RunContext& run, int input, int output) {
  const Tensor& source = run.input(input);
  Tensor& target = run.output(output);
  if (source.data() == target.data() || source.bytes() == 0) return;
  check(cudaMemcpyAsync(target.data(), source.data(), source.bytes(), cudaMemcpyDeviceToDevice, stream_of(run).get()),
        "copying on the device");
}

/// Where the elements of a target come from, one axis after the other. Passed to kernels by value.
struct TableSpace {
  int64_t rank = 0;
  int64_t sizes[kMaxDims] = {};           ///< of the target
  int64_t strides[kMaxDims] = {};         ///< of the source, for axes without table
  const int64_t* offsets[kMaxDims] = {};  ///< of the source for each coordinate, or kFill; null: by stride
};

template <class E>
__global__ void table_kernel(const E* source, E* target, const E* fill, int64_t count, TableSpace space) {
  for (int64_t i = flat_begin(); i < count; i += flat_step()) {
    int64_t position = i;
    int64_t from = 0;
    bool fills = false;
    for (int64_t axis = space.rank - 1; axis >= 0; --axis) {
      const int64_t coordinate = position % space.sizes[axis];
      position /= space.sizes[axis];
      const int64_t offset =
          space.offsets[axis] == nullptr ? coordinate * space.strides[axis] : space.offsets[axis][coordinate];
      fills = fills || offset < 0;
      from += offset;
    }
    target[i] = fills ? *fill : source[from];
  }
}

/// A table space and the device memory that it points to.
struct PlannedTables {
  TableSpace space;
  std::vector<std::shared_ptr<std::byte>> memory;
};

PlannedTables upload_tables(const CudaProvider& provider, const PlanContext& context, std::vector<AxisTable> tables) {
  const Shape& target = context.output_shape(0);
  if (target.rank() > kMaxDims) {
    fail_node("the CUDA provider takes at most " + std::to_string(kMaxDims) + " dimensions here, not " +
              std::to_string(target.rank()));
  }
  PlannedTables planned;
  planned.space.rank = target.rank();
  const std::vector<int64_t> strides = contiguous_strides(context.input_shape(0));
  for (int axis = 0; axis < target.rank(); ++axis) {
    const auto place = static_cast<std::size_t>(axis);
    planned.space.sizes[axis] = target[axis];
    planned.space.strides[axis] = strides[place];
    if (tables[place].empty()) continue;
    for (int64_t& coordinate : tables[place]) coordinate = coordinate == kFill ? kFill : coordinate * strides[place];
    planned.memory.push_back(provider.upload(std::as_bytes(std::span(tables[place]))));
    planned.space.offsets[axis] = reinterpret_cast<const int64_t*>(planned.memory.back().get());
  }
  return planned;
}

}  // namespace

Step CudaMover::same_elements(const PlanContext&) const {
  Step step;
  step.views = {{0, 0}};
  step.variant = "view";
  step.run = [](const RunContext& run) { copy_bytes(run, 0, 0); };
  return step;
}

Step CudaMover::strided_copies(const PlanContext& context, std::vector<BlockCopy> copies) const {
  std::vector<PlannedBlock> blocks;
  for (const BlockCopy& copy : copies) {
    const PlannedBlock block = planned(copy);
    if (block.count > 0) blocks.push_back(block);
  }
  Step step;
  step.variant = "strided";
  if (blocks.size() == 1 && moves_all_in_order(context, blocks[0])) {
    step.views = {{blocks[0].output, blocks[0].input}};
    step.run = [input = blocks[0].input, output = blocks[0].output](const RunContext& run) {
      copy_bytes(run, input, output);
    };
    return step;
  }
  dispatch_size(context.input_dtype(0), [&]<class E>() {
    step.run = [blocks = std::move(blocks)](const RunContext& run) {
      for (const PlannedBlock& block : blocks) {
        const E* source = run.input(block.input).as<E>().data() + block.source_offset;
        E* target = run.output(block.output).as<E>().data() + block.target_offset;
        launch_flat(strided_kernel<E>, block.count, stream_of(run).get(), source, target, block.count, block.space);
      }
    };
  });
  return step;
}

Step CudaMover::table_copy(const PlanContext& context, std::vector<AxisTable> tables, const FillElement& fill) const {
  const auto planned = std::make_shared<const PlannedTables>(upload_tables(provider_, context, std::move(tables)));
  std::shared_ptr<std::byte> value;
  if (fill.input < 0 && fill.value.bytes() > 0) value = provider_.upload({fill.value.data(), fill.value.bytes()});
  Step step;
  step.variant = "tables";
  dispatch_size(context.input_dtype(0), [&]<class E>() {
    step.run = [planned, value, fill_input = fill.input,
                count = context.output_shape(0).elements()](const RunContext& run) {
      const E* element =
          fill_input >= 0 ? run.input(fill_input).as<E>().data() : reinterpret_cast<const E*>(value.get());
      launch_flat(table_kernel<E>, count, stream_of(run).get(), run.input(0).as<E>().data(),
                  run.output(0).as<E>().data(), element, count, planned->space);
    };
  });
  return step;
}

}  // namespace ort::cuda
