#include "profiler/event_scanner.h"

#include <fmt/format.h>

#include "ort/error.h"

namespace ort::profiler {
namespace {

constexpr std::size_t kLongestEvent = std::size_t{256} << 20;
constexpr std::size_t kLongestKey = 64;
constexpr int kDeepest = 64;
constexpr std::string_view kReportSchema = "ortool.profile/";

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string shown(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte < 0x7F ? fmt::format("'{}'", c) : fmt::format("the byte 0x{:02x}", byte);
}

Error input_error(const std::string& message) { return {ErrorCode::kInvalidArgument, ErrorKind::kInput, message}; }

}  // namespace

void EventScanner::feed(std::string_view text) {
  while (!text.empty() && state_ != State::kClosed) {
    const std::size_t plain = state_ == State::kEvent ? take_plain(text) : 0;
    position_.byte += static_cast<int64_t>(plain);
    text.remove_prefix(plain);
    if (text.empty()) return;
    const char c = text.front();
    take(c);
    ++position_.byte;
    if (c == '\n') ++position_.line;
    is_line_start_ = c == '\n';
    text.remove_prefix(1);
  }
}

void EventScanner::finish() const {
  if (state_ == State::kBetween || state_ == State::kEvent || state_ == State::kClosed) return;
  if (is_report_) {
    throw input_error(
        fmt::format("'{}' is a report of 'ortool profile --json', which holds no events; give the trace "
                    "that it names under \"trace\"",
                    source_));
  }
  throw input_error(
      fmt::format("'{}' is not a trace: it ends at byte {} before any list of events; a trace begins "
                  "with '[' or has a list \"traceEvents\"",
                  source_, position_.byte));
}

/// The event began a line and is no JSON.
void EventScanner::drop_line() {
  if (dropped_++ == 0) first_dropped_ = event_position_;
  state_ = State::kBetween;
  in_string_ = false;
}

void EventScanner::fail(std::string_view expected, char found) const {
  throw input_error(fmt::format("'{}' is not a trace: line {}, byte {}: {} stands where {} was expected", source_,
                                position_.line, position_.byte, shown(found), expected));
}

void EventScanner::take(char c) {
  switch (state_) {
    case State::kStart:
      return take_start(c);
    case State::kHead:
    case State::kHeadColon:
    case State::kHeadList:
      return take_head(c);
    case State::kBetween:
      return take_between(c);
    case State::kEvent:
      return take_event(c);
    case State::kClosed:
      return;
  }
}

void EventScanner::take_start(char c) {
  if (is_blank(c)) return;
  if (c == '[') {
    state_ = State::kBetween;
  } else if (c == '{') {
    state_ = State::kHead;
    depth_ = 1;
  } else {
    fail("the '[' or '{' that a trace begins with", c);
  }
}

/// True while `c` belongs to a string.
bool EventScanner::take_string(char c) {
  if (!in_string_) {
    in_string_ = c == '"';
    return in_string_;
  }
  if (is_escaped_) {
    is_escaped_ = false;
  } else if (c == '\\') {
    is_escaped_ = true;
  } else if (c == '"') {
    in_string_ = false;
  }
  return true;
}

/// Before the list of an object: looks for the key "traceEvents" of the outermost level.
void EventScanner::take_head(char c) {
  const bool was_in_string = in_string_;
  if (take_string(c)) {
    if (!was_in_string) text_.clear();
    if (was_in_string && in_string_ && text_.size() <= kLongestKey) text_ += c;
    if (in_string_) return;
    is_report_ = is_report_ || text_.starts_with(kReportSchema);
    state_ = depth_ == 1 && text_ == "traceEvents" ? State::kHeadColon : State::kHead;
    return;
  }
  if (is_blank(c)) return;
  if (state_ == State::kHeadList) {
    if (c != '[') fail("the '[' of \"traceEvents\"", c);
    state_ = State::kBetween;
    return;
  }
  if (state_ == State::kHeadColon && c == ':') {
    state_ = State::kHeadList;
    return;
  }
  state_ = State::kHead;
  if (c == '{' || c == '[') ++depth_;
  if (c == '}' || c == ']') --depth_;
  if (depth_ == 0 && !is_report_) fail("a list \"traceEvents\"", c);
}

void EventScanner::take_between(char c) {
  if (skips_line_) {
    skips_line_ = c != '\n';
    return;
  }
  if (is_blank(c) || c == ',') return;
  if (c == ']') {
    state_ = State::kClosed;
    return;
  }
  if (c != '{') fail("an event, which is an object,", c);
  state_ = State::kEvent;
  event_position_ = position_;
  starts_line_ = is_line_start_;
  text_.assign(1, c);
  depth_ = 1;
  in_string_ = is_escaped_ = false;
}

/// Takes the characters up to the next one that `take_event` has to look at.
std::size_t EventScanner::take_plain(std::string_view text) {
  if (is_escaped_) return 0;
  std::size_t length = 0;
  if (in_string_) {
    while (length < text.size() && text[length] != '"' && text[length] != '\\' && text[length] != '\n') ++length;
  } else {
    const auto is_mark = [](char c) { return c == '"' || c == '{' || c == '}' || c == '[' || c == ']' || c == '\n'; };
    while (length < text.size() && !is_mark(text[length])) ++length;
  }
  if (text_.size() + length >= kLongestEvent) fail_limit(fmt::format("is longer than {} MiB", kLongestEvent >> 20));
  text_ += text.substr(0, length);
  return length;
}

void EventScanner::take_event(char c) {
  if (c == '\n' && in_string_) {
    if (!starts_line_) fail("the end of a string", c);
    return drop_line();
  }
  text_ += c;
  if (take_string(c)) return;
  if (c == '{' || c == '[') ++depth_;
  if (c == '}' || c == ']') --depth_;
  if (depth_ > kDeepest) fail_limit(fmt::format("is nested deeper than {}", kDeepest));
  if (depth_ > 0) return;
  state_ = State::kBetween;
  if (visitor_(text_)) return;
  if (!starts_line_) {
    throw input_error(fmt::format("'{}': the event in line {}, byte {} is no valid JSON", source_, event_position_.line,
                                  event_position_.byte));
  }
  drop_line();
  skips_line_ = true;
}

void EventScanner::fail_limit(const std::string& reason) const {
  throw Error(ErrorCode::kFail, ErrorKind::kLimit,
              fmt::format("'{}': the event in line {}, byte {} {}", source_, event_position_.line, event_position_.byte,
                          reason));
}

}  // namespace ort::profiler
