#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "ort/error.h"

namespace ort::testing {

/// Success when `action` throws an ort::Error with this code and kind whose message contains `part`.
///   EXPECT_TRUE(throws_error([&] { shape.elements(); }, ErrorCode::kFail, ErrorKind::kLimit, "overflow"));
template <class Action>
::testing::AssertionResult throws_error(Action&& action, ErrorCode code, ErrorKind kind, std::string_view part) {
  try {
    action();
  } catch (const Error& error) {
    const std::string message = error.what();
    if (error.code() == code && error.kind() == kind && message.find(part) != std::string::npos) {
      return ::testing::AssertionSuccess();
    }
    return ::testing::AssertionFailure() << error.id() << " was thrown with the message: " << message;
  }
  return ::testing::AssertionFailure() << "nothing was thrown";
}

}  // namespace ort::testing
