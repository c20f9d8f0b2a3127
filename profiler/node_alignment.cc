#include "profiler/node_alignment.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <unordered_map>

namespace ort::profiler {
namespace {

/// Sets that can be united.
class DisjointSets {
 public:
  std::size_t add() {
    parents_.push_back(parents_.size());
    return parents_.size() - 1;
  }

  std::size_t find(std::size_t i) {
    while (parents_[i] != i) i = parents_[i] = parents_[parents_[i]];
    return i;
  }

  void unite(std::size_t i, std::size_t j) { parents_[find(i)] = find(j); }

 private:
  std::vector<std::size_t> parents_;
};

/// Nodes of both sides by the nodes of the model that they come from.
class Families {
 public:
  void add(const Profile& profile, bool is_a) {
    for (std::size_t i = 0; i < profile.nodes.size(); ++i) {
      const TracedNode& node = profile.nodes[i].node;
      const std::size_t member = sets_.add();
      members_.push_back({member, i, is_a});
      if (node.lineage.empty()) sets_.unite(member, original(node.name));
      for (const std::string& name : node.lineage) sets_.unite(member, original(name));
    }
  }

  std::vector<AlignedNodes> groups() {
    std::map<std::size_t, std::size_t> group_of_set;
    std::vector<AlignedNodes> groups;
    for (const Member& member : members_) {
      const auto [entry, is_new] = group_of_set.emplace(sets_.find(member.set), groups.size());
      if (is_new) groups.emplace_back();
      AlignedNodes& group = groups[entry->second];
      (member.is_a ? group.a : group.b).push_back(member.node);
    }
    return groups;
  }

 private:
  struct Member {
    std::size_t set;
    std::size_t node;
    bool is_a;
  };

  std::size_t original(const std::string& name) {
    const auto [entry, is_new] = originals_.emplace(name, 0);
    if (is_new) entry->second = sets_.add();
    return entry->second;
  }

  DisjointSets sets_;
  std::unordered_map<std::string, std::size_t> originals_;
  std::vector<Member> members_;
};

AlignedNodes::Match match_of(const AlignedNodes& group, const Profile& a, const Profile& b) {
  if (group.a.empty() || group.b.empty()) return AlignedNodes::Match::kNone;
  const bool is_pair = group.a.size() == 1 && group.b.size() == 1;
  const bool same_name = is_pair && a.nodes[group.a.front()].node.name == b.nodes[group.b.front()].node.name;
  return same_name ? AlignedNodes::Match::kName : AlignedNodes::Match::kLineage;
}

std::string work_of(const TracedNode& node) {
  std::string text = node.op_type;
  for (const std::vector<TracedTensor>* tensors : {&node.inputs, &node.outputs}) {
    text += '|';
    for (const TracedTensor& tensor : *tensors) text += fmt::format("{}{}", tensor.type, tensor.shape);
  }
  return text;
}

/// Pairs groups that stand alone on either side and do the same work, in the order in which they ran.
void pair_by_work(std::vector<AlignedNodes>& groups, const Profile& a, const Profile& b) {
  std::map<std::string, std::vector<std::size_t>> alone_in_a;  // groups
  std::map<std::string, std::vector<std::size_t>> alone_in_b;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (groups[i].a.size() + groups[i].b.size() != 1) continue;
    const bool is_a = groups[i].b.empty();
    const TracedNode& node = is_a ? a.nodes[groups[i].a.front()].node : b.nodes[groups[i].b.front()].node;
    (is_a ? alone_in_a : alone_in_b)[work_of(node)].push_back(i);
  }
  for (auto& [work, in_a] : alone_in_a) {
    const auto found = alone_in_b.find(work);
    if (found == alone_in_b.end()) continue;
    std::vector<std::size_t>& in_b = found->second;
    std::ranges::sort(in_a, {}, [&](std::size_t i) { return a.nodes[groups[i].a.front()].order; });
    std::ranges::sort(in_b, {}, [&](std::size_t i) { return b.nodes[groups[i].b.front()].order; });
    for (std::size_t i = 0; i < std::min(in_a.size(), in_b.size()); ++i) {
      groups[in_a[i]].b = std::move(groups[in_b[i]].b);
      groups[in_a[i]].match = AlignedNodes::Match::kShape;
      groups[in_b[i]].b.clear();
    }
  }
  std::erase_if(groups, [](const AlignedNodes& group) { return group.a.empty() && group.b.empty(); });
}

}  // namespace

std::string_view match_name(AlignedNodes::Match match) {
  switch (match) {
    case AlignedNodes::Match::kName:
      return "name";
    case AlignedNodes::Match::kLineage:
      return "lineage";
    case AlignedNodes::Match::kShape:
      return "shape";
    case AlignedNodes::Match::kNone:
      break;
  }
  return "none";
}

std::vector<AlignedNodes> align_nodes(const Profile& a, const Profile& b) {
  Families families;
  families.add(a, true);
  families.add(b, false);
  std::vector<AlignedNodes> groups = families.groups();
  for (AlignedNodes& group : groups) group.match = match_of(group, a, b);
  pair_by_work(groups, a, b);
  return groups;
}

}  // namespace ort::profiler
