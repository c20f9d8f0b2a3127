#include "apps/ortool/values/value_source.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>
#include <vector>

#include "apps/ortool/values/elements.h"
#include "apps/ortool/values/npy.h"
#include "apps/ortool/values/npz.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws_error.h"

namespace ortool {
namespace {

using ort::DataType;
using ort::ErrorCode;
using ort::ErrorKind;
using ort::NodeArg;
using ort::OrtValue;

NodeArg input(DataType dtype, std::vector<ort::DeclaredDim> shape = {}) {
  NodeArg arg;
  arg.name = "x";
  arg.type = "tensor(" + std::string(ort::data_type_name(dtype)) + ")";
  arg.element_type = dtype;
  arg.shape = std::move(shape);
  arg.has_shape = true;
  return arg;
}

std::vector<std::string> texts(const OrtValue& value) {
  std::vector<std::string> all;
  for (int64_t i = 0; i < value.element_count(); ++i) all.push_back(element_text(value, i));
  return all;
}

using Texts = std::vector<std::string>;
using Shape = std::vector<int64_t>;

::testing::AssertionResult refused(const std::string& text, const NodeArg& arg, ErrorKind kind, std::string_view part) {
  return ort::testing::throws_error([&] { load_value(text, arg); }, ErrorCode::kInvalidArgument, kind, part);
}

TEST(InlineValue, ShapeTypeAndElements) {
  const NodeArg any = input(DataType::kFloat);
  const OrtValue matrix = load_value("2x2xf32=1,-2.5,inf,1e-3", any);
  EXPECT_EQ(matrix.shape(), (Shape{2, 2}));
  EXPECT_EQ(texts(matrix), (Texts{"1", "-2.5", "inf", "0.001"}));
  EXPECT_TRUE(load_value("i64=7", any).shape().empty());
  EXPECT_EQ(texts(load_value("3xu8=255", any)), (Texts{"255", "255", "255"}));
  EXPECT_EQ(texts(load_value("2xstr=a,", any)), (Texts{"'a'", "''"}));
  EXPECT_EQ(texts(load_value("2xbool=true,0", any)), (Texts{"true", "false"}));
  EXPECT_EQ(texts(load_value("3xi4=-8,7,-1", any)), (Texts{"-8", "7", "-1"}));
  EXPECT_EQ(texts(load_value("2xint64=9223372036854775807,-9223372036854775808", any)),
            (Texts{"9223372036854775807", "-9223372036854775808"}));
  EXPECT_EQ(texts(load_value("1xcomplex64=2", any)), (Texts{"2+0j"}));
  EXPECT_EQ(load_value("0x3xf32=", any).shape(), (Shape{0, 3}));
}

TEST(InlineValue, PointsAtTheMistake) {
  const NodeArg any = input(DataType::kFloat);
  EXPECT_TRUE(refused("1x=1", any, ErrorKind::kUsage, "character 3"));
  EXPECT_TRUE(refused("1x-3xf32=1", any, ErrorKind::kUsage, "character 3"));
  EXPECT_TRUE(refused("1x3xq9=1", any, ErrorKind::kUsage, "character 5"));
  EXPECT_TRUE(refused("123456789012345678901234567890xf32=1", any, ErrorKind::kUsage, "too large"));
  EXPECT_TRUE(refused("2xi8=1,128", any, ErrorKind::kUsage, "character 8: '128' is no int8"));
  EXPECT_TRUE(refused("3xf32=1,,3", any, ErrorKind::kUsage, "character 9: '' is no float"));
  EXPECT_TRUE(refused("2x2xf32=1,2,3", any, ErrorKind::kInput, "3 elements for shape [2,2], which has 4"));
  EXPECT_TRUE(refused("f32=1;2", any, ErrorKind::kUsage, "'1;2' is no float"));
}

TEST(InlineValue, LargeShapesAreRefusedBeforeTheyAreMade) {
  EXPECT_TRUE(ort::testing::throws_error([] { load_value("1048576x1048576x1048576xf32=0", input(DataType::kFloat)); },
                                         ErrorCode::kFail, ErrorKind::kLimit, "does not fit into memory"));
}

TEST(GeneratedValue, TakesShapeAndTypeOfTheModel) {
  const NodeArg arg = input(DataType::kInt32, {int64_t{2}, std::string("N"), std::monostate{}});
  EXPECT_EQ(load_value("zeros", arg).shape(), (Shape{2, 1, 1}));
  const OrtValue counted = load_value("arange", arg, {{"N", 3}});
  EXPECT_EQ(counted.shape(), (Shape{2, 3, 1}));
  EXPECT_EQ(texts(counted), (Texts{"0", "1", "2", "3", "4", "5"}));
  EXPECT_EQ(texts(load_value("const:-4", input(DataType::kInt4, {int64_t{3}}))), (Texts{"-4", "-4", "-4"}));
  EXPECT_EQ(texts(load_value("ones", input(DataType::kBfloat16, {int64_t{1}}))), (Texts{"1"}));
  EXPECT_EQ(texts(load_value("const:a=b", input(DataType::kString, {int64_t{1}}))), (Texts{"'a=b'"}));
  EXPECT_EQ(texts(load_value("arange", input(DataType::kUint2, {int64_t{6}}))), (Texts{"0", "1", "2", "3", "3", "3"}));
}

TEST(GeneratedValue, RandomValuesDependOnTheSeed) {
  const NodeArg arg = input(DataType::kFloat, {int64_t{1000}});
  EXPECT_EQ(texts(load_value("rand", arg)), texts(load_value("rand:0..1:0", arg)));
  EXPECT_EQ(texts(load_value("rand:7", arg)), texts(load_value("rand:0..1:7", arg)));
  EXPECT_NE(texts(load_value("rand:7", arg)), texts(load_value("rand:8", arg)));
  const OrtValue numbers = load_value("rand:-2..3", arg);
  for (const float number : numbers.data<float>()) {
    EXPECT_GE(number, -2);
    EXPECT_LT(number, 3);
  }
  const OrtValue integers = load_value("rand:5..8", input(DataType::kInt64, {int64_t{1000}}));
  for (const int64_t number : integers.data<int64_t>()) EXPECT_TRUE(number >= 5 && number < 8);
}

TEST(GeneratedValue, Mistakes) {
  const NodeArg arg = input(DataType::kFloat, {int64_t{1}});
  for (const std::string text :
       {"rand:", "rand:x", "rand:1..0", "rand:..", "rand:0..1:x", "rand:1:2", "rand:nan..1", "rand:-1"}) {
    EXPECT_TRUE(refused(text, arg, ErrorKind::kUsage, "rand[:lo..hi][:seed]")) << text;
  }
  EXPECT_TRUE(refused("const:abc", arg, ErrorKind::kInput, "'abc' is no float"));
  EXPECT_TRUE(refused("const:1.5", input(DataType::kInt8, {int64_t{1}}), ErrorKind::kInput, "no int8"));
  EXPECT_TRUE(refused("rand", input(DataType::kString, {int64_t{1}}), ErrorKind::kInput, "makes no strings"));
  NodeArg sequence = arg;
  sequence.type = "seq(tensor(float))";
  EXPECT_TRUE(refused("zeros", sequence, ErrorKind::kInput, "seq(tensor(float))"));
  NodeArg shapeless = input(DataType::kFloat);
  shapeless.has_shape = false;
  EXPECT_TRUE(refused("zeros", shapeless, ErrorKind::kInput, "declares no shape"));
}

class ValueFile : public ::testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& content) const {
    return folder_.write(name, content).string();
  }

  ort::testing::TemporaryFolder folder_;
};

TEST_F(ValueFile, Raw) {
  const std::string file = write("x.bin", std::string("\1\0\2\0", 4));
  EXPECT_EQ(texts(load_value("raw:" + file + ":2xi16", input(DataType::kInt16))), (Texts{"1", "2"}));
  EXPECT_TRUE(refused("raw:" + file + ":3xi16", input(DataType::kInt16), ErrorKind::kInput, "has 4 bytes"));
  EXPECT_TRUE(refused("raw:" + file + ":2x", input(DataType::kInt16), ErrorKind::kUsage, "element type"));
  EXPECT_TRUE(refused("raw:", input(DataType::kInt16), ErrorKind::kUsage, "raw:FILE"));
}

TEST_F(ValueFile, JsonNumbers) {
  const std::string file = write("x.json", "[[1, 2.5], [\"NaN\", -1e3]]");
  EXPECT_EQ(texts(load_value(file, input(DataType::kFloat))), (Texts{"1", "2.5", "nan", "-1000"}));
  EXPECT_TRUE(refused(file, input(DataType::kInt32), ErrorKind::kInput, "at element 1 of [2,2]: 2.5 is no int32"));
  EXPECT_EQ(texts(load_value(write("s.json", "[\"a\", \"\\u00e4\"]"), input(DataType::kString))),
            (Texts{"'a'", "'\xC3\xA4'"}));
  EXPECT_EQ(load_value(write("e.json", "[[], []]"), input(DataType::kFloat)).shape(), (Shape{2, 0}));
}

TEST_F(ValueFile, BadJson) {
  const NodeArg arg = input(DataType::kFloat);
  EXPECT_TRUE(refused(write("a.json", "[[1, 2], [3]]"), arg, ErrorKind::kInput, "not a list of 2"));
  EXPECT_TRUE(refused(write("b.json", "[1, [2]]"), arg, ErrorKind::kInput, "array where an element"));
  EXPECT_TRUE(refused(write("c.json", "{\"a\": 1}"), arg, ErrorKind::kInput, "object where an element"));
  EXPECT_TRUE(refused(write("d.json", "[1, 2"), arg, ErrorKind::kInput, "no JSON"));
  EXPECT_TRUE(refused(write("e.json", ""), arg, ErrorKind::kInput, "no JSON"));
  EXPECT_TRUE(refused(write("f.json", std::string(100000, '[') + std::string(100000, ']')), arg, ErrorKind::kInput,
                      "over 64 dimensions"));
}

TEST_F(ValueFile, Npz) {
  const std::string file = (folder_.path() / "x.npz").string();
  NpzWriter writer(file);
  writer.add("x", load_value("f32=1", input(DataType::kFloat)));
  writer.add("weights", load_value("f32=2", input(DataType::kFloat)));
  writer.commit();
  EXPECT_EQ(texts(load_value(file, input(DataType::kFloat))), (Texts{"1"}));
  EXPECT_EQ(texts(load_value(file + ":weights", input(DataType::kFloat))), (Texts{"2"}));
  EXPECT_TRUE(refused(file + ":wieghts", input(DataType::kFloat), ErrorKind::kInput, "did you mean 'weights'?"));
}

TEST_F(ValueFile, StoredBitsTakeTheTypeOfTheModel) {
  const OrtValue value = load_value("2xbf16=1,-2", input(DataType::kBfloat16));
  const NpyFile file = make_npy(value);
  const std::string data(reinterpret_cast<const char*>(file.data.data()), file.data.size());
  const std::string path = write("x.npy", file.header + data);
  EXPECT_EQ(texts(load_value(path, input(DataType::kBfloat16))), (Texts{"1", "-2"}));
}

TEST_F(ValueFile, WhatIsNoFile) {
  const NodeArg arg = input(DataType::kFloat);
  const auto file_error = [&](const std::string& text, ErrorCode code, std::string_view part) {
    return ort::testing::throws_error([&] { load_value(text, arg); }, code, ErrorKind::kFile, part);
  };
  EXPECT_TRUE(file_error((folder_.path() / "none.npy").string(), ErrorCode::kNoSuchFile, "No such file"));
  std::filesystem::create_directory(folder_.path() / "folder.npy");
  EXPECT_TRUE(file_error((folder_.path() / "folder.npy").string(), ErrorCode::kFail, "directory"));
  const std::string fifo = (folder_.path() / "fifo.npy").string();
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_TRUE(file_error(fifo, ErrorCode::kFail, "no regular file"));
  EXPECT_TRUE(refused("x.txt", arg, ErrorKind::kUsage, "is no input value"));
  EXPECT_TRUE(refused("", arg, ErrorKind::kUsage, "is no input value"));
}

}  // namespace
}  // namespace ortool
