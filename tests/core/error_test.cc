#include "ort/error.h"

#include <gtest/gtest.h>

#include "libort/core/fail.h"
#include "tests/support/throws_error.h"

namespace ort {
namespace {

using ort::testing::throws_error;

TEST(Error, IdNamesKindAndCode) {
  EXPECT_EQ(Error(ErrorCode::kInvalidGraph, ErrorKind::kModel, "").id(), "M10");
  EXPECT_EQ(Error(ErrorCode::kFail, ErrorKind::kInternal, "").id(), "X1");
  EXPECT_EQ(Error(ErrorCode::kInvalidArgument, ErrorKind::kUsage, "").id(), "U2");
  EXPECT_EQ(Error(ErrorCode::kNotImplemented, ErrorKind::kUnsupported, "").id(), "S9");
  EXPECT_EQ(Error(ErrorCode::kInvalidArgument, ErrorKind::kInput, "").id(), "D2");
  EXPECT_EQ(Error(ErrorCode::kFail, ErrorKind::kNode, "").id(), "N1");
  EXPECT_EQ(Error(ErrorCode::kFail, ErrorKind::kLimit, "").id(), "L1");
  EXPECT_EQ(Error(ErrorCode::kNoSuchFile, ErrorKind::kFile, "").id(), "F3");
  EXPECT_EQ(Error(ErrorCode::kEpFail, ErrorKind::kProvider, "").id(), "P11");
  EXPECT_EQ(Error(ErrorCode::kFail, ErrorKind::kTimeout, "").id(), "T1");
}

TEST(Error, TextIsThatOfOnnxRuntime) {
  const Error error(ErrorCode::kInvalidArgument, ErrorKind::kInput, "Invalid rank for input: x");
  EXPECT_STREQ(error.what(), "Invalid rank for input: x");
  EXPECT_EQ(error.to_string(), "[ONNXRuntimeError] : 2 : INVALID_ARGUMENT : Invalid rank for input: x");
}

TEST(Error, CodesHaveNames) {
  EXPECT_EQ(error_code_name(ErrorCode::kOk), "SUCCESS");
  EXPECT_EQ(error_code_name(ErrorCode::kFail), "FAIL");
  EXPECT_EQ(error_code_name(ErrorCode::kNoSuchFile), "NO_SUCHFILE");
  EXPECT_EQ(error_code_name(ErrorCode::kNoModel), "NO_MODEL");
  EXPECT_EQ(error_code_name(ErrorCode::kEngineError), "ENGINE_ERROR");
  EXPECT_EQ(error_code_name(ErrorCode::kRuntimeException), "RUNTIME_EXCEPTION");
  EXPECT_EQ(error_code_name(ErrorCode::kInvalidProtobuf), "INVALID_PROTOBUF");
  EXPECT_EQ(error_code_name(ErrorCode::kModelLoaded), "MODEL_LOADED");
  EXPECT_EQ(error_code_name(ErrorCode::kNotImplemented), "NOT_IMPLEMENTED");
  EXPECT_EQ(error_code_name(ErrorCode::kInvalidGraph), "INVALID_GRAPH");
  EXPECT_EQ(error_code_name(ErrorCode::kEpFail), "EP_FAIL");
  EXPECT_EQ(error_code_name(static_cast<ErrorCode>(99)), "GENERAL ERROR");
}

TEST(Fail, EachShorthandHasItsCodeAndKind) {
  using Shorthand = void (*)(const std::string&);
  struct Row {
    Shorthand shorthand;
    ErrorCode code;
    ErrorKind kind;
  };
  const Row rows[] = {
      {fail_model, ErrorCode::kInvalidGraph, ErrorKind::kModel},
      {fail_protobuf, ErrorCode::kInvalidProtobuf, ErrorKind::kModel},
      {fail_unsupported, ErrorCode::kNotImplemented, ErrorKind::kUnsupported},
      {fail_input, ErrorCode::kInvalidArgument, ErrorKind::kInput},
      {fail_usage, ErrorCode::kInvalidArgument, ErrorKind::kUsage},
      {fail_limit, ErrorCode::kFail, ErrorKind::kLimit},
      {fail_file, ErrorCode::kNoSuchFile, ErrorKind::kFile},
      {fail_provider, ErrorCode::kEpFail, ErrorKind::kProvider},
      {fail_node, ErrorCode::kFail, ErrorKind::kNode},
  };
  for (const Row& row : rows) EXPECT_TRUE(throws_error([&] { row.shorthand("why"); }, row.code, row.kind, "why"));
}

}  // namespace
}  // namespace ort
