#include "profiler/event_scanner.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ort/error.h"

namespace ort::profiler {
namespace {

struct Scan {
  std::vector<std::string> events;
  bool is_closed = false;
  int64_t dropped = 0;
  int64_t first_dropped_line = 0;
};

/// Scans the text in pieces of `piece` bytes; events that hold "bad" are no JSON.
Scan scan(std::string_view text, std::size_t piece = 1) {
  Scan result;
  EventScanner scanner("t", [&](std::string_view event) {
    if (event.find("bad") != std::string_view::npos) return false;
    result.events.emplace_back(event);
    return true;
  });
  for (std::size_t i = 0; i < text.size(); i += piece) scanner.feed(text.substr(i, piece));
  scanner.finish();
  result.is_closed = scanner.is_closed();
  result.dropped = scanner.dropped();
  result.first_dropped_line = scanner.first_dropped().line;
  return result;
}

std::string error_of(std::string_view text, ErrorKind kind = ErrorKind::kInput) {
  try {
    scan(text, 3);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind);
    return error.what();
  }
  ADD_FAILURE() << "no error for " << text;
  return {};
}

TEST(EventScanner, PiecesDoNotMatter) {
  const std::string text = R"([
{"a":"}]{\"\\","b":[{}]},{"c":1}
,{"d":[[1,2],{}]}])";
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    const Scan result = scan(text, piece);
    EXPECT_EQ(result.events,
              (std::vector<std::string>{R"({"a":"}]{\"\\","b":[{}]})", R"({"c":1})", R"({"d":[[1,2],{}]})"}));
    EXPECT_TRUE(result.is_closed);
  }
}

TEST(EventScanner, ListInsideAnObject) {
  const std::string head = R"({"other":{"traceEvents":[{"x":1}]},"unit":"traceEvents", "traceEvents" : )";
  EXPECT_EQ(scan(head + R"([{"y":2}],"more":[{"z":3}]})").events, std::vector<std::string>{R"({"y":2})"});
  EXPECT_NE(error_of(head + "7}").find("'7' stands where the '[' of \"traceEvents\""), std::string::npos);
  EXPECT_NE(error_of(R"({"a":[1,2]})").find("a list \"traceEvents\" was expected"), std::string::npos);
}

TEST(EventScanner, CutOffAnywhere) {
  const std::string text = R"([{"a":{"b":[1,"x"]}},{"c":1}])";
  for (std::size_t length = 1; length < text.size(); ++length) {
    const Scan result = scan(text.substr(0, length));
    EXPECT_FALSE(result.is_closed);
    EXPECT_EQ(result.events.size(), length < 20 ? 0U : length < 28 ? 1U : 2U) << length;
  }
}

TEST(EventScanner, LinesThatAreNoJsonAreDropped) {
  const Scan result = scan("[\n{\"a\":1},\n{\"name\":\"q\"uote\"},\n{\"bad\":1}]}],\n{\"b\":2}\n]", 5);
  EXPECT_EQ(result.events, (std::vector<std::string>{"{\"a\":1}", "{\"b\":2}"}));
  EXPECT_EQ(result.dropped, 2);
  EXPECT_EQ(result.first_dropped_line, 3);
  EXPECT_TRUE(result.is_closed);
  EXPECT_NE(error_of("[{\"a\":1},{\"bad\":1}]").find("the event in line 1, byte 10 is no valid JSON"),
            std::string::npos);
}

TEST(EventScanner, WhatIsNoTraceIsNamed) {
  EXPECT_NE(error_of("\x08\x07model").find("line 1, byte 1: the byte 0x08 stands where the '[' or '{'"),
            std::string::npos);
  EXPECT_NE(error_of("[\n 17]").find("line 2, byte 4: '1' stands where an event"), std::string::npos);
  EXPECT_NE(error_of("").find("it ends at byte 1 before any list of events"), std::string::npos);
  EXPECT_NE(error_of(R"({"schema":"ortool.profile/1","nodes":[]})").find("is a report of 'ortool profile --json'"),
            std::string::npos);
}

TEST(EventScanner, DepthIsLimited) {
  const std::string deep = "[{\"a\":" + std::string(100, '[');
  EXPECT_NE(error_of(deep, ErrorKind::kLimit).find("nested deeper than 64"), std::string::npos);
}

}  // namespace
}  // namespace ort::profiler
