#pragma once

#include <string>
#include <string_view>

#include "libort/formats/onnx/parsed_model.h"

namespace ort::onnx {

inline constexpr int64_t kMinIrVersion = 3;
inline constexpr int64_t kMaxIrVersion = 14;

/// Throws (model) when the model says no IR version, or one outside of kMinIrVersion to kMaxIrVersion.
void check_ir_version(int64_t version);

/// Throws (model) for versions below 1, (unsupported) for versions of known domains that are too new, with the
/// supported ranges. Domains that are not known are left to the operator lookup. `where` begins the message about a
/// version.
void check_opsets(const Opsets& opsets, const std::string& where);

/// Version of `domain` in `opsets`; 0 when it is not imported.
int64_t opset_of(const Opsets& opsets, std::string_view domain);

/// The newest version of `domain` that is known here; 0 for other domains.
int64_t newest_opset(std::string_view domain);

}  // namespace ort::onnx
