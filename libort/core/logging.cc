#include "libort/core/logging.h"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <ctime>
#include <memory>
#include <mutex>

namespace ort {
namespace {

std::atomic<LoggingLevel> process_level{LoggingLevel::kWarning};

/// The sink of the process. Held by pointer so that a message can be on its way while the sink is replaced.
class SinkHolder {
 public:
  std::shared_ptr<const LogSink> get() const {
    const std::lock_guard lock(mutex_);
    return sink_;
  }
  void set(LogSink sink) {
    auto next = sink ? std::make_shared<const LogSink>(std::move(sink)) : nullptr;
    const std::lock_guard lock(mutex_);
    sink_.swap(next);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const LogSink> sink_;
};

SinkHolder& sink_holder() {
  static SinkHolder& holder = *new SinkHolder;
  return holder;
}

/// "2026-08-05T14:03:09.123Z"
std::string iso_time() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  const std::time_t seconds = static_cast<std::time_t>(milliseconds / 1000);
  std::tm parts = {};
  gmtime_r(&seconds, &parts);
  char text[32];
  const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S.", &parts);
  const std::string fraction = std::to_string(1000 + milliseconds % 1000);
  return std::string(text, length) + fraction.substr(1) + "Z";
}

/// One write for the whole line, so that lines of several threads do not mix.
void write_line(LoggingLevel level, std::string_view logid, std::string_view message) {
  constexpr std::string_view kLetters = "VIWEF";
  std::string line = iso_time() + " [" + kLetters[static_cast<std::size_t>(level)] + ":ort:";
  line.append(logid).append("] ").append(message).append("\n");
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace

void set_log_level(LoggingLevel level) { process_level = level; }

LoggingLevel log_level() { return process_level; }

void set_log_sink(LogSink sink) { sink_holder().set(std::move(sink)); }

bool Logger::enabled(LoggingLevel level) const {
  return static_cast<int>(level) >= (severity_ < 0 ? static_cast<int>(log_level()) : severity_);
}

void Logger::log(LoggingLevel level, std::string_view message) const {
  if (!enabled(level)) return;
  if (const std::shared_ptr<const LogSink> sink = sink_holder().get()) {
    (*sink)(level, id_, message);
  } else {
    write_line(level, id_, message);
  }
}

}  // namespace ort
