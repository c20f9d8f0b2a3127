#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "ort/error.h"
#include "tests/session/model_bytes.h"

namespace ort::test {
namespace {

std::vector<std::byte> digits_bytes() {
  std::ifstream file(digits_path(), std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

/// Loads the bytes and runs what came of them: true when that worked, false for an error that says something. Anything
/// else ends the test program.
bool survives(std::span<const std::byte> bytes, const OrtValue& picture) {
  SessionOptions options;
  options.intra_op_num_threads = 1;
  options.memory_limit = std::size_t{64} << 20;
  options.log_severity_level = 4;
  try {
    const InferenceSession session(bytes, options);
    session.run({}, {{"image", picture}});
    return true;
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()), "");
    EXPECT_NE(error.kind(), ErrorKind::kInternal) << error.what();
    return false;
  }
}

TEST(DamagedModel, CutAtEveryByteIsAnError) {
  const std::vector<std::byte> bytes = digits_bytes();
  const OrtValue picture = digit_picture(4);
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    survives(std::span(bytes).first(length), picture);
  }
  EXPECT_TRUE(survives(bytes, picture));
  EXPECT_FALSE(survives(std::span(bytes).first(bytes.size() / 2), picture));
}

TEST(DamagedModel, AnyFlippedByteIsAnErrorOrAModel) {
  std::vector<std::byte> bytes = digits_bytes();
  const OrtValue picture = digit_picture(4);
  int loaded = 0;
  for (std::byte& byte : bytes) {
    const std::byte whole = byte;
    byte = ~whole;
    loaded += survives(bytes, picture) ? 1 : 0;
    byte = whole;
  }
  EXPECT_GT(loaded, 0);
  EXPECT_LT(loaded, static_cast<int>(bytes.size()));
}

}  // namespace
}  // namespace ort::test
