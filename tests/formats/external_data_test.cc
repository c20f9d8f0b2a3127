#include "libort/formats/onnx/external_data.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>

#include "tests/formats/model_text.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws_error.h"

namespace ort {
namespace {

namespace fs = std::filesystem;

using ort::testing::imported;
using ort::testing::parse_graph;
using ort::testing::TemporaryFolder;
using ort::testing::throws_error;

using Entries = std::vector<std::pair<std::string, std::string>>;

/// A model whose only output is the external initializer w, of 8 bytes unless `dims` says more.
::onnx::ModelProto external_model(const Entries& entries, int64_t bytes = 8, int data_type = 2) {
  ::onnx::ModelProto model = parse_graph("g (float[1] x) => (float[1] w) { }");
  model.mutable_graph()->mutable_output(0)->clear_type();
  ::onnx::TensorProto& tensor = *model.mutable_graph()->add_initializer();
  tensor.set_name("w");
  tensor.set_data_type(data_type);
  tensor.add_dims(bytes);
  tensor.set_data_location(::onnx::TensorProto_DataLocation_EXTERNAL);
  for (const auto& [key, value] : entries) {
    ::onnx::StringStringEntryProto& entry = *tensor.add_external_data();
    entry.set_key(key);
    entry.set_value(value);
  }
  return model;
}

class ExternalDataTest : public ::testing::Test {
 protected:
  ExternalDataTest() {
    folder_.write("models/weights", "01234567ABCDEFGH");
    folder_.write("secret", "top secret data!");
  }

  fs::path models() const { return folder_.path() / "models"; }

  Model load(const Entries& entries, int64_t bytes = 8) const {
    return onnx::import_file(folder_.write("models/model.onnx", external_model(entries, bytes).SerializeAsString()));
  }

  std::string content(const Entries& entries, int64_t bytes = 8) const {
    const Model model = load(entries, bytes);
    const Tensor& tensor = *model.graph.value(model.graph.outputs()[0]).fixed();
    return {reinterpret_cast<const char*>(tensor.data()), tensor.bytes()};
  }

  ::testing::AssertionResult invalid(const Entries& entries, std::string_view message) const {
    return throws_error([&] { load(entries); }, ErrorCode::kInvalidGraph, ErrorKind::kModel, message);
  }

  ::testing::AssertionResult unreadable(const Entries& entries, std::string_view message) const {
    return throws_error([&] { load(entries); }, ErrorCode::kNoSuchFile, ErrorKind::kFile, message);
  }

  TemporaryFolder folder_;
};

TEST_F(ExternalDataTest, ReadsRanges) {
  EXPECT_EQ(content({{"location", "weights"}, {"offset", "0"}, {"length", "8"}}), "01234567");
  EXPECT_EQ(content({{"location", "weights"}, {"offset", "8"}}), "ABCDEFGH");
  EXPECT_EQ(content({{"location", "weights"}}), "01234567");
  EXPECT_EQ(content({{"location", "./weights"}, {"offset", "1"}, {"length", "8"}}), "1234567A");
  EXPECT_EQ(content({{"location", "weights"}, {"offset", "16"}, {"length", "0"}}, 0), "");
}

TEST_F(ExternalDataTest, FilesWithDotsAndFolders) {
  folder_.write("models/w..bin", "dotsdots");
  folder_.write("models/..data/w", "datadata");
  EXPECT_EQ(content({{"location", "w..bin"}}), "dotsdots");
  EXPECT_EQ(content({{"location", "..data/w"}}), "datadata");
}

TEST_F(ExternalDataTest, MisalignedRangesAreCopied) {
  for (const std::string offset : {"0", "1", "3"}) {
    const Entries entries = {{"location", "weights"}, {"offset", offset}};
    const fs::path file = folder_.write("models/model.onnx", external_model(entries, 2, 6).SerializeAsString());
    const Model model = onnx::import_file(file);
    const Tensor& tensor = *model.graph.value(model.graph.outputs()[0]).fixed();
    const std::string bytes(reinterpret_cast<const char*>(tensor.data()), 8);
    EXPECT_EQ(bytes, std::string("01234567ABCDEFGH").substr(std::stoul(offset), 8));
  }
}

TEST_F(ExternalDataTest, RefusesLocationsOutside) {
  const std::string outside = "outside model directory";
  for (const std::string location :
       {"/etc/passwd", "../secret", "a/../../secret", "a/../weights", "..", "C:\\x", "C:/x", "\\\\host\\x"}) {
    EXPECT_TRUE(invalid({{"location", location}}, outside)) << location;
  }
  for (const std::string& location : {std::string(""), std::string("."), std::string("./"), std::string("a\0b", 3)}) {
    EXPECT_TRUE(invalid({{"location", location}}, "is no file inside the model directory")) << location;
  }
  EXPECT_TRUE(invalid({{"offset", "0"}}, "tensor 'w' (graph.initializer[0]) has external data without a location"));
}

TEST_F(ExternalDataTest, RefusesLinksThatLeadOutside) {
  fs::create_symlink("../secret", models() / "leaf");
  fs::create_directory(folder_.path() / "elsewhere");
  folder_.write("elsewhere/data", "elsewhere data!!");
  fs::create_directory_symlink(folder_.path() / "elsewhere", models() / "parent");
  fs::create_symlink("weights", models() / "inside");
  EXPECT_TRUE(invalid({{"location", "leaf"}}, "'leaf' leads outside model directory"));
  EXPECT_TRUE(invalid({{"location", "parent/data"}}, "leads outside model directory"));
  EXPECT_EQ(content({{"location", "inside"}}), "01234567");
}

TEST_F(ExternalDataTest, HuggingFaceCacheLayout) {
  const std::string model = external_model({{"location", "model.onnx_data"}}).SerializeAsString();
  folder_.write("cache/blobs/aaaa", model);
  folder_.write("cache/blobs/bbbb", "blobdata");
  const fs::path snapshot = folder_.path() / "cache/snapshots/revision/onnx";
  fs::create_directories(snapshot);
  fs::create_symlink("../../../blobs/aaaa", snapshot / "model.onnx");
  fs::create_symlink("../../../blobs/bbbb", snapshot / "model.onnx_data");
  const Model loaded = onnx::import_file(snapshot / "model.onnx");
  EXPECT_EQ(loaded.graph.value(loaded.graph.outputs()[0]).fixed()->as<uint8_t>()[0], 'b');
}

TEST_F(ExternalDataTest, ModelsByRelativePath) {
  const fs::path before = fs::current_path();
  load({{"location", "weights"}});
  fs::current_path(models());
  EXPECT_NO_THROW(onnx::import_file("model.onnx"));
  fs::current_path(before);
}

TEST_F(ExternalDataTest, HardLinksAreAcceptedWithAWarning) {
  fs::create_hard_link(models() / "weights", models() / "linked");
  const Model model = load({{"location", "linked"}});
  ASSERT_EQ(model.warnings.size(), 1U);
  EXPECT_EQ(model.warnings[0], "the external data file 'linked' has more than one hard link");
}

TEST_F(ExternalDataTest, RefusesWhatIsNoRegularFile) {
  fs::create_directory(models() / "folder");
  ASSERT_EQ(mkfifo((models() / "pipe").c_str(), 0600), 0);
  const int socket_fd = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, (models() / "socket").c_str(), sizeof(address.sun_path) - 1);
  ASSERT_EQ(bind(socket_fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  for (const std::string name : {"folder", "pipe", "socket"}) {
    EXPECT_TRUE(invalid({{"location", name}}, "is no regular file")) << name;
  }
  close(socket_fd);
}

/// From now on openat2 fails with `error` in this process.
bool refuse_openat2(unsigned error) {
  std::array<sock_filter, 4> program = {{BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
                                         BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
                                         BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
                                         BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)}};
  const sock_fprog filter = {program.size(), program.data()};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

TEST_F(ExternalDataTest, WorksWhereOpenat2IsRefused) {
  folder_.write("models/a/b/weights", "deep down");
  fs::create_symlink("../secret", models() / "leaf");
  for (const unsigned error : {ENOSYS, EPERM}) {
    const pid_t child = fork();
    if (child == 0) {
      const bool good = refuse_openat2(error) && content({{"location", "a/b/weights"}}) == "deep dow" &&
                        content({{"location", "weights"}}) == "01234567" &&
                        invalid({{"location", "leaf"}}, "leads outside model directory");
      _exit(good ? 0 : 1);
    }
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0) << error;
  }
}

TEST_F(ExternalDataTest, NamesMissingFiles) {
  const std::string path = (models() / "sub/none.bin").string();
  EXPECT_TRUE(unreadable({{"location", "sub/none.bin"}},
                         "tensor 'w' (graph.initializer[0]): external data file " + path + " does not exist"));
  EXPECT_TRUE(unreadable({{"location", "weights/none"}}, "does not exist"));
  fs::create_symlink("nowhere", models() / "dangling");
  EXPECT_TRUE(unreadable({{"location", "dangling"}}, "does not exist"));
}

TEST_F(ExternalDataTest, FilesMustBeLongEnough) {
  EXPECT_TRUE(
      unreadable({{"location", "weights"}, {"offset", "9"}},
                 "External initializer: w offset: 9 size to read: 8 given file_length: 16 are out of bounds or can "
                 "not be read in full."));
  EXPECT_TRUE(unreadable({{"location", "weights"}, {"offset", "9000000000000000000"}}, "are out of bounds"));
  folder_.write("models/empty", "");
  EXPECT_TRUE(unreadable({{"location", "empty"}}, "given file_length: 0"));
}

TEST_F(ExternalDataTest, RefusesBrokenNumbers) {
  for (const std::string number :
       {"-1", "0x10", "1e9", "", " 8", "8 ", "+8", "18446744073709551615", "99999999999999999999"}) {
    EXPECT_TRUE(invalid({{"location", "weights"}, {"offset", number}}, "the offset of its external data")) << number;
    EXPECT_TRUE(invalid({{"location", "weights"}, {"length", number}}, "the length of its external data")) << number;
  }
  EXPECT_TRUE(invalid({{"location", "weights"}, {"offset", "9223372036854775800"}}, "size overflow"));
  EXPECT_TRUE(invalid({{"location", "weights"}, {"length", "7"}}, "is 7 bytes, uint8[8] needs 8"));
  EXPECT_TRUE(invalid({{"location", "weights"}, {"length", "9"}}, "is 9 bytes, uint8[8] needs 8"));
}

TEST_F(ExternalDataTest, WarnsAboutUnknownAndDuplicateKeys) {
  const Model model = load({{"location", "none"}, {"location", "weights"}, {"basepath", "/"}, {"checksum", "abc"}});
  EXPECT_EQ(model.warnings.size(), 2U);
}

TEST_F(ExternalDataTest, ModelsFromMemoryNeedAFolder) {
  const ::onnx::ModelProto model = external_model({{"location", "weights"}});
  EXPECT_TRUE(throws_error([&] { imported(model); }, ErrorCode::kInvalidGraph, ErrorKind::kModel,
                           "the model came from memory; load it by its path, or give the folder of its data"));
  onnx::ImportOptions options;
  options.external_data_folder = models();
  EXPECT_NO_THROW(imported(model, options));
}

TEST_F(ExternalDataTest, TensorsOfTheCallerComeFirst) {
  const Tensor given(DataType::kUint8, {8});
  onnx::ImportOptions options;
  options.external_override = [&](const std::string& name) { return name == "w" ? &given : nullptr; };
  const Model model = imported(external_model({{"location", "missing"}}), options);
  EXPECT_EQ(model.graph.value(model.graph.outputs()[0]).fixed()->data(), given.data());
  EXPECT_TRUE(throws_error(
      [&] {
        imported(external_model({{"location", "missing"}}, 9), options);
      },
      ErrorCode::kInvalidArgument, ErrorKind::kUsage, "is uint8[9], the tensor given for it is uint8[8]"));
}

TEST_F(ExternalDataTest, StringsAndDoubleDataAreRefused) {
  EXPECT_TRUE(throws_error(
      [&] {
        imported(external_model({{"location", "weights"}}, 1, 8));
      },
      ErrorCode::kInvalidGraph, ErrorKind::kModel, "strings cannot be external data"));
  ::onnx::ModelProto model = external_model({{"location", "weights"}});
  model.mutable_graph()->mutable_initializer(0)->set_raw_data("01234567");
  EXPECT_TRUE(throws_error([&] { imported(model); }, ErrorCode::kInvalidGraph, ErrorKind::kModel,
                           "has raw_data and external data"));
}

TEST_F(ExternalDataTest, FilesOver2GiBAreUsedInPlace) {
  constexpr int64_t kSize = int64_t{3} << 30;
  const fs::path file = folder_.write("models/huge", "");
  fs::resize_file(file, kSize + 64);
  const int fd = open(file.c_str(), O_WRONLY);
  ASSERT_EQ(pwrite(fd, "end", 3, kSize + 61), 3);
  close(fd);
  const Model model = load({{"location", "huge"}, {"offset", "64"}, {"length", std::to_string(kSize)}}, kSize);
  const Tensor& tensor = *model.graph.value(model.graph.outputs()[0]).fixed();
  EXPECT_EQ(tensor.bytes(), static_cast<std::size_t>(kSize));
  EXPECT_EQ(std::memcmp(tensor.data() + kSize - 3, "end", 3), 0);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(tensor.data()) % 4096, 64U);
}

TEST_F(ExternalDataTest, SurvivesRemovalOfTheFile) {
  const Model model = load({{"location", "weights"}});
  fs::remove_all(models());
  EXPECT_EQ(model.graph.value(model.graph.outputs()[0]).fixed()->as<uint8_t>()[7], '7');
}

}  // namespace
}  // namespace ort
