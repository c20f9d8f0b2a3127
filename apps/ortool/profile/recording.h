#pragma once

#include <cstdint>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "apps/ortool/session_flags.h"

namespace ortool {

/// What `ortool profile MODEL` runs, and how often.
struct RecordingFlags {
  std::string model;
  std::vector<std::string> inputs;
  std::string test_data;
  SessionFlags session;
  int64_t runs = 10;
  int64_t warm_up = 2;
  uint64_t seed = 0;  ///< of inputs that nobody gave
  std::string out;    ///< the trace's name; "": the session's own
};

/// A finished trace.
struct Recording {
  std::filesystem::path trace;
  std::exception_ptr interruption;  ///< why it holds fewer runs than asked for; null when it is whole
};

/// Loads the model with profiling on, runs it for warm-up, then `runs` times with recording and as often without, in
/// pairs whose order alternates, and ends the trace. SIGINT, SIGTERM and --timeout end it early, with what there is.
///
/// Throws ort::Error: what loading and running throw (the trace up to there stays), usage for an `out` that is the
/// model, file for one that cannot be written. Throws Interrupted, or ort::Error (timeout), before the first run.
Recording record(const RecordingFlags& flags);

}  // namespace ortool
