#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <new>

#include "ort/onnx_data.h"
#include "tests/formats/model_text.h"

namespace {

std::size_t live_bytes = 0;
std::size_t peak_bytes = 0;

}  // namespace

[[gnu::noinline]] void* operator new(std::size_t bytes) {
  void* address = std::malloc(bytes == 0 ? 1 : bytes);
  if (address == nullptr) throw std::bad_alloc();
  live_bytes += malloc_usable_size(address);
  peak_bytes = std::max(peak_bytes, live_bytes);
  return address;
}

[[gnu::noinline]] void operator delete(void* address) noexcept {
  live_bytes -= malloc_usable_size(address);
  std::free(address);
}

[[gnu::noinline]] void operator delete(void* address, std::size_t) noexcept { operator delete(address); }

namespace ort {
namespace {

using ort::testing::imported;
using ort::testing::parse_model;

/// What reading `bytes` damaged bytes may take: some structures for each byte, and a little for messages.
std::size_t memory_limit(std::size_t bytes) { return 64 * bytes + (std::size_t{1} << 20); }

/// Runs `read`, which must succeed or throw an ort::Error with a message, and stay within the memory limit.
template <class Read>
void expect_orderly(const std::string& bytes, const Read& read, const std::string& what) {
  const std::size_t before = live_bytes;
  peak_bytes = live_bytes;
  try {
    read(bytes);
  } catch (const Error& error) {
    EXPECT_STRNE(error.what(), "") << what;
    EXPECT_NE(error.kind(), ErrorKind::kInternal) << what << ": " << error.what();
  }
  EXPECT_LE(peak_bytes - before, memory_limit(bytes.size())) << what;
}

/// Cuts `original` at every byte, and changes every byte by each of `masks`.
template <class Read>
void mutate(const std::string& original, std::initializer_list<int> masks, const Read& read) {
  for (std::size_t length = 0; length < original.size(); ++length) {
    expect_orderly(original.substr(0, length), read, "cut at " + std::to_string(length));
  }
  for (std::size_t position = 0; position < original.size(); ++position) {
    for (const int mask : masks) {
      std::string changed = original;
      changed[position] = static_cast<char>(changed[position] ^ mask);
      expect_orderly(changed, read, "byte " + std::to_string(position) + " ^ " + std::to_string(mask));
    }
  }
}

void import_and_verify(const std::string& bytes) { imported(bytes).graph.verify(); }

std::string file_content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Mutation, DigitsModel) {
  const std::string model = file_content(ORT_SOURCE_DIR "/testdata/digits/digits.onnx");
  ASSERT_FALSE(model.empty());
  EXPECT_NO_THROW(import_and_verify(model));
  mutate(model, {0xff, 0x01}, import_and_verify);
}

TEST(Mutation, SubgraphsAndFunctions) {
  ::onnx::ModelProto model = parse_model(R"(<ir_version: 8, opset_import: ["": 17, "local": 1]>
    g (bool c, float[N, 3] x, float[2] w) => (float[N, 3] y) {
      t = local.f <alpha = 0.5> (c, x)
      y = If (c) <then_branch = a () => (float[1] r) { r = Add (t, w) }, else_branch = b () => (float[1] q) { q = Neg (t) }>
    }
    <domain: "local", opset_import: ["": 13, "local": 1]> f <alpha> (c, x) => (z) {
      u = local.h (x)
      z = If (c) <then_branch = a () => (float[1] r) { r = LeakyRelu <alpha: float = @alpha> (u) },
                  else_branch = b () => (float[1] q) { q = Concat <axis = 1, names = ["a", "b"], numbers = [1, 2]> (u, x) }>
    }
    <domain: "local", opset_import: ["": 14]> h (x) => (z) { z = Exp (x) })");
  ::onnx::TensorProto& dense = *model.mutable_graph()->add_initializer();
  dense.set_name("w");
  dense.set_data_type(1);
  dense.add_dims(2);
  dense.set_raw_data("01234567");
  ::onnx::SparseTensorProto& sparse = *model.mutable_graph()->add_sparse_initializer();
  *sparse.mutable_values() = dense;
  sparse.mutable_values()->set_name("sparse");
  sparse.mutable_indices()->set_data_type(7);
  sparse.mutable_indices()->add_dims(2);
  sparse.mutable_indices()->add_int64_data(3);
  sparse.mutable_indices()->add_int64_data(7);
  sparse.add_dims(9);
  const std::string bytes = model.SerializeAsString();
  EXPECT_NO_THROW(import_and_verify(bytes));
  mutate(bytes, {0xff, 0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80}, import_and_verify);
}

TEST(Mutation, RandomBytes) {
  uint64_t state = 1;
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes(static_cast<std::size_t>(round % 200), '\0');
    for (char& byte : bytes) {
      state = state * 6364136223846793005 + 1442695040888963407;
      byte = static_cast<char>(state >> 40 & ((state >> 33 & 1) != 0 ? 0xff : 0x1f));
    }
    expect_orderly(bytes, import_and_verify, "round " + std::to_string(round));
  }
}

TEST(Mutation, DataFiles) {
  constexpr std::array<int64_t, 1> kShape = {2};
  const OrtValue floats = OrtValue::from_vector<float>({1, 2}, kShape);
  const OrtValue keys = OrtValue::from_strings({"key", "other"}, kShape);
  const OrtValue sequence =
      OrtValue::from_sequence({OrtValue::from_map(keys, floats), OrtValue::from_map(keys, floats)});
  const std::string type = "optional(" + sequence.data_type() + ")";
  const std::vector<std::byte> written = serialize_onnx_data(sequence, "name", true);
  const std::string bytes(reinterpret_cast<const char*>(written.data()), written.size());
  const auto read = [&](const std::string& data) { parse_onnx_data(std::as_bytes(std::span(data)), type); };
  EXPECT_NO_THROW(read(bytes));
  mutate(bytes, {0xff, 0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80}, read);
}

}  // namespace
}  // namespace ort
