#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "libort/core/logging.h"
#include "libort/core/stages.h"
#include "libort/core/thread_pool.h"
#include "libort/formats/onnx/import.h"
#include "libort/graph/graph.h"
#include "libort/runtime/provider.h"
#include "ort/optimizer_report.h"
#include "ort/options.h"

namespace ort {

/// Where a model comes from: a file, or bytes (then `path` is empty).
struct ModelSource {
  std::filesystem::path path;
  std::span<const std::byte> bytes;
};

/// Reads a model and applies what the options say about its inputs and initializers: fixed dimensions, replaced data,
/// values to fetch. Warnings of the reader are logged. `external_files` takes the files with data beside the model.
Model read_model(const ModelSource& source, const SessionOptions& options, const Logger& logger,
                 StageListener* stages = nullptr, std::vector<onnx::ExternalFile>* external_files = nullptr);

/// Resolves operators and, when all of them are known, infers types. Returns a sentence for each node whose operator is
/// not known. Nodes that will fail are logged as warnings.
std::vector<std::string> resolve_model(Model& model, const SessionOptions& options, const Logger& logger);

/// Runs the optimizer as the options say. Returns a report of each pass that ran.
std::vector<PassReport> optimize_model(Model& model, const SessionOptions& options,
                                       const std::vector<std::shared_ptr<ExecutionProvider>>& providers,
                                       const std::shared_ptr<Allocator>& allocator, ThreadPool& pool,
                                       StageListener* stages = nullptr);

}  // namespace ort
