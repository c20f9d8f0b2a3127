#include "libort/core/mapped_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <utility>

#include "tests/support/temporary_folder.h"
#include "tests/support/throws_error.h"

namespace ort {
namespace {

using ort::testing::TemporaryFolder;
using ort::testing::throws_error;

std::string text_of(const MappedFile& file) {
  return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}

::testing::AssertionResult refuses(const std::filesystem::path& path, std::string_view part) {
  return throws_error([&] { MappedFile file(path); }, ErrorCode::kNoSuchFile, ErrorKind::kFile, part);
}

TEST(MappedFile, MapsAFile) {
  const TemporaryFolder folder;
  EXPECT_EQ(text_of(MappedFile(folder.write("a", "content"))), "content");
  EXPECT_EQ(text_of(MappedFile(folder.write("large", std::string(100000, 'x')))), std::string(100000, 'x'));
  EXPECT_TRUE(MappedFile(folder.write("empty", "")).bytes().empty());
}

TEST(MappedFile, MapsADescriptor) {
  const TemporaryFolder folder;
  const int fd = ::open(folder.write("a", "content").c_str(), O_RDONLY);
  ASSERT_GE(fd, 0);
  const MappedFile file(fd, "a");
  ::close(fd);
  EXPECT_EQ(text_of(file), "content");
  EXPECT_TRUE(throws_error([] { MappedFile(-1, "name\n"); }, ErrorCode::kNoSuchFile, ErrorKind::kFile,
                           "cannot look at 'name\\x0a': Bad file descriptor"));
}

TEST(MappedFile, Moves) {
  const TemporaryFolder folder;
  MappedFile first(folder.write("a", "first"));
  MappedFile second = std::move(first);
  EXPECT_EQ(text_of(second), "first");
  second = MappedFile(folder.write("b", "second"));
  EXPECT_EQ(text_of(second), "second");
}

TEST(MappedFile, StaysWhenTheFileIsRemoved) {
  const TemporaryFolder folder;
  const auto path = folder.write("a", "content");
  const MappedFile file(path);
  std::filesystem::remove(path);
  EXPECT_EQ(text_of(file), "content");
}

TEST(MappedFile, SaysWhyItCannotOpen) {
  const TemporaryFolder folder;
  const auto absent = folder.path() / "absent\x1b[0m";
  EXPECT_TRUE(refuses(absent, "absent\\x1b[0m': No such file or directory"));
}

TEST(MappedFile, SaysThatItMayNotOpen) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read every file";
  const TemporaryFolder folder;
  const auto secret = folder.write("secret", "content");
  std::filesystem::permissions(secret, std::filesystem::perms::none);
  EXPECT_TRUE(refuses(secret, "': Permission denied"));
}

TEST(MappedFile, RefusesWhatIsNoRegularFile) {
  const TemporaryFolder folder;
  EXPECT_TRUE(refuses(folder.path(), "is a directory, not a regular file"));
  EXPECT_TRUE(refuses("/dev/null", "is a device, not a regular file"));
  const auto pipe = folder.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_TRUE(refuses(pipe, "is a pipe, not a regular file"));
}

}  // namespace
}  // namespace ort
