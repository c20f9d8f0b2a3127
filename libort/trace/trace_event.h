#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ort {

/// One event of a trace. Times in nanoseconds since profiling began.
struct TraceEvent {
  std::string_view category;
  int64_t thread = 0;
  int64_t start_ns = 0;
  int64_t end_ns = 0;
  char phase = 'X';
  std::string_view quoted_name;  ///< with its quotes
  std::string_view args;         ///< between the braces
};

/// The event as ONNX Runtime writes it, without line end. Both ends are rounded down to microseconds: what is apart or
/// nested stays so.
void append_event(std::string& text, const TraceEvent& event);

/// The number that the system gives to the calling thread.
int64_t current_thread_number();

}  // namespace ort
