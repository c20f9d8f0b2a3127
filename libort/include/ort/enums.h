#pragma once

namespace ort {

/// How many rewrites a session applies, with ONNX Runtime's names and numbers. kLayout and kAll are alike where no
/// layout pass applies.
enum class GraphOptimizationLevel : int {
  ORT_DISABLE_ALL = 0,
  ORT_ENABLE_BASIC = 1,
  ORT_ENABLE_EXTENDED = 2,
  ORT_ENABLE_LAYOUT = 3,
  ORT_ENABLE_ALL = 99,
};

enum class ExecutionMode : int { ORT_SEQUENTIAL = 0, ORT_PARALLEL = 1 };

/// DEFAULT keeps the order of the model's nodes (made topological where it is not); PRIORITY_BASED lets nodes that
/// only look at shapes go first.
enum class ExecutionOrder : int { DEFAULT = 0, PRIORITY_BASED = 1 };

enum class LoggingLevel : int { kVerbose = 0, kInfo = 1, kWarning = 2, kError = 3, kFatal = 4 };

}  // namespace ort
