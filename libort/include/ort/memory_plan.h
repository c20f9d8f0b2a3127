#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ort {

/// A value of a run and its memory.
struct PlannedTensor {
  std::string name;
  std::string type;  ///< "float", ...
  std::vector<int64_t> shape;
  std::size_t bytes = 0;
  std::size_t offset = 0;  ///< in the arena of its device
  std::string home;    ///< "arena", "own", "input", "output", "constant" or "late" (sized while it runs: no shape here)
  std::string device;  ///< "cpu", "cuda:0"
  std::size_t first = 0;    ///< positions of nodes: that makes it (0 for what is there before),
  std::size_t last = 0;     ///< and that uses it last; past the last node for what outlives the run
  std::string shares_with;  ///< the value whose memory it uses too; empty: its own
};

/// The arenas while one node runs.
struct PlannedNode {
  std::string name;
  std::size_t in_use = 0;     ///< bytes, with its workspace
  std::size_t workspace = 0;  ///< bytes of scratch memory
};

/// A result that its kernel could have put into the memory of an input.
struct MissedReuse {
  std::string name;
  std::size_t bytes = 0;
  std::string reason;  ///< "'x' is read later, by 'Add_3'"
};

/// Memory of one run, as it is planned for a set of input shapes.
struct MemoryPlan {
  std::size_t weights_bytes = 0;  ///< constants that the nodes read; kernels may hold packed copies besides
  std::size_t arena_bytes = 0;    ///< reserved for values between nodes, on all devices
  std::size_t peak_bytes = 0;     ///< the most that is in use at a time
  std::size_t peak_node = 0;      ///< position of the first node where it is
  std::vector<PlannedTensor> tensors;
  std::vector<PlannedNode> nodes;  ///< in the order of execution, copies between devices too
  std::vector<MissedReuse> missed;
};

}  // namespace ort
