#include "libort/formats/onnx/import.h"

#include <memory>
#include <string>
#include <utility>

#include "libort/core/fail.h"
#include "libort/core/mapped_file.h"
#include "libort/formats/onnx/content_sniffer.h"
#include "libort/formats/onnx/external_data.h"
#include "libort/formats/onnx/functions.h"
#include "libort/formats/onnx/graph_builder.h"
#include "libort/formats/onnx/model_reader.h"
#include "libort/formats/onnx/versions.h"

namespace ort::onnx {
namespace {

void check_model(const ParsedModel& parsed) {
  check_ir_version(parsed.ir_version);
  if (!parsed.has_graph) fail_model("No graph was found in the protobuf.");
  if (parsed.opsets.empty()) {
    fail_model(
        "Missing opset in the model. All ModelProtos MUST have at least one entry that specifies which version of the "
        "ONNX OperatorSet is being imported.");
  }
  check_opsets(parsed.opsets, "opset_import");
}

Model make_model(const ParsedModel& parsed) {
  Model model;
  model.ir_version = parsed.ir_version;
  model.opsets.insert(parsed.opsets.begin(), parsed.opsets.end());
  model.producer_name = parsed.producer_name;
  model.producer_version = parsed.producer_version;
  model.domain = parsed.domain;
  model.model_version = parsed.model_version;
  model.doc = parsed.doc;
  model.metadata = parsed.metadata;
  return model;
}

ParsedModel parse(std::span<const std::byte> bytes, ReadContext& context, StageListener* stages) {
  const StageTimer timer(stages, "load/parse");
  const Message document(bytes);
  ParsedModel parsed = read_model(document, context);
  check_model(parsed);
  return parsed;
}

}  // namespace

Model import_model(std::span<const std::byte> bytes, std::shared_ptr<const void> owner, const ImportOptions& options) {
  refuse_other_formats(bytes);
  Warnings warnings;
  ExternalData external(options, warnings);
  const TensorReader tensors(owner, &external);
  ReadContext context{tensors, warnings};
  ParsedModel parsed = parse(bytes, context, options.stages);
  const StageTimer timer(options.stages, "load/graph");
  inline_functions(parsed);
  Model model = make_model(parsed);
  model.graph = build_graph(parsed, warnings);
  model.bytes = std::move(owner);
  model.warnings = warnings.take();
  return model;
}

Model import_file(const std::filesystem::path& path, ImportOptions options) {
  const std::string failed = "Load model from " + path.string() + " failed:";
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    fail_file(failed + "Load model " + path.string() + " failed. File doesn't exist");
  }
  if (options.model_path.empty()) options.model_path = path;
  try {
    std::shared_ptr<const MappedFile> file;
    {
      const StageTimer timer(options.stages, "load/map");
      file = std::make_shared<const MappedFile>(path);
    }
    return import_model(file->bytes(), file, options);
  } catch (const Error& error) {
    throw Error(error.code(), error.kind(), failed + error.what());
  }
}

}  // namespace ort::onnx
