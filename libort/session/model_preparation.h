#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "libort/core/logging.h"
#include "libort/core/stages.h"
#include "libort/core/thread_pool.h"
#include "libort/graph/graph.h"
#include "libort/runtime/provider.h"
#include "ort/options.h"

namespace ort {

/// Where a model comes from: a file, or bytes (then `path` is empty).
struct ModelSource {
  std::filesystem::path path;
  std::span<const std::byte> bytes;
};

/// Reads a model and applies what the options say about its inputs and initializers: fixed dimensions, replaced data,
/// values to fetch. Warnings of the reader are logged.
Model read_model(const ModelSource& source, const SessionOptions& options, const Logger& logger,
                 StageListener* stages = nullptr);

/// Resolves operators and, when all of them are known, infers types. Returns a sentence for each node whose operator is
/// not known. Nodes that will fail are logged as warnings.
std::vector<std::string> resolve_model(Model& model, const SessionOptions& options, const Logger& logger);

/// Runs the optimizer as the options say. Returns its report, a line for each pass that did something.
std::vector<std::string> optimize_model(Model& model, const SessionOptions& options,
                                        const std::vector<std::shared_ptr<ExecutionProvider>>& providers,
                                        const std::shared_ptr<Allocator>& allocator, ThreadPool& pool,
                                        StageListener* stages = nullptr);

}  // namespace ort
