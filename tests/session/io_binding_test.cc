#include "ort/io_binding.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/session/model_bytes.h"
#include "tests/support/test_device.h"
#include "tests/support/throws_error.h"

namespace ort::test {
namespace {

using testing::throws_error;

using Floats = std::vector<float>;
using Dims = std::vector<int64_t>;

constexpr const char* kModel = "g (float[N] x, float[N] w) => (float[N] y) { a = Relu(x) y = Add(a, w) }";

class Binding : public OnDevice {};

TEST_P(Binding, CpuInputsAndAnOutputOnTheCpu) {
  const auto model = session(kModel);
  IOBinding binding = model.io_binding();
  binding.bind_cpu_input("x", floats({-1, 2, 3}, {3}));
  binding.bind_cpu_input("w", floats({10, 20, 30}, {3}));
  binding.bind_output("y");
  model.run_with_iobinding(binding);
  EXPECT_EQ(binding.get_outputs()[0].device_name(), "cpu");
  EXPECT_EQ(elements_of(binding.copy_outputs_to_cpu()[0]), (Floats{10, 22, 33}));
}

TEST_P(Binding, InputsOnTheDeviceAndAnOutputPreallocatedThere) {
  const auto model = session(kModel);
  const OrtValue y = empty_on_device({3});
  IOBinding binding = model.io_binding();
  binding.bind_ortvalue_input("x", on_device({-1, 2, 3}, {3}));
  binding.bind_ortvalue_input("w", on_device({10, 20, 30}, {3}));
  binding.bind_ortvalue_output("y", y);
  model.run_with_iobinding(binding);
  EXPECT_EQ(binding.get_outputs()[0].data_ptr(), y.data_ptr());
  EXPECT_EQ(elements_of(y), (Floats{10, 22, 33}));
}

TEST_P(Binding, AnOutputOnTheDeviceThatTheRunAllocates) {
  const auto model = session(kModel);
  IOBinding binding = model.io_binding();
  binding.bind_ortvalue_input("x", on_device({-1, 2, 3}, {3}));
  binding.bind_ortvalue_input("w", on_device({10, 20, 30}, {3}));
  binding.bind_output("y", device_);
  EXPECT_FALSE(binding.get_outputs()[0].has_value());
  model.run_with_iobinding(binding);
  const OrtValue first = binding.get_outputs()[0];
  EXPECT_EQ(first.device_name(), GetParam());
  EXPECT_EQ(first.shape(), (Dims{3}));
  EXPECT_EQ(elements_of(first), (Floats{10, 22, 33}));
  binding.bind_ortvalue_input("x", on_device({5, -5, 0}, {3}));
  model.run_with_iobinding(binding);
  EXPECT_EQ(binding.get_outputs()[0].data_ptr(), first.data_ptr()) << "results are kept and written again";
  EXPECT_EQ(elements_of(binding.get_outputs()[0]), (Floats{15, 20, 30}));
  binding.bind_ortvalue_input("x", on_device({1, 1}, {2}));
  binding.bind_ortvalue_input("w", on_device({2, 3}, {2}));
  model.run_with_iobinding(binding);
  EXPECT_EQ(elements_of(binding.get_outputs()[0]), (Floats{3, 4}));
  EXPECT_EQ(elements_of(first), (Floats{15, 20, 30})) << "another shape takes new memory";
}

TEST_P(Binding, PointersOfSomebodyElse) {
  const auto model = session(kModel);
  const OrtValue x = on_device({-1, 2}, {2});
  const OrtValue w = on_device({10, 20}, {2});
  const OrtValue y = empty_on_device({2});
  const Dims shape{2};
  IOBinding binding = model.io_binding();
  binding.bind_input("x", device_, DataType::kFloat, shape, x.data_ptr());
  binding.bind_input("w", device_, DataType::kFloat, shape, w.data_ptr());
  binding.bind_output("y", device_, DataType::kFloat, shape, y.data_ptr());
  model.run_with_iobinding(binding);
  EXPECT_EQ(elements_of(y), (Floats{10, 22}));
}

TEST_P(Binding, CopiesToTheReadersDeviceWhenItBinds) {
  const auto model = session(kModel);
  OrtValue x = floats({1, 2}, {2});
  IOBinding binding = model.io_binding();
  binding.bind_cpu_input("x", x);
  binding.bind_ortvalue_input("w", on_device({0, 0}, {2}));
  binding.bind_output("y", device_);
  x.data<float>()[0] = 100;
  model.run_with_iobinding(binding);
  EXPECT_EQ(elements_of(binding.get_outputs()[0]), (is_cpu() ? Floats{100, 2} : Floats{1, 2}));
}

TEST_P(Binding, SeesWhatIsWrittenIntoABoundTensor) {
  const auto model = session(kModel);
  OrtValue x = on_device({1, 2}, {2});
  IOBinding binding = model.io_binding();
  binding.bind_ortvalue_input("x", x);
  binding.bind_ortvalue_input("w", on_device({0, 0}, {2}));
  binding.bind_output("y", device_);
  model.run_with_iobinding(binding);
  x.update_inplace(floats({7, 8}, {2}));
  model.run_with_iobinding(binding);
  EXPECT_EQ(elements_of(binding.get_outputs()[0]), (Floats{7, 8}));
}

TEST_P(Binding, AResultThatIsBoundAsInputIsNotOverwritten) {
  const auto model = session("g (float[N] x) => (float[N] y) { y = Add(x, x) }");
  IOBinding binding = model.io_binding();
  binding.bind_ortvalue_input("x", on_device({1}, {1}));
  binding.bind_output("y", device_);
  for (float expected = 2; expected < 40; expected *= 2) {
    model.run_with_iobinding(binding);
    const OrtValue result = binding.get_outputs()[0];
    EXPECT_EQ(elements_of(result), (Floats{expected}));
    binding.bind_ortvalue_input("x", result);
    EXPECT_EQ(elements_of(result), (Floats{expected}));
  }
}

TEST_P(Binding, KeepsTheOrderOfOutputsWhenANameIsBoundAgain) {
  const auto model = session("g (float[N] x) => (float[N] a, float[N] b) { a = Relu(x) b = Add(x, x) }");
  IOBinding binding = model.io_binding();
  binding.bind_ortvalue_input("x", on_device({-1, 1}, {2}));
  binding.bind_output("b", device_);
  binding.bind_output("a");
  binding.bind_output("b");
  EXPECT_EQ(binding.get_output_names(), (std::vector<std::string>{"b", "a"}));
  model.run_with_iobinding(binding);
  EXPECT_EQ(binding.get_outputs()[0].device_name(), "cpu");
  EXPECT_EQ(elements_of(binding.get_outputs()[0]), (Floats{-2, 2}));
  EXPECT_EQ(elements_of(binding.get_outputs()[1]), (Floats{0, 1}));
}

TEST_P(Binding, OutputsWhoseShapeOnlyTheRunKnows) {
  const auto model = session("g (float[N] x, int64[2] shape) => (float[A, B] y) { a = Relu(x) y = Reshape(a, shape) }");
  IOBinding binding = model.io_binding();
  binding.bind_ortvalue_input("x", on_device({-1, 2, 3, 4}, {4}));
  binding.bind_ortvalue_input("shape", OrtValue::from_vector<int64_t>({2, 2}, Dims{2}));
  binding.bind_output("y", device_);
  model.run_with_iobinding(binding);
  EXPECT_EQ(binding.get_outputs()[0].device_name(), GetParam());
  EXPECT_EQ(binding.get_outputs()[0].shape(), (Dims{2, 2}));
  EXPECT_EQ(elements_of(binding.get_outputs()[0]), (Floats{0, 2, 3, 4}));
  binding.bind_ortvalue_input("shape", OrtValue::from_vector<int64_t>({4, 1}, Dims{2}));
  model.run_with_iobinding(binding);
  EXPECT_EQ(binding.get_outputs()[0].shape(), (Dims{4, 1}));

  const OrtValue y = empty_on_device({4, 1});
  binding.bind_ortvalue_output("y", y);
  model.run_with_iobinding(binding);
  EXPECT_EQ(elements_of(y), (Floats{0, 2, 3, 4}));
  binding.bind_ortvalue_output("y", empty_on_device({2, 2}));
  EXPECT_TRUE(throws_error([&] { model.run_with_iobinding(binding); }, ErrorCode::kInvalidArgument, ErrorKind::kNode,
                           "OrtValue shape verification failed. Current shape:{2,2} Requested shape:{4,1}"));
}

TEST_P(Binding, PassesInputsAndConstantsThrough) {
  const auto model = session(
      "g (float[N] x) => (float[N] same, float[2] c, float[N] y) { same = Identity(x) "
      "c = Constant <value = float[2] {5, 6}> () y = Relu(x) }");
  IOBinding binding = model.io_binding();
  binding.bind_ortvalue_input("x", on_device({-1, 1}, {2}));
  for (const char* name : {"same", "c", "y"}) binding.bind_output(name, device_);
  for (int round = 0; round < 2; ++round) model.run_with_iobinding(binding);
  const std::vector<OrtValue>& outputs = binding.get_outputs();
  for (const OrtValue& output : outputs) EXPECT_EQ(output.device_name(), GetParam());
  EXPECT_EQ(elements_of(outputs[0]), (Floats{-1, 1}));
  EXPECT_EQ(elements_of(outputs[1]), (Floats{5, 6}));
  EXPECT_EQ(elements_of(outputs[2]), (Floats{0, 1}));
}

TEST_P(Binding, NodesOnTheCpuReadInputsOnTheDevice) {
  const auto model = session("g (double[N] x) => (double[N] y) { y = Sqrt(x) }");
  const auto x = OrtValue::from_vector<double>({1, 4}, Dims{2}, device_);
  EXPECT_EQ(model.run({}, {{"x", x}})[0].data<double>()[1], 2);
}

TEST_P(Binding, GivesTheSameOutputOnTwoDevices) {
  const auto model = session(kModel);
  const std::vector<std::string> feeds{"x", "w"};
  const std::vector<OrtValue> values{on_device({1, -1}, {2}), floats({2, 2}, {2})};
  const std::vector<std::string> fetches{"y", "y"};
  const std::vector<OrtDevice> devices{device_, OrtDevice()};
  std::vector<OrtValue> results;
  model.run_with_ortvaluevector(nullptr, feeds, values, fetches, results, devices);
  EXPECT_EQ(results[0].device_name(), GetParam());
  EXPECT_EQ(results[1].device_name(), "cpu");
  EXPECT_EQ(elements_of(results[0]), (Floats{3, 2}));
  EXPECT_EQ(elements_of(results[1]), (Floats{3, 2}));
  EXPECT_TRUE(throws_error(
      [&] { model.run_with_ortvaluevector(nullptr, feeds, values, fetches, results, std::span(devices).first(1)); },
      ErrorCode::kInvalidArgument, ErrorKind::kInput, "fetch names has 2 elements, but fetch devices has 1 elements."));
}

TEST_P(Binding, WritesTheSameOutputIntoTwoTensors) {
  const auto model = session(kModel);
  const std::vector<std::string> feeds{"x", "w"};
  const std::vector<OrtValue> values{floats({1, -1}, {2}), floats({2, 2}, {2})};
  const std::vector<std::string> fetches{"y", "y", "y"};
  std::vector<OrtValue> results{empty_on_device({2}), empty_on_device({2}), OrtValue()};
  model.run_into(fetches, results, feeds, values);
  EXPECT_NE(results[0].data_ptr(), results[1].data_ptr());
  for (const OrtValue& result : results) EXPECT_EQ(elements_of(result), (Floats{3, 2}));
}

TEST_P(Binding, SaysWhereInputsAreReadAndOutputsMade) {
  const auto model = session(kModel);
  const std::string name = is_cpu() ? "Cpu" : GetParam() == "cuda" ? "Cuda" : "far";
  ASSERT_EQ(model.get_input_memory_infos().size(), 2U);
  EXPECT_EQ(model.get_input_memory_infos()[1].name(), name);
  EXPECT_EQ(model.get_output_memory_infos()[0].name(), name);
}

TEST_P(Binding, ForgetsWhatWasBound) {
  const auto model = session(kModel);
  IOBinding binding(model);
  binding.bind_ortvalue_input("x", on_device({1}, {1}));
  binding.bind_ortvalue_input("w", on_device({1}, {1}));
  binding.bind_output("y");
  binding.clear_binding_outputs();
  EXPECT_TRUE(binding.get_outputs().empty());
  EXPECT_TRUE(throws_error([&] { model.run_with_iobinding(binding); }, ErrorCode::kInvalidArgument, ErrorKind::kInput,
                           "Error in execution: At least one output should be requested."));
  binding.bind_output("y");
  binding.clear_binding_inputs();
  EXPECT_TRUE(throws_error([&] { model.run_with_iobinding(binding); }, ErrorCode::kInvalidArgument, ErrorKind::kInput,
                           "Error in execution: Required inputs (['x', 'w']) are missing from input feed ([])."));
}

TEST_P(Binding, SaysWhatIsWrong) {
  const auto model = session(kModel);
  IOBinding binding = model.io_binding();
  const auto fails = [](auto&& action, std::string_view part) {
    return throws_error(action, ErrorCode::kInvalidArgument, ErrorKind::kInput, part);
  };
  const OrtValue x = on_device({1, 2}, {2});
  EXPECT_TRUE(fails([&] { binding.bind_ortvalue_input("z", x); },
                    "Error when binding input: Failed to find input name in the mapping: z"));
  EXPECT_TRUE(fails([&] { binding.bind_cpu_input("z", floats({1}, {1})); },
                    "Failed to find NodeArg with name: z in the def list"));
  EXPECT_TRUE(fails([&] { binding.bind_cpu_input("x", OrtValue::from_strings({"a"}, Dims{1})); },
                    "Only binding non-string Tensors is currently supported"));
  EXPECT_TRUE(fails([&] { binding.bind_cpu_input("x", OrtValue()); }, "Only binding Tensors is currently supported"));
  EXPECT_TRUE(fails([&] { binding.bind_output("y", device_, DataType::kUndefined, {}, x.data_ptr()); },
                    "`element_type` and `shape` are to be provided if pre-allocated memory is provided"));
  binding.bind_ortvalue_input("x", x);
  binding.bind_ortvalue_input("w", x);
  binding.bind_output("z", device_);
  EXPECT_TRUE(fails([&] { model.run_with_iobinding(binding); }, "Error in execution: Invalid output name:z"));
  binding.clear_binding_outputs();
  binding.bind_ortvalue_output("y", empty_on_device({3}));
  EXPECT_TRUE(fails([&] { model.run_with_iobinding(binding); },
                    "OrtValue shape verification failed. Current shape:{3} Requested shape:{2}"));
  const auto other = session(kModel);
  EXPECT_TRUE(throws_error([&] { other.run_with_iobinding(binding); }, ErrorCode::kInvalidArgument, ErrorKind::kUsage,
                           "another session"));
  binding.bind_output("y", device_);
  model.run_with_iobinding(binding);
  EXPECT_EQ(elements_of(binding.get_outputs()[0]), (Floats{2, 4}));
}

TEST_P(Binding, ServesThreadsWithABindingEach) {
  const auto model = session(kModel);
  std::vector<std::thread> threads;
  for (float offset = 0; offset < 4; ++offset) {
    threads.emplace_back([this, &model, offset] {
      IOBinding binding = model.io_binding();
      binding.bind_ortvalue_input("x", on_device({1, 2}, {2}));
      binding.bind_ortvalue_input("w", on_device({offset, offset}, {2}));
      binding.bind_output("y", device_);
      for (int round = 0; round < 20; ++round) {
        model.run_with_iobinding(binding);
        EXPECT_EQ(elements_of(binding.get_outputs()[0]), (Floats{1 + offset, 2 + offset}));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

INSTANTIATE_TEST_SUITE_P(On, Binding, test_devices(), test_device_name);

TEST(BindingOnTheCpu, BindsAndCopiesStrings) {
  const InferenceSession model(model_bytes("g (string[1] t) => (string[1] v) { v = Identity(t) }"));
  IOBinding binding = model.io_binding();
  binding.bind_ortvalue_input("t", OrtValue::from_strings({"text"}, Dims{1}));
  binding.bind_output("v");
  for (int round = 0; round < 2; ++round) model.run_with_iobinding(binding);
  binding.get_outputs()[0].strings()[0] += "!";
  const std::vector<OrtValue> copies = binding.copy_outputs_to_cpu();
  binding.get_outputs()[0].strings()[0].clear();
  EXPECT_EQ(copies[0].strings()[0], "text!");
}

TEST(BindingOnTheCpu, NamesTheDeviceThatTheSessionLacks) {
  const InferenceSession model(model_bytes(kModel));
  IOBinding binding = model.io_binding();
  binding.bind_cpu_input("x", floats({1}, {1}));
  binding.bind_cpu_input("w", floats({1}, {1}));
  binding.bind_output("y", OrtDevice::make("cuda", 1));
  EXPECT_TRUE(throws_error([&] { model.run_with_iobinding(binding); }, ErrorCode::kInvalidArgument, ErrorKind::kUsage,
                           "output 'y' is on device cuda:1, where no provider of this session works; its devices are "
                           "cpu"));
}

}  // namespace
}  // namespace ort::test
