#pragma once

#include <string>

#include "ort/error.h"

namespace ort {

/// Shorthands for the errors that libort raises; each throws ort::Error and never returns.
[[noreturn]] void fail_model(const std::string& message);        ///< INVALID_GRAPH: the model breaks a rule of ONNX
[[noreturn]] void fail_protobuf(const std::string& message);     ///< INVALID_PROTOBUF: the bytes are no model
[[noreturn]] void fail_unsupported(const std::string& message);  ///< NOT_IMPLEMENTED
[[noreturn]] void fail_input(const std::string& message);        ///< INVALID_ARGUMENT about data given to a run
[[noreturn]] void fail_usage(const std::string& message);        ///< INVALID_ARGUMENT about how the API is called
[[noreturn]] void fail_limit(const std::string& message);        ///< FAIL: a limit was reached or memory ran out
[[noreturn]] void fail_file(const std::string& message);         ///< NO_SUCHFILE
[[noreturn]] void fail_provider(const std::string& message);     ///< EP_FAIL

/// For kernels and shape rules: what is wrong with these inputs, as a plain sentence. Whoever calls them adds the node.
[[noreturn]] void fail_node(const std::string& message);

}  // namespace ort
