#pragma once

#include <filesystem>

#include "profiler/trace.h"

namespace ort::profiler {

/// Reads a trace that a session of libort or ONNX Runtime (1.12 and later) wrote: a list of events or an object with
/// "traceEvents", sorted or not, also gzip, xz or zstd. A file that was cut off anywhere (its writer was killed) is
/// read as far as it goes, and a warning says so. Memory is about a tenth of the file's size.
///
/// Throws ort::Error: file when it is missing or cannot be read, input when it is no trace (with line, byte and what
/// stands there) or holds no event of a node, limit for an event longer than 256 MiB.
Trace read_trace(const std::filesystem::path& path);

/// True when the file's name or beginning says that it is JSON, so that it can only be meant as a trace: ".json" with
/// or without ".gz", ".xz", ".zst", or '[' or '{' as the first byte.
bool is_meant_as_trace(const std::filesystem::path& path);

}  // namespace ort::profiler
