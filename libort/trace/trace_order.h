#pragma once

#include <string>

namespace ort {

/// Sorts the events of a complete trace, one on each line, by (ts, -dur), and takes the blanks between them away. The
/// file is replaced as a whole; it stays as it is when something fails. Throws (file) with the reason.
void sort_trace(const std::string& path);

}  // namespace ort
