#include "libort/trace/json_text.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace ort {
namespace {

TEST(QuotedJson, ReadsBackAsTheSameText) {
  for (const std::string text :
       {"", "plain", "with \"quotes\" and \\", "tab\tline\nnul", "\x01\x1f\x7f", "größe 模型 🙂", "</script>"}) {
    EXPECT_EQ(nlohmann::json::parse(quoted_json(text)).get<std::string>(), text);
  }
  const std::string with_nul("a\0b", 3);
  EXPECT_EQ(nlohmann::json::parse(quoted_json(with_nul)).get<std::string>(), with_nul);
}

TEST(QuotedJson, ReplacesWhatIsNoUtf8) {
  const std::string replacement = "\xEF\xBF\xBD";
  for (const std::string text :
       {"\xff", "\xc3", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80"}) {
    const auto read = nlohmann::json::parse(quoted_json("a" + text + "b")).get<std::string>();
    EXPECT_TRUE(read.starts_with("a" + replacement)) << read;
    EXPECT_TRUE(read.ends_with('b')) << read;
  }
}

TEST(AppendMember, WritesNumbersTextsAndLists) {
  std::string text = "\"first\" : 0";
  append_member(text, "number", int64_t{-9'223'372'036'854'775'807});
  append_member(text, "name", "a\"b");
  append_member(text, "names", std::vector<std::string>{"x", "", "y"});
  append_quoted_member(text, "quoted", 42);
  const auto read = nlohmann::json::parse("{" + text + "}");
  EXPECT_EQ(read.at("number"), -9'223'372'036'854'775'807);
  EXPECT_EQ(read.at("name"), "a\"b");
  EXPECT_EQ(read.at("names"), (nlohmann::json{"x", "", "y"}));
  EXPECT_EQ(read.at("quoted"), "42");
}

}  // namespace
}  // namespace ort
