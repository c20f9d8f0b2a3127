#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "ort/error.h"
#include "tests/support/node_runner.h"

namespace ort::test {

/// Success when the node fails, at load or when it runs, with a message that contains `part`.
inline ::testing::AssertionResult fails_with(const NodeCase& node, std::string_view part) {
  try {
    run_node(node);
  } catch (const Error& error) {
    const std::string message = error.what();
    if (message.find(part) != std::string::npos) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "failed with the message: " << message;
  }
  return ::testing::AssertionFailure() << "did not fail";
}

}  // namespace ort::test
