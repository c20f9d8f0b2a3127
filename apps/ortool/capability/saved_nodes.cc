#include "apps/ortool/capability/saved_nodes.h"

#include <fmt/format.h>

#include <iterator>
#include <nlohmann/json.hpp>
#include <string_view>
#include <system_error>

#include "apps/ortool/atomic_file.h"
#include "apps/ortool/errors.h"
#include "apps/ortool/terminal_text.h"

namespace ortool {
namespace {

constexpr std::size_t kLongestName = 80;

/// An operator's name as part of a file name: what is neither letter nor digit becomes "_".
std::string file_stem(std::string_view op_type) {
  std::string stem(op_type.substr(0, kLongestName));
  for (char& c : stem) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!is_plain) c = '_';
  }
  return stem.empty() ? "unnamed" : stem;
}

}  // namespace

std::vector<SavedNode> save_node_models(const std::filesystem::path& folder,
                                        const std::vector<ort::NodeModel>& models) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw file_error("make the folder", folder, error.value());
  std::vector<SavedNode> saved;
  for (const ort::NodeModel& model : models) {
    SavedNode& node = saved.emplace_back();
    node.nodes = model.nodes;
    node.problem = model.problem;
    if (model.model.empty()) continue;
    node.file = folder / fmt::format("{}-{}-{}.onnx", file_stem(model.op_type), model.opset, saved.size());
    write_file(node.file, model.model);
  }
  return saved;
}

std::string saved_nodes_text(const std::vector<SavedNode>& saved) {
  if (saved.empty()) return "\nno node is without a provider, none is saved\n";
  std::string text = "\nnodes without a provider, as models of their own\n";
  const auto out = std::back_inserter(text);
  for (const SavedNode& node : saved) {
    fmt::format_to(out, "  {}  '{}'{}{}\n", node.file.empty() ? "not saved" : printable(node.file.string()),
                   printable(node.nodes.front()),
                   node.nodes.size() == 1 ? "" : fmt::format(" and {} more like it", node.nodes.size() - 1),
                   node.problem.empty() ? "" : ": " + printable(node.problem));
  }
  return text;
}

nlohmann::ordered_json saved_nodes_json(const std::vector<SavedNode>& saved) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const SavedNode& node : saved) {
    nlohmann::ordered_json entry = {{"nodes", node.nodes}};
    if (node.file.empty()) {
      entry["problem"] = node.problem;
    } else {
      entry["file"] = node.file.string();
    }
    list.push_back(std::move(entry));
  }
  return list;
}

}  // namespace ortool
