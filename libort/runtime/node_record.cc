#include "libort/runtime/node_record.h"

#include <new>

#include "libort/core/text.h"

namespace ort {

NodeRecord make_node_record(const Graph& graph, NodeId id, std::string_view provider, std::size_t index) {
  const Node& node = graph.node(id);
  NodeRecord record;
  record.name = graph.display_name(id);
  record.op_type = node.op_type;
  record.domain = node.domain;
  record.since_version = node.since_version;
  record.provider = provider;
  record.index = index;
  record.lineage = node.lineage;
  for (const ValueId value : node.inputs) record.inputs.push_back(value == kNoValue ? "" : graph.value(value).name);
  for (const ValueId value : node.outputs) record.outputs.push_back(value == kNoValue ? "" : graph.value(value).name);
  return record;
}

namespace {

ErrorKind kind_of_node_failure(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kUnsupported:
    case ErrorKind::kLimit:
    case ErrorKind::kProvider:
      return kind;
    default:
      return ErrorKind::kNode;
  }
}

}  // namespace

void rethrow_with_node(const NodeRecord& record, const std::string& inputs) {
  constexpr std::string_view kPrefix = "Non-zero status code returned while running ";
  const auto message = [&](std::string_view what) {
    return std::string(kPrefix) + printable(record.op_type) + " node. Name:'" + printable(record.name) +
           "' Status Message: " + std::string(what) + " [" + record.provider +
           (inputs.empty() ? "" : "; inputs: " + inputs) + "]";
  };
  try {
    throw;
  } catch (const Error& error) {
    // A device tells late: then the error names the node that it comes from already.
    const bool has_node = std::string_view(error.what()).starts_with(kPrefix);
    if (has_node || error.kind() == ErrorKind::kTimeout) throw;
    throw Error(error.code(), kind_of_node_failure(error.kind()), message(error.what()));
  } catch (const std::bad_alloc&) {
    throw Error(ErrorCode::kFail, ErrorKind::kLimit, message("out of memory"));
  } catch (const std::exception& error) {
    throw Error(ErrorCode::kRuntimeException, ErrorKind::kNode, message(error.what()));
  }
}

}  // namespace ort
