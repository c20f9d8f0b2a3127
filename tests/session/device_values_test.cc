#include <gtest/gtest.h>

#include "ort/io_binding.h"
#include "tests/session/model_bytes.h"
#include "tests/support/test_device.h"
#include "tests/support/throws_error.h"

namespace ort::test {
namespace {

using testing::throws_error;

using Floats = std::vector<float>;
using Dims = std::vector<int64_t>;

::testing::AssertionResult throws_usage(auto&& action, std::string_view part) {
  return throws_error(action, ErrorCode::kInvalidArgument, ErrorKind::kUsage, part);
}

class DeviceValue : public OnDevice {};

TEST_P(DeviceValue, KnowsWhereItLies) {
  const OrtValue value = empty_on_device({2, 3});
  EXPECT_EQ(value.device_name(), GetParam());
  EXPECT_EQ(value.device(), device_);
  EXPECT_EQ(value.memory_info().device(), device_);
  EXPECT_EQ(value.shape(), (Dims{2, 3}));
  EXPECT_EQ(value.tensor_size_in_bytes(), 24U);
  EXPECT_NE(value.data_ptr(), nullptr);
  EXPECT_EQ(empty_on_device({0, 3}).data_ptr(), nullptr);
}

TEST_P(DeviceValue, TakesBytesAndGivesThemBack) {
  const OrtValue value = on_device({1, 2, 3}, {3});
  EXPECT_EQ(elements_of(value), (Floats{1, 2, 3}));
  const std::vector<std::byte> odd{std::byte{9}, std::byte{1}, std::byte{0}, std::byte{2}, std::byte{0}};
  const auto unaligned = OrtValue::from_bytes(std::span(odd).subspan(1), Dims{2}, DataType::kInt16, device_);
  EXPECT_EQ(unaligned.copy_to(OrtDevice()).data<int16_t>()[1], 2);
  const auto flags = OrtValue::from_vector<bool>({true, false}, Dims{2}, device_);
  EXPECT_EQ(flags.copy_to(OrtDevice()).data<bool>()[0], true);
  EXPECT_EQ(on_device({}, {0}).copy_to(OrtDevice()).element_count(), 0);
}

TEST_P(DeviceValue, IsUpdatedInPlace) {
  OrtValue value = on_device({1, 2}, {2});
  const void* const address = value.data_ptr();
  const Floats next{3, 4};
  value.update_inplace(std::as_bytes(std::span(next)));
  EXPECT_EQ(elements_of(value), next);
  value.update_inplace(on_device({5, 6}, {2}));
  EXPECT_EQ(elements_of(value), (Floats{5, 6}));
  EXPECT_EQ(value.data_ptr(), address);
  EXPECT_TRUE(
      throws_usage([&] { value.update_inplace(std::as_bytes(std::span(next)).first(4)); }, "expected 8 bytes, got 4"));
  EXPECT_TRUE(throws_usage([&] { value.update_inplace(floats({1}, {1})); },
                           "the new data is float[1], and its target float[2]"));
}

TEST_P(DeviceValue, IsCopiedBetweenDevices) {
  const OrtValue here = floats({1, 2}, {2});
  const OrtValue there = here.copy_to(device_);
  const OrtValue again = there.copy_to(device_);
  EXPECT_NE(again.data_ptr(), there.data_ptr());
  EXPECT_EQ(elements_of(again), (Floats{1, 2}));
  const std::vector<OrtValue> sources{floats({7}, {1}), there};
  const std::vector<OrtValue> targets{empty_on_device({1}), floats({0, 0}, {2})};
  copy_tensors(sources, targets);
  EXPECT_EQ(elements_of(targets[0]), (Floats{7}));
  EXPECT_EQ(elements_of(targets[1]), (Floats{1, 2}));
  const std::vector<OrtValue> wrong{targets[1], targets[0]};
  EXPECT_TRUE(throws_usage([&] { copy_tensors(sources, wrong); }, "tensor 0 is float[1], and its target float[2]"));
  EXPECT_TRUE(throws_usage([&] { copy_tensors(sources, std::span(targets).first(1)); }, "got 2 sources and 1 targets"));
}

TEST_P(DeviceValue, WrapsMemoryOfSomebodyElse) {
  const OrtValue memory = on_device({1, 2, 3}, {3});
  auto owner = std::make_shared<int>(0);
  const std::weak_ptr<int> alive = owner;
  {
    const OrtValue view =
        OrtValue::from_memory(memory.data_ptr(), 12, Dims{3}, DataType::kFloat, std::move(owner), device_);
    EXPECT_EQ(elements_of(view), (Floats{1, 2, 3}));
    EXPECT_EQ(view.device(), device_);
  }
  EXPECT_TRUE(alive.expired());
}

TEST_P(DeviceValue, OnADeviceHasNoBytesForTheHost) {
  if (is_cpu()) GTEST_SKIP() << "the host reads its own memory";
  const OrtValue value = on_device({1}, {1});
  EXPECT_TRUE(
      throws_usage([&] { value.bytes(); }, "the tensor is on device " + GetParam() + ":0 and its bytes cannot"));
  EXPECT_TRUE(throws_usage([&] { value.data<float>(); }, "cannot be read on the CPU"));
  EXPECT_TRUE(throws_usage([&] { OrtValue::from_shape_and_type(Dims{1}, DataType::kString, device_); },
                           "strings live in CPU memory only"));
  EXPECT_TRUE(throws_usage([&] { OrtValue::from_strings({"a"}, Dims{1}).copy_to(device_); },
                           "strings live in CPU memory only"));
}

TEST_P(DeviceValue, ComesInMemoryThatTheDeviceReads) {
  const OrtMemoryInfo info(GetParam() == "cuda" ? "CudaPinned"
                           : is_cpu()           ? "Cpu"
                                                : GetParam(),
                           OrtAllocatorType::ORT_DEVICE_ALLOCATOR, 0, OrtMemType::CPU_OUTPUT);
  EXPECT_EQ(info.is_pinned(), !is_cpu());
  const OrtValue value = OrtValue::from_shape_and_type(Dims{2}, DataType::kFloat, info);
  EXPECT_EQ(value.device_name(), "cpu");
  value.data<float>()[1] = 3;
  EXPECT_EQ(elements_of(value.copy_to(device_))[1], 3);
}

TEST_P(DeviceValue, FeedsAndReceivesRuns) {
  const auto model = session("g (float[N] x) => (float[N] y) { a = Relu(x) y = Add(a, x) }");
  const std::vector<std::string> in{"x"};
  const std::vector<std::string> out{"y"};
  const std::vector<OrtValue> x{on_device({-1, 2}, {2})};
  std::vector<OrtValue> y{empty_on_device({2})};
  for (int round = 0; round < 3; ++round) model.run_into(out, y, in, x);
  EXPECT_EQ(elements_of(y[0]), (Floats{-1, 4}));
  EXPECT_EQ(elements_of(model.run({}, {{"x", x[0]}})[0]), (Floats{-1, 4}));
}

INSTANTIATE_TEST_SUITE_P(On, DeviceValue, test_devices(), test_device_name);

class FarRuns : public OnDevice {};

TEST_P(FarRuns, CopyAndWaitOnlyWhereTheyMust) {
  const auto model =
      session("g (float[N] x) => (float[N] y) { c = Constant <value = float[2] {1, 2}> () a = Relu(x) y = Add(a, c) }");
  IOBinding binding = model.io_binding();
  binding.bind_ortvalue_input("x", on_device({-1, 2}, {2}));
  binding.bind_output("y", device_);
  model.run_with_iobinding(binding);
  EXPECT_EQ(far_->counts().to_device, 1) << "the constant";
  const int waits = far_->counts().synchronizations;
  for (int round = 0; round < 5; ++round) model.run_with_iobinding(binding);
  EXPECT_EQ(far_->counts().to_device, 1);
  EXPECT_EQ(far_->counts().to_host, 0);
  EXPECT_EQ(far_->counts().synchronizations, waits + 5);
  EXPECT_EQ(elements_of(binding.get_outputs()[0]), (Floats{1, 4}));
}

TEST_P(FarRuns, LeaveTheirWorkToTheDeviceWhenTold) {
  const auto model = session("g (float[N] x) => (float[N] y) { y = Relu(x) }");
  IOBinding binding = model.io_binding();
  binding.bind_ortvalue_input("x", on_device({-1, 2}, {2}));
  const OrtValue y = on_device({9, 9}, {2});
  binding.bind_ortvalue_output("y", y);
  RunOptions options;
  options.add_run_config_entry("disable_synchronize_execution_providers", "1");
  model.run_with_iobinding(binding, &options);
  EXPECT_EQ(far_->counts().synchronizations, 0);
  EXPECT_EQ(elements_of(y), (Floats{9, 9}));
  binding.synchronize_outputs();
  EXPECT_EQ(elements_of(y), (Floats{0, 2}));
  model.run_with_iobinding(binding, &options);
  EXPECT_EQ(elements_of(binding.copy_outputs_to_cpu()[0]), (Floats{0, 2}));
  binding.bind_output("y");
  model.run_with_iobinding(binding, &options);
  EXPECT_EQ(elements_of(binding.get_outputs()[0]), (Floats{0, 2})) << "a result on the CPU is always waited for";
}

TEST_P(FarRuns, CopySeveralResultsWithOneWait) {
  const auto model = session("g (float[N] x) => (float[N] a, float[N] b) { a = Relu(x) b = Add(x, x) }");
  const int before = far_->counts().synchronizations;
  const auto results = model.run({}, {{"x", floats({-1, 2}, {2})}});
  EXPECT_EQ(far_->counts().synchronizations, before + 1);
  EXPECT_EQ(elements_of(results[0]), (Floats{0, 2}));
  EXPECT_EQ(elements_of(results[1]), (Floats{-2, 4}));
}

INSTANTIATE_TEST_SUITE_P(On, FarRuns, ::testing::Values("far"), test_device_name);

TEST(OrtDevice, HasOnnxRuntimesNamesAndNumbers) {
  EXPECT_EQ(OrtDevice().name(), "cpu");
  EXPECT_EQ(OrtDevice::make("cuda", 2).device_id(), 2);
  EXPECT_EQ(OrtDevice::make("cuda", 2).device_type(), OrtDevice::cuda());
  EXPECT_EQ(OrtDevice::make("gpu", 2), OrtDevice::make("cuda", 2));
  EXPECT_EQ(OrtDevice::make("dml", 0).device_type(), 4);
  EXPECT_EQ(OrtDevice::make("cuda", 0).device_vendor_id(), 0x10DEU);
  EXPECT_EQ(OrtDevice::make("cpu", 0, 7).device_vendor_id(), 7U);
  EXPECT_TRUE(throws_usage([] { OrtDevice::make("tpu", 0); }, "Unsupported device type: tpu"));
  EXPECT_TRUE(throws_usage([] { OrtDevice::make("cuda", -1); }, "there is no device -1 of type 'cuda'"));
  EXPECT_TRUE(throws_usage([] { OrtDevice::make("cpu", 1); }, "there is no device 1 of type 'cpu'"));
  EXPECT_TRUE(throws_error([] { OrtValue::from_shape_and_type(Dims{1}, DataType::kFloat, OrtDevice::make("dml", 0)); },
                           ErrorCode::kEpFail, ErrorKind::kProvider, "there is no device 'dml'"));
}

TEST(OrtMemoryInfo, MeansAMemory) {
  const OrtMemoryInfo cpu("Cpu", OrtAllocatorType::ORT_ARENA_ALLOCATOR, 0, OrtMemType::DEFAULT);
  EXPECT_EQ(cpu.name(), "Cpu");
  EXPECT_EQ(cpu.allocator_type(), OrtAllocatorType::ORT_ARENA_ALLOCATOR);
  EXPECT_EQ(cpu.mem_type(), OrtMemType::DEFAULT);
  EXPECT_EQ(cpu.device_type(), OrtDevice::cpu());
  EXPECT_EQ(cpu, OrtMemoryInfo("Cpu", OrtAllocatorType::ORT_ARENA_ALLOCATOR, 0, OrtMemType::DEFAULT));
  const OrtMemoryInfo pinned("CudaPinned", OrtAllocatorType::ORT_DEVICE_ALLOCATOR, 1, OrtMemType::CPU_OUTPUT);
  EXPECT_TRUE(pinned.is_pinned());
  EXPECT_EQ(pinned.device_id(), 1);
  EXPECT_EQ(pinned.device_type(), OrtDevice::cpu());
  EXPECT_EQ(pinned.device_mem_type(), OrtDeviceMemoryType::HOST_ACCESSIBLE);
  const OrtMemoryInfo made =
      OrtMemoryInfo::create_v2("mine", OrtMemoryInfoDeviceType::GPU, 0x10DE, 3, OrtDeviceMemoryType::DEFAULT, 0,
                               OrtAllocatorType::ORT_DEVICE_ALLOCATOR);
  EXPECT_EQ(made.name(), "mine");
  EXPECT_EQ(made.device(), OrtDevice::make("cuda", 3));
  EXPECT_EQ(OrtMemType::CPU, OrtMemType::CPU_OUTPUT);
  EXPECT_TRUE(throws_usage([] { OrtMemoryInfo("Tpu", OrtAllocatorType::ORT_DEVICE_ALLOCATOR, 0, OrtMemType::DEFAULT); },
                           "Specified device is not supported."));
  EXPECT_TRUE(throws_usage(
      [] {
        OrtMemoryInfo::create_v2("x", OrtMemoryInfoDeviceType::GPU, 0x1002, 0, OrtDeviceMemoryType::DEFAULT, 0,
                                 OrtAllocatorType::ORT_DEVICE_ALLOCATOR);
      },
      "Specified device is not supported."));
}

}  // namespace
}  // namespace ort::test
