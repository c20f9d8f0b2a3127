#include "profiler/profile_html.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "ort/error.h"

namespace ort::profiler {
namespace {

using nlohmann::ordered_json;

ordered_json small_profile() {
  ordered_json profile;
  profile["schema"] = "ortool.profile/1";
  profile["nodes"] = ordered_json::array();
  return profile;
}

/// The profile that stands in a page.
ordered_json profile_in(const std::string& page) {
  const std::string begin_mark = "<script type=\"application/json\" id=\"profile\">";
  const std::size_t begin = page.find(begin_mark) + begin_mark.size();
  return ordered_json::parse(page.substr(begin, page.find("</script>", begin) - begin));
}

TEST(ProfileHtml, HoldsTheProfileAsItIs) {
  ordered_json profile = small_profile();
  profile["model"] = "</script><!--<script>\"\\ \u2028\u2029 \u20AC \U0001F642 {{script}}";
  profile["runs"]["wall_us"]["median"] = 0.1 + 0.2;
  EXPECT_EQ(profile_in(profile_html(profile)), profile);
}

TEST(ProfileHtml, NoTextOfTheProfileEndsItsElement) {
  ordered_json profile = small_profile();
  const std::string bare = profile_html(profile);
  const auto count = [](const std::string& page, const std::string& word) {
    std::size_t times = 0;
    for (std::size_t at = page.find(word); at != std::string::npos; at = page.find(word, at + 1)) {
      ++times;
    }
    return times;
  };
  profile["model"] = "</script></SCRIPT><!--\u2028";
  const std::string page = profile_html(profile);
  for (const char* word : {"</script>", "</SCRIPT>", "<!--", "\u2028"}) {
    EXPECT_EQ(count(page, word), count(bare, word)) << word;
  }
}

TEST(ProfileHtml, NamesNothingThatWouldBeFetched) {
  const std::string page = profile_html(small_profile());
  for (const char* word : {"http:", "https:", "src=", "@import", "url(", "eval(", "{{"}) {
    EXPECT_EQ(page.find(word), std::string::npos) << word;
  }
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
}

TEST(ProfileHtml, BytesThatAreNotUtf8AreReplaced) {
  ordered_json profile = small_profile();
  profile["model"] = "a\xFF.onnx\xE2\x80";
  EXPECT_EQ(profile_in(profile_html(profile))["model"], "a\uFFFD.onnx\uFFFD");
}

TEST(ProfileHtml, RefusesWhatIsNoProfile) {
  for (const char* text : {"[]", "{}", "3", R"({"schema": 1})", R"({"schema": "ortool.profile/2"})"}) {
    try {
      profile_html(ordered_json::parse(text));
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kInvalidArgument);
      EXPECT_NE(std::string(error.what()).find("ortool.profile/1"), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace ort::profiler
