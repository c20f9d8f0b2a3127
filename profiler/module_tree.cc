#include "profiler/module_tree.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace ort::profiler {
namespace {

constexpr std::size_t kDeepest = 32;

struct Module {
  std::string path;
  double total_us = 0;
  int64_t nodes = 0;
  std::map<std::string, std::size_t> children;  // by path, into the list of all
};

/// Lengths of the prefixes of a name that are modules: "/a/b.0/MatMul" has "/a", "/a/b" and "/a/b.0".
std::vector<std::size_t> module_lengths(std::string_view name) {
  std::vector<std::size_t> lengths;
  for (std::size_t i = 1; i + 1 < name.size() && lengths.size() < kDeepest; ++i) {
    const bool is_separator = name[i] == '/' || name[i] == '.';
    const bool ends_word = name[i - 1] != '/' && name[i - 1] != '.';
    if (is_separator && ends_word) lengths.push_back(i);
  }
  return lengths;
}

class Tree {
 public:
  Tree() { modules_.emplace_back(); }

  void add(const NodeProfile& node) {
    std::vector<std::size_t> lengths = module_lengths(node.node.name);
    if (lengths.empty()) {
      without_.total_us += node.total_us;
      ++without_.nodes;
    }
    std::size_t module = 0;
    count(module, node);
    for (const std::size_t length : lengths) {
      module = child(module, node.node.name.substr(0, length));
      count(module, node);
    }
  }

  std::vector<ModuleProfile> preorder() const {
    std::vector<ModuleProfile> list;
    const Module& root = modules_.front();
    if (root.children.empty()) return list;
    struct Visit {
      std::size_t module;
      int depth;
    };
    std::vector<Visit> open;
    const auto open_children = [&](const Module& module, int depth) {
      std::vector<std::size_t> order;
      for (const auto& [path, child] : module.children) order.push_back(child);
      std::ranges::stable_sort(order, {}, [&](std::size_t i) { return modules_[i].total_us; });
      for (const std::size_t child : order) open.push_back({child, depth});
    };
    open_children(root, 0);
    while (!open.empty()) {
      const Visit visit = open.back();
      open.pop_back();
      const Module& module = content(visit.module);
      list.push_back(profile(module, module.path, visit.depth));
      open_children(module, visit.depth + 1);
    }
    if (without_.nodes > 0) list.push_back(profile(without_, "(no module)", 0));
    return list;
  }

 private:
  void count(std::size_t module, const NodeProfile& node) {
    modules_[module].total_us += node.total_us;
    ++modules_[module].nodes;
  }

  std::size_t child(std::size_t module, const std::string& path) {
    const auto [entry, is_new] = modules_[module].children.emplace(path, modules_.size());
    const std::size_t index = entry->second;
    if (!is_new) return index;
    modules_.emplace_back();
    modules_.back().path = path;
    return index;
  }

  /// The module itself, or the one inside that has all of its nodes.
  const Module& content(std::size_t index) const {
    const Module* module = &modules_[index];
    while (module->children.size() == 1) {
      const Module& only = modules_[module->children.begin()->second];
      if (only.nodes != module->nodes) break;
      module = &only;
    }
    return *module;
  }

  ModuleProfile profile(const Module& module, const std::string& path, int depth) const {
    const double all = modules_.front().total_us;
    return {path, depth, module.total_us, all > 0 ? 100 * module.total_us / all : 0, module.nodes};
  }

  std::vector<Module> modules_;  // the first one is the whole
  Module without_;
};

}  // namespace

std::vector<ModuleProfile> module_tree(const std::vector<NodeProfile>& nodes) {
  Tree tree;
  for (const NodeProfile& node : nodes) tree.add(node);
  return tree.preorder();
}

}  // namespace ort::profiler
