#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "ort/enums.h"

namespace ort {

using LogSink = std::function<void(LoggingLevel, std::string_view logid, std::string_view message)>;

/// Process-wide: level (default warning) and sink (default, and when empty: one line on standard error, such as
/// "2026-08-05T14:03:09.123Z [W:ort:Default] message"). A sink is called on any thread, also on several at once.
void set_log_level(LoggingLevel level);
LoggingLevel log_level();
void set_log_sink(LogSink sink);

/// One logger for a session or a run. Copies are cheap.
class Logger {
 public:
  /// `severity` -1: the process-wide level at the time of the message.
  explicit Logger(std::string id = "Default", int severity = -1) : id_(std::move(id)), severity_(severity) {}
  bool enabled(LoggingLevel level) const;
  void log(LoggingLevel level, std::string_view message) const;
  void info(std::string_view message) const { log(LoggingLevel::kInfo, message); }
  void warning(std::string_view message) const { log(LoggingLevel::kWarning, message); }
  const std::string& id() const { return id_; }

 private:
  std::string id_;
  int severity_;
};

}  // namespace ort
