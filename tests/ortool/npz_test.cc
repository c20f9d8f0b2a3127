#include "apps/ortool/values/npz.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "apps/ortool/values/npy.h"
#include "apps/ortool/values/npy_header.h"
#include "apps/ortool/values/npz_arrays.h"
#include "tests/ortool/zip_builder.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws_error.h"

namespace ortool {
namespace {

using ort::ErrorCode;
using ort::ErrorKind;
using ort::OrtValue;
using test::make_zip;
using test::ZipEntry;

OrtValue vector_of(const std::vector<float>& elements) {
  return OrtValue::from_vector(elements, std::vector<int64_t>{static_cast<int64_t>(elements.size())});
}

/// The bytes of an .npy file.
std::string npy(const std::vector<float>& elements) {
  const OrtValue tensor = vector_of(elements);
  const NpyFile file = make_npy(tensor);
  return file.header + std::string(reinterpret_cast<const char*>(file.data.data()), file.data.size());
}

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

class Npz : public ::testing::Test {
 protected:
  std::filesystem::path file() const { return folder_.path() / "x.npz"; }

  NpzContents read(const std::string& bytes) const { return read_npz(folder_.write("bad.npz", bytes)); }

  ::testing::AssertionResult refused(const std::string& bytes, std::string_view part) const {
    return ort::testing::throws_error([&] { read(bytes); }, ErrorCode::kInvalidArgument, ErrorKind::kInput, part);
  }

  ort::testing::TemporaryFolder folder_;
};

TEST_F(Npz, WrittenArraysComeBack) {
  const std::vector<std::string> names = {"x", "/block/Relu_output_0", "gr\xC3\xBC\xC3\x9F"};
  NpzWriter writer(file());
  for (const std::string& name : names) writer.add(name, vector_of({1, 2, 3}));
  EXPECT_FALSE(std::filesystem::exists(file()));
  writer.commit();
  const NpzContents contents = read_npz(file());
  EXPECT_EQ(contents.names, names);
  EXPECT_EQ(contents.arrays.at("x").data<float>()[2], 3);
  EXPECT_EQ(read_npz(file(), "x").arrays.size(), 1U);
  EXPECT_TRUE(read_npz(file(), "y").arrays.empty());
}

TEST_F(Npz, SameArraysGiveTheSameBytes) {
  for (const char* name : {"a.npz", "b.npz"}) {
    NpzWriter writer(folder_.path() / name);
    writer.add("x", vector_of({1}));
    writer.commit();
  }
  EXPECT_EQ(bytes_of(folder_.path() / "a.npz"), bytes_of(folder_.path() / "b.npz"));
}

TEST_F(Npz, NothingIsLeftWithoutCommit) {
  {
    NpzWriter writer(file());
    writer.add("x", vector_of({1}));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(Npz, ReadsStoredAndDeflated) {
  const std::string array = npy({1, 2});
  const ZipEntry deflated{"b.npy", test::deflate(array),  8,
                          0,       test::crc32_of(array), static_cast<uint32_t>(array.size())};
  const NpzContents contents = read(make_zip({{"a.npy", array}, deflated}));
  EXPECT_EQ(contents.arrays.at("a").element_count(), 2);
  EXPECT_EQ(contents.arrays.at("b").element_count(), 2);
}

TEST_F(Npz, RefusesWhatIsNoArchive) {
  EXPECT_TRUE(refused("", "zip"));
  EXPECT_TRUE(refused("no archive at all, but long enough to look for one", "zip"));
  const std::string whole = make_zip({{"a.npy", npy({1})}});
  EXPECT_TRUE(refused(whole.substr(0, whole.size() - 30), "zip"));
}

TEST_F(Npz, RefusesEveryTruncation) {
  const std::string whole = make_zip({{"a.npy", npy({1})}, {"b.npy", npy({2})}});
  for (std::size_t size = 0; size + 1 < whole.size(); size += 7) {
    EXPECT_TRUE(refused(whole.substr(0, size), "'")) << size;
  }
}

TEST_F(Npz, NamesTheMethodThatItLacks) {
  const std::string array = npy({1});
  EXPECT_TRUE(refused(make_zip({{"a.npy", array, 12}}), "bzip"));
  EXPECT_TRUE(refused(make_zip({{"a.npy", array, 93}}), "zstd"));
  EXPECT_TRUE(refused(make_zip({{"a.npy", array, 0, 1}}), "encrypted"));
}

TEST_F(Npz, RefusesDamage) {
  EXPECT_TRUE(refused(make_zip({{"a.npy", npy({1}), 0, 0, 12345}}), "CRC"));
  EXPECT_TRUE(refused(make_zip({{"a.npy", "no array"}}), "no .npy"));
  EXPECT_TRUE(refused(make_zip({{"a.txt", npy({1})}}), "is no .npy"));
}

TEST_F(Npz, RefusesNames) {
  EXPECT_TRUE(refused(make_zip({{"../../x.npy", npy({1})}}), "points out"));
  EXPECT_TRUE(refused(make_zip({{"x.npy", npy({1})}, {"x.npy", npy({2})}}), "there twice"));
}

TEST_F(Npz, StopsAtTheDeclaredSize) {
  const std::string bomb = make_npy_header("|u1", std::vector<int64_t>{4 << 20}) + std::string(4 << 20, '\0');
  EXPECT_TRUE(refused(make_zip({{"a.npy", test::deflate(bomb), 8, 0, test::crc32_of(bomb), 1024}}), "declare"));
  const std::string large = make_npy_header("|u1", std::vector<int64_t>{int64_t{1} << 60});
  EXPECT_TRUE(refused(make_zip({{"a.npy", large}}), "needs 1152921504606847"));
}

TEST_F(Npz, MissingFile) {
  EXPECT_TRUE(ort::testing::throws_error([&] { read_npz(folder_.path() / "none.npz"); }, ErrorCode::kNoSuchFile,
                                         ErrorKind::kFile, "none.npz"));
}

TEST(NpzArrays, ValuesComeBack) {
  const OrtValue map =
      OrtValue::from_map(OrtValue::from_vector<int64_t>({1, 2}, std::vector<int64_t>{2}), vector_of({3, 4}));
  const OrtValue maps = OrtValue::from_sequence({map, map});
  const OrtValue tensors = OrtValue::from_sequence({vector_of({1}), vector_of({2, 3})});
  std::map<std::string, OrtValue> arrays;
  for (const auto& [name, value] : {std::pair("m", map), std::pair("ms", maps), std::pair("t", tensors)}) {
    for (const NamedTensor& array : to_arrays(name, value)) arrays.emplace(array.name, array.tensor);
  }
  EXPECT_EQ(arrays.size(), 2U + 4U + 2U);
  EXPECT_TRUE(arrays.contains("ms.1.values"));
  EXPECT_EQ(take_value(arrays, "m", "map(int64,tensor(float))")->data_type(), map.data_type());
  EXPECT_EQ(take_value(arrays, "ms", "seq(map(int64,tensor(float)))")->elements().size(), 2U);
  EXPECT_EQ(take_value(arrays, "t", "optional(seq(tensor(float)))")->elements().size(), 2U);
  EXPECT_FALSE(take_value(arrays, "t", "seq(tensor(float))"));
  EXPECT_TRUE(arrays.empty());
}

TEST(NpzArrays, AbsentValueHasNone) { EXPECT_TRUE(to_arrays("x", OrtValue::none("tensor(float)")).empty()); }

TEST(NpzArrays, RefusesHalfAMap) {
  std::map<std::string, OrtValue> arrays = {{"m.values", vector_of({1})}};
  EXPECT_TRUE(ort::testing::throws_error([&] { take_value(arrays, "m", "map(int64,tensor(float))"); },
                                         ErrorCode::kInvalidArgument, ErrorKind::kInput, "'.keys'"));
}

}  // namespace
}  // namespace ortool
