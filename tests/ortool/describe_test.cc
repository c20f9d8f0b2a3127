#include "apps/ortool/values/describe.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "apps/ortool/terminal_text.h"

namespace ortool {
namespace {

using ort::OrtValue;
using Shape = std::vector<int64_t>;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

TEST(Describe, ScoreVector) {
  const OrtValue scores = OrtValue::from_vector<float>({0.1F, 0.5F, 0.05F, 0.3F, 0.05F, 0}, Shape{1, 6});
  EXPECT_EQ(type_and_size(scores), "tensor(float) [1,6]");
  EXPECT_EQ(describe(scores),
            "  min 0  max 0.5  mean 0.166667\n"
            "  all: 0.1 0.5 0.05 0.3 0.05 0\n"
            "  top 5: [1] 0.5, [3] 0.3, [0] 0.1, [2] 0.05, [4] 0.05\n");
}

TEST(Describe, FirstElementsOfMany) {
  std::vector<int64_t> numbers(100);
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<int64_t>(i);
  EXPECT_EQ(describe(OrtValue::from_vector(numbers, Shape{10, 10})),
            "  min 0  max 99  mean 49.5\n  first: 0 1 2 3 4 5 6 7 ...\n");
}

TEST(Describe, CountsWhatIsNotFinite) {
  const OrtValue tensor = OrtValue::from_vector<float>({kNaN, 1, kInfinity, -kInfinity}, Shape{2, 2});
  const Statistics statistics = statistics_of(tensor);
  EXPECT_EQ(statistics.nan_count, 1);
  EXPECT_EQ(statistics.infinite_count, 2);
  EXPECT_EQ(statistics.mean, 1);
  EXPECT_NE(describe(tensor).find("NaN 1  infinite 2"), std::string::npos);
  EXPECT_TRUE(std::isnan(statistics_of(OrtValue::from_vector<float>({kNaN}, Shape{1})).mean));
}

TEST(Describe, SmallValues) {
  EXPECT_EQ(describe(OrtValue::from_vector<float>({2.5F}, Shape{})), "  all: 2.5\n");
  EXPECT_EQ(describe(OrtValue::from_vector<float>({}, Shape{0})), "");
  EXPECT_EQ(type_and_size(OrtValue::none("tensor(float)")), "optional(tensor(float)) without value");
}

TEST(Describe, SequencesAndMaps) {
  const OrtValue tensor = OrtValue::from_vector<int64_t>({1, 2}, Shape{2});
  const OrtValue sequence = OrtValue::from_sequence({tensor, tensor});
  EXPECT_EQ(type_and_size(sequence), "seq(tensor(int64)) of 2");
  EXPECT_NE(describe(sequence).find("  [1]: tensor(int64) [2]\n    min 1  max 2"), std::string::npos);
  const OrtValue map = OrtValue::from_map(tensor, tensor);
  EXPECT_NE(describe(map).find("  values: tensor(int64) [2]\n"), std::string::npos);
}

TEST(Describe, StringsAreEscapedAndCut) {
  const OrtValue texts = OrtValue::from_strings({"\x1B[2Jgone", std::string(300, 'a')}, Shape{2});
  const std::string text = describe(texts);
  EXPECT_NE(text.find("'\\x1b[2Jgone'"), std::string::npos);
  EXPECT_NE(text.find(std::string(200, 'a') + "...'"), std::string::npos);
}

TEST(Printable, KeepsTextAndEscapesTheRest) {
  EXPECT_EQ(printable("gr\xC3\xBC\xC3\x9F"), "gr\xC3\xBC\xC3\x9F");
  EXPECT_EQ(printable("a\nb\tc\r\x7F"), "a\\nb\\tc\\x0d\\x7f");
  EXPECT_EQ(printable("\xFF\xC3(\xC0\x80\xED\xA0\x80"), "\\xff\\xc3(\\xc0\\x80\\xed\\xa0\\x80");
  EXPECT_EQ(printable("\xC2\x9B"), "\\xc2\\x9b");
  EXPECT_EQ(printable("\xE2\x80\xAE"), "\\xe2\\x80\\xae");
  EXPECT_EQ(printable("abc\xC3\xBC", 4), "abc...");
}

}  // namespace
}  // namespace ortool
