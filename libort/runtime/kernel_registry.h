#pragma once

#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "libort/ops/op_registry.h"
#include "libort/runtime/kernel.h"

namespace ort {

/// Operator versions [first, last].
struct VersionRange {
  int first = 1;
  int last = std::numeric_limits<int>::max();
};
inline VersionRange since(int first) { return {first, std::numeric_limits<int>::max()}; }
inline VersionRange between(int first, int last) { return {first, last}; }

struct KernelDef {
  std::string op_type;
  VersionRange versions;
  KernelFactory create;
  /// Narrower than the operator's definition allows, by type parameter; an absent parameter: every allowed type.
  std::map<std::string, TypeSet, std::less<>> types = {};
  /// Inputs whose contents `Kernel::plan` reads (shapes, axes, ...). They live on the CPU on every provider.
  std::vector<int> plan_inputs = {};
  /// Further inputs and outputs that live on the CPU whatever the provider's device is.
  std::vector<int> host_inputs = {};
  std::vector<int> host_outputs = {};
  std::string domain = "";
};

/// The kernels of one provider.
class KernelRegistry {
 public:
  /// Throws (internal) when versions and types overlap with a kernel that is there already.
  void add(KernelDef def);

  struct Match {
    const KernelDef* def = nullptr;
    std::string reason;  ///< why there is none, as a sentence
  };
  /// The kernel for a resolved node whose input types are known.
  Match find(const Graph& graph, const Node& node, const OpSchema& schema) const;

  /// All kernels of an operator.
  std::vector<const KernelDef*> kernels_of(std::string_view domain, std::string_view op_type) const;

 private:
  std::map<std::pair<std::string, std::string>, std::vector<KernelDef>> kernels_;
};

}  // namespace ort
