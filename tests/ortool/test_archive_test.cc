#include "apps/ortool/conformance/test_archive.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "apps/ortool/conformance/temporary_folder.h"
#include "ort/error.h"
#include "tests/ortool/archive_maker.h"

namespace ortool {
namespace {

using std::filesystem::path;
using test::ArchiveEntry;
using test::EntryKind;
using test::make_archive;

class TestArchive : public testing::Test {
 protected:
  path make(const std::string& name, const std::vector<ArchiveEntry>& entries) const {
    const path archive = folder_.path() / name;
    make_archive(archive, entries);
    return archive;
  }

  path target() const { return folder_.path() / "unpacked"; }

  void expect_refused(const ArchiveEntry& entry, const std::string& reason) const {
    const path archive = make("hostile.tar", {{"node/test_a/model.onnx", "m"}, entry});
    const auto expect = [&](const auto& action) {
      try {
        action();
        ADD_FAILURE() << entry.name << " was taken";
      } catch (const ort::Error& error) {
        EXPECT_EQ(error.kind(), ort::ErrorKind::kInput);
        EXPECT_NE(std::string(error.what()).find(reason), std::string::npos) << error.what();
      }
    };
    expect([&] { list_archive(archive, stop_); });
    expect([&] { extract_archive(archive, {""}, TemporaryFolder().path(), stop_); });
    EXPECT_FALSE(std::filesystem::exists(folder_.path() / "escaped"));
  }

  TemporaryFolder folder_;
  StopSignals stop_;
};

std::string content_of(const path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<ArchiveEntry> two_tests() {
  return {{"./node/test_a/model.onnx", "model a"},
          {"./node/test_a/test_data_set_0/input_0.pb", std::string(100'000, 'x')},
          {"./node/test_b/model.onnx", "model b"},
          {"./node/test_b/empty", ""}};
}

TEST_F(TestArchive, ReadsEveryForm) {
  for (const char* name : {"t.tar", "t.tar.gz", "t.tar.xz", "t.zip", "t.whl"}) {
    SCOPED_TRACE(name);
    const path archive = make(name, two_tests());
    ASSERT_EQ(list_archive(archive, stop_).size(), 4U);
    const path to = target() / name;
    extract_archive(archive, {"node/test_a"}, to, stop_);
    EXPECT_EQ(content_of(to / "node/test_a/model.onnx"), "model a");
    EXPECT_EQ(content_of(to / "node/test_a/test_data_set_0/input_0.pb"), std::string(100'000, 'x'));
    EXPECT_FALSE(std::filesystem::exists(to / "node/test_b"));
  }
}

TEST_F(TestArchive, RefusesEntriesThatLeaveTheFolder) {
  expect_refused({"../escaped", "x"}, "leaves");
  expect_refused({"node/../../escaped", "x"}, "leaves");
  expect_refused({(folder_.path() / "escaped").string(), "x"}, "absolute");
}

TEST_F(TestArchive, RefusesLinksAndDevices) {
  expect_refused({"node/link", "/etc", EntryKind::kSymbolicLink}, "link");
  expect_refused({"node/link", "node/test_a/model.onnx", EntryKind::kHardLink}, "link");
  expect_refused({"node/fifo", "", EntryKind::kFifo}, "device");
}

TEST_F(TestArchive, RefusesAnEntryThatComesTwice) {
  const path archive = make("twice.tar", {{"a/model.onnx", "1"}, {"a/model.onnx", "2"}});
  EXPECT_THROW(extract_archive(archive, {"a"}, target(), stop_), ort::Error);
  EXPECT_EQ(content_of(target() / "a/model.onnx"), "1");
}

TEST_F(TestArchive, DamagedFilesAreErrors) {
  std::ofstream(folder_.path() / "text.tar") << "this is no archive";
  EXPECT_THROW(list_archive(folder_.path() / "text.tar", stop_), ort::Error);
  const path archive = make("cut.tar.xz", two_tests());
  std::filesystem::resize_file(archive, std::filesystem::file_size(archive) / 2);
  EXPECT_THROW(list_archive(archive, stop_), ort::Error);
  EXPECT_THROW(list_archive(folder_.path() / "absent.tar", stop_), ort::Error);
}

TEST(TemporaryFolder, IsRemovedWithItsContent) {
  path where;
  {
    const TemporaryFolder folder;
    where = folder.path();
    std::filesystem::create_directories(where / "a/b");
    std::ofstream(where / "a/b/c") << "x";
    EXPECT_EQ(std::filesystem::status(where).permissions(), std::filesystem::perms::owner_all);
  }
  EXPECT_FALSE(std::filesystem::exists(where));
}

}  // namespace
}  // namespace ortool
