#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace ort {

/// What one pass of the optimizer did, over all rounds and the bodies of all nodes.
struct PassReport {
  std::string name;  ///< "constant_folding"
  int rewrites = 0;
  double milliseconds = 0;
  std::size_t nodes_before = 0;  ///< of the model when the pass ran first
  std::size_t nodes_after = 0;   ///< the same without those that the pass took away, and with those that it added
  /// Near misses: what the pass could nearly do and why it did not, in the last round, a sentence each.
  std::vector<std::string> notes;
};

}  // namespace ort
