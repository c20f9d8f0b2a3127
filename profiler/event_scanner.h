#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace ort::profiler {

/// A place in a text file, both from 1.
struct TextPosition {
  int64_t line = 1;
  int64_t byte = 1;  ///< in the whole file
};

/// Cuts the text of a trace, which arrives in pieces of any size, into the texts of its events. It takes a list of
/// objects, or an object with such a list as "traceEvents", and needs no line ends; memory follows the longest event.
///
/// ONNX Runtime does not escape names, so an event may be no JSON: where it stands at the beginning of a line, that
/// line is dropped and counted.
class EventScanner {
 public:
  /// Gets the text of an object; false: it is no JSON.
  using Visitor = std::function<bool(std::string_view event)>;

  /// `source` names the file in errors.
  EventScanner(std::string source, Visitor visitor) : source_(std::move(source)), visitor_(std::move(visitor)) {}

  /// Throws ort::Error: input for what is no list of objects, with line and byte and what stands there, and for an
  /// event that is no JSON inside a line; limit for one longer than 256 MiB or nested deeper than 64; and what the
  /// visitor throws.
  void feed(std::string_view text);

  /// After the last piece. Throws ort::Error (input) when not even the beginning of a list was there.
  void finish() const;

  bool is_closed() const { return state_ == State::kClosed; }

  /// Lines that were dropped, and where the first one is.
  int64_t dropped() const { return dropped_; }
  const TextPosition& first_dropped() const { return first_dropped_; }

 private:
  enum class State { kStart, kHead, kHeadColon, kHeadList, kBetween, kEvent, kClosed };

  void take(char c);
  void take_start(char c);
  void take_head(char c);
  void take_between(char c);
  void take_event(char c);
  bool take_string(char c);
  std::size_t take_plain(std::string_view text);
  void drop_line();
  [[noreturn]] void fail(std::string_view expected, char found) const;
  [[noreturn]] void fail_limit(const std::string& reason) const;

  std::string source_;
  Visitor visitor_;
  State state_ = State::kStart;
  TextPosition position_;
  TextPosition event_position_;
  std::string text_;  // of the event; in the head, of the string that was read last
  int depth_ = 0;
  bool is_line_start_ = true;
  bool starts_line_ = false;  // the event
  bool skips_line_ = false;
  bool in_string_ = false;
  bool is_escaped_ = false;
  bool is_report_ = false;
  int64_t dropped_ = 0;
  TextPosition first_dropped_;
};

}  // namespace ort::profiler
