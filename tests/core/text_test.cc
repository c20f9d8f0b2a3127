#include "libort/core/text.h"

#include <gtest/gtest.h>

namespace ort {
namespace {

TEST(Printable, KeepsText) {
  EXPECT_EQ(printable(""), "");
  EXPECT_EQ(printable("model.onnx: a\\b 'c'"), "model.onnx: a\\b 'c'");
  EXPECT_EQ(printable("gr\xc3\xb6\xc3\x9f"
                      "e \xe6\xbc\xa2 \xf0\x9f\x98\x80"),
            "gr\xc3\xb6\xc3\x9f"
            "e \xe6\xbc\xa2 \xf0\x9f\x98\x80");
}

TEST(Printable, EscapesControls) {
  EXPECT_EQ(printable("a\nb\tc"), "a\\x0ab\\x09c");
  EXPECT_EQ(printable("\x1b[31mred\x7f"), "\\x1b[31mred\\x7f");
  EXPECT_EQ(printable(std::string_view("\0", 1)), "\\x00");
  EXPECT_EQ(printable("\xc2\x9b"
                      "31m"),
            "\\xc2\\x9b"
            "31m");
}

TEST(Printable, EscapesInvalidUtf8) {
  EXPECT_EQ(printable("\xff"), "\\xff");
  EXPECT_EQ(printable("a\x80z"), "a\\x80z");
  EXPECT_EQ(printable("\xc3"), "\\xc3");
  EXPECT_EQ(printable("\xe6\xbc"
                      "x"),
            "\\xe6\\xbcx");
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf");
  EXPECT_EQ(printable("\xe0\x80\xaf"), "\\xe0\\x80\\xaf");
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");
  EXPECT_EQ(printable("\xf0\x80\x80\x80"), "\\xf0\\x80\\x80\\x80");
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
  EXPECT_EQ(printable("\xf5\x80\x80\x80"), "\\xf5\\x80\\x80\\x80");
}

TEST(Printable, CutsAt200BytesBetweenCharacters) {
  EXPECT_EQ(printable(std::string(200, 'a')), std::string(200, 'a'));
  EXPECT_EQ(printable(std::string(201, 'a')), std::string(200, 'a') + "...");
  EXPECT_EQ(printable(std::string(199, 'a') + "\xc3\xb6"), std::string(199, 'a') + "...");
}

TEST(NearestMatch, FindsMisspellings) {
  const std::vector<std::string> names = {"Relu", "LeakyRelu", "Softmax", "MatMul", "Conv"};
  EXPECT_EQ(nearest_match("Rleu", {"Relu6", "Relu"}), "Relu");
  EXPECT_EQ(nearest_match("Cnov", names), "Conv");
  EXPECT_EQ(nearest_match("relu", names), "Relu");
  EXPECT_EQ(nearest_match("SoftMax", names), "Softmax");
  EXPECT_EQ(nearest_match("LeakyReLU", names), "LeakyRelu");
  EXPECT_EQ(nearest_match("MatMul", names), "MatMul");
  EXPECT_EQ(nearest_match("Con", names), "Conv");
}

TEST(NearestMatch, SaysNothingWhenNothingIsNear) {
  EXPECT_EQ(nearest_match("Gemm", {"Relu", "Softmax"}), "");
  EXPECT_EQ(nearest_match("x", {"y"}), "");
  EXPECT_EQ(nearest_match("", {"a"}), "");
  EXPECT_EQ(nearest_match("Relu", {}), "");
  EXPECT_EQ(nearest_match(std::string(100000, 'a'), {std::string(100000, 'a')}), "");
}

TEST(Join, SeparatesParts) {
  EXPECT_EQ(join({}), "");
  EXPECT_EQ(join({"a"}), "a");
  EXPECT_EQ(join({"a", "b", "c"}), "a, b, c");
  EXPECT_EQ(join({"a", "b"}, "/"), "a/b");
}

TEST(Glob, MatchesTheWholeText) {
  EXPECT_TRUE(matches_glob("/block1/conv", "/block1/*"));
  EXPECT_TRUE(matches_glob("", ""));
  EXPECT_TRUE(matches_glob("", "*"));
  EXPECT_TRUE(matches_glob("abc", "***"));
  EXPECT_TRUE(matches_glob("abc", "a?c"));
  EXPECT_TRUE(matches_glob("abcabd", "*abd"));
  EXPECT_TRUE(matches_glob("aXbXc", "a*b*c"));
  EXPECT_FALSE(matches_glob("abc", "ab"));
  EXPECT_FALSE(matches_glob("ab", "ab?"));
  EXPECT_FALSE(matches_glob("", "?"));
  EXPECT_FALSE(matches_glob("abc", ""));
  EXPECT_FALSE(matches_glob("aXb", "a*c"));
}

TEST(Glob, ManyStarsDoNotExplode) {
  std::string glob;
  for (int star = 0; star < 200; ++star) glob += "*a";
  EXPECT_FALSE(matches_glob(std::string(2000, 'a'), glob + "b"));
}

}  // namespace
}  // namespace ort
