#include "apps/ortool/values/input_arguments.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "apps/ortool/values/npz.h"
#include "apps/ortool/values/value_source.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws_error.h"

namespace ortool {
namespace {

using ort::ErrorCode;
using ort::ErrorKind;
using ort::NodeArg;

NodeArg scalar(const std::string& name, const std::string& type = "tensor(float)") {
  NodeArg arg;
  arg.name = name;
  arg.type = type;
  arg.element_type = ort::DataType::kFloat;
  arg.has_shape = true;
  return arg;
}

class InputArguments : public ::testing::Test {
 protected:
  Feed feed(const std::vector<std::string>& arguments) const { return make_feed({inputs_, overridable_}, arguments); }

  ::testing::AssertionResult refused(const std::vector<std::string>& arguments, std::string_view part) const {
    return ort::testing::throws_error([&] { feed(arguments); }, ErrorCode::kInvalidArgument, ErrorKind::kInput, part);
  }

  const std::vector<NodeArg> inputs_ = {scalar("image"), scalar("a=b"), scalar("a")};
  const std::vector<NodeArg> overridable_ = {scalar("weights")};
};

TEST_F(InputArguments, ByNameAndByPosition) {
  const Feed named = feed({"a=f32=3", "image=ones", "weights=zeros"});
  EXPECT_EQ(named.at("a").data<float>()[0], 3);
  EXPECT_EQ(named.size(), 3U);
  const Feed positional = feed({"f32=1", "f32=2"});
  EXPECT_EQ(positional.at("image").data<float>()[0], 1);
  EXPECT_EQ(positional.at("a=b").data<float>()[0], 2);
}

TEST_F(InputArguments, LongestNameWins) {
  const Feed values = feed({"a=b=f32=5"});
  EXPECT_EQ(values.at("a=b").data<float>()[0], 5);
}

TEST_F(InputArguments, Archive) {
  const ort::testing::TemporaryFolder folder;
  const std::string file = (folder.path() / "x.npz").string();
  NpzWriter writer(file);
  writer.add("image", load_value("f32=1", scalar("x")));
  writer.add("weights", load_value("f32=2", scalar("x")));
  writer.commit();
  EXPECT_EQ(feed({file}).size(), 2U);
  EXPECT_TRUE(refused({file, "image=ones"}, "'image' is given twice"));
}

TEST_F(InputArguments, UnknownNames) {
  EXPECT_TRUE(refused({"imgae=ones"}, "no input 'imgae'; did you mean 'image'?; its inputs are 'image', 'a=b', 'a'"));
  EXPECT_TRUE(refused({"nothing.like=ones"}, "no input 'nothing.like'; its inputs"));
  EXPECT_TRUE(refused({"f32=1", "f32=1", "f32=1", "f32=1"}, "one value too many"));
  EXPECT_TRUE(refused({"image=ones", "ones"}, "'image' is given twice"));
  EXPECT_TRUE(refused({"image=const:x"}, "input 'image': 'x' is no float"));
}

TEST_F(InputArguments, MissingInputsAreListed) {
  Feed values = feed({"image=ones"});
  EXPECT_TRUE(ort::testing::throws_error([&] { complete_feed(values, {inputs_}); }, ErrorCode::kInvalidArgument,
                                         ErrorKind::kInput, "'a=b' (tensor(float)), 'a' (tensor(float))"));
}

TEST(CompleteFeed, OptionalInputsMayBeAbsent) {
  const std::vector<NodeArg> inputs = {scalar("x", "optional(seq(tensor(float)))")};
  Feed values;
  complete_feed(values, {inputs});
  EXPECT_FALSE(values.at("x").has_value());
}

TEST(NameLength, Forms) {
  const std::vector<std::string> names = {"x", "x=y"};
  EXPECT_EQ(name_length("x=1", names), 1U);
  EXPECT_EQ(name_length("x=y=1", names), 3U);
  EXPECT_EQ(name_length("z=1", names), 1U);
  EXPECT_EQ(name_length("f.npy", names), std::string::npos);
  EXPECT_EQ(name_length("2xf32=1,2", names), std::string::npos);
}

}  // namespace
}  // namespace ortool
