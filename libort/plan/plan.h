#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libort/core/allocator.h"
#include "libort/core/thread_pool.h"
#include "libort/plan/program.h"
#include "libort/runtime/kernel.h"

namespace ort {

using SlotId = uint32_t;
inline constexpr SlotId kNoSlot = UINT32_MAX;

/// Where the contents of a slot live.
enum class Home {
  kArena,     ///< at an offset of the arena of its device
  kOwn,       ///< memory of its own, kept between runs (strings, or without arena)
  kConstant,  ///< never changes
  kInput,     ///< memory of the caller
  kOutput,    ///< a requested output: new memory for each run, or the caller's
  kLate,      ///< size known only while it runs
};

/// A value on one device, as one run sees it.
struct Slot {
  std::string name;
  std::size_t device = 0;  ///< index into Plan::devices
  Home home = Home::kLate;
  DataType dtype = DataType::kUndefined;
  Shape shape;  ///< of all but late slots
  std::size_t bytes = 0;
  std::size_t offset = 0;  ///< in the arena
  Tensor constant;
  SlotId shares_with = kNoSlot;  ///< uses the memory of that slot (view or in place)
};

/// One thing to do: a node, a node that is planned while it runs, or a copy between or within devices.
struct Instruction {
  enum class Work { kNode, kLateNode, kCopy };
  Work work = Work::kNode;
  const NodeRecord* record = nullptr;
  const BoundNode* node = nullptr;  ///< null for a copy
  std::vector<SlotId> inputs;       ///< those of the node, then its implicit ones
  std::vector<SlotId> outputs;
  Step step;
  std::size_t provider = 0;  ///< whose stream it runs on
  std::size_t device = 0;    ///< where its workspace lies
  std::size_t workspace_offset = 0;
  std::vector<bool> host_outputs;  ///< late outputs that lie in CPU memory
  std::vector<SlotId> releases;    ///< late slots that nobody reads after it
};

/// A value that the caller wants, in the memory of a device.
struct RequestedOutput {
  ValueId value = kNoValue;
  Device device;
  bool operator==(const RequestedOutput&) const = default;
};

/// The instructions [first, last) are work of one provider that can be captured as a whole and replayed.
struct Capture {
  std::size_t provider = 0;
  std::size_t first = 0;
  std::size_t last = 0;
  std::vector<std::string> blockers;  ///< why not, a sentence for each instruction in the way

  bool possible() const { return last > first; }
};

/// Everything about a run that the shapes of the inputs decide. Immutable; used by many runs at once.
struct Plan {
  struct Input {
    ValueId value = kNoValue;
    DataType dtype = DataType::kUndefined;
    Shape shape;  ///< empty and `is_tensor` false for sequences and the like
    bool is_tensor = true;
    SlotId slot = kNoSlot;  ///< kNoSlot: nothing reads it
    Device device;          ///< where the caller's memory lies
  };
  struct Output {
    ValueId value = kNoValue;
    SlotId slot = kNoSlot;
  };

  std::shared_ptr<const Program> program;
  std::vector<Device> devices;               ///< 0 is the CPU
  std::vector<std::size_t> provider_device;  ///< for each provider
  std::vector<Slot> slots;
  std::vector<Instruction> instructions;
  std::vector<std::unique_ptr<NodeRecord>> copy_records;
  std::vector<std::size_t> arena_bytes;  ///< for each device
  std::vector<Input> inputs;             ///< all graph inputs, in graph order
  std::vector<Output> outputs;           ///< the requested ones
  /// A run waits for its devices at the end: results are on their way to the CPU, or memory that was sized while it ran
  /// lies on a device.
  bool must_wait = false;
  Capture capture;
  std::vector<std::string> folded;  ///< nodes whose results the plan knows

  /// Readable text: one line an instruction with variant, shapes, offsets, reuse.
  std::string to_string() const;
};

struct PlanOptions {
  bool use_arena = true;
  bool reuse_memory = true;
  bool only_needed_nodes = false;  ///< leave out what no requested output needs
};

/// What the plan builder may use to compute shape arithmetic.
struct PlanResources {
  std::shared_ptr<Allocator> allocator;
  ThreadPool& pool;
};

/// Plans one run. `inputs`: type, shape and device of every graph input, in graph order; `outputs`: the values asked
/// for, each once for a device. Throws with the node whose shapes cannot be (node), what `Kernel::plan` throws, and
/// (usage) when an input or output is on a device that no provider of the program has.
std::shared_ptr<const Plan> make_plan(std::shared_ptr<const Program> program, std::vector<Plan::Input> inputs,
                                      std::vector<RequestedOutput> outputs, const PlanOptions& options,
                                      const PlanResources& resources);

}  // namespace ort
