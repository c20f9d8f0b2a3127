#include "ort/io_binding.h"

#include <algorithm>

#include "libort/core/device_text.h"
#include "libort/core/text.h"
#include "libort/session/ort_device.h"
#include "libort/session/session_impl.h"
#include "libort/session/value_access.h"

namespace ort {

/// Names and values as runs take them, side by side.
struct IOBinding::State {
  const InferenceSession::Impl& session;
  std::vector<std::string> input_names;
  std::vector<OrtValue> inputs;
  std::vector<std::string> output_names;
  std::vector<OrtValue> outputs;
  std::vector<OutputPlace> places;

  void set_input(std::string_view name, const OrtValue& value);
  void set_output(std::string_view name, OrtValue value, OutputPlace place);
};

namespace {

std::size_t position_of(const std::vector<std::string>& names, std::string_view name) {
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

RuntimeValue copy_on_cpu(const RuntimeValue& value) {
  const auto copied = [](const Tensor& tensor) {
    return ValueAccess::tensor(ValueAccess::wrap(tensor).copy_to(OrtDevice()));
  };
  if (value.is_tensor()) return copied(value.tensor());
  if (value.is_map()) return MapValue{copied(value.map().keys), copied(value.map().values)};
  if (!value.is_sequence()) return value;
  SequenceValue sequence{value.sequence().element_type, {}};
  for (const RuntimeValue& element : value.sequence().elements) sequence.elements.push_back(copy_on_cpu(element));
  return sequence;
}

}  // namespace

void IOBinding::State::set_input(std::string_view name, const OrtValue& value) {
  const std::string key(name);
  if (!session.has_input(name))
    fail_input("Error when binding input: Failed to find input name in the mapping: " + printable(name));
  const RuntimeValue& held = ValueAccess::unwrap(value);
  const Device& wanted = session.reading_device(key);
  const bool elsewhere = held.is_tensor() && held.tensor().device() != wanted;
  OrtValue bound = elsewhere ? value.copy_to(ort_device_of(wanted)) : value;
  const std::size_t position = position_of(input_names, name);
  if (position == input_names.size()) {
    input_names.push_back(key);
    inputs.push_back(std::move(bound));
  } else {
    inputs[position] = std::move(bound);
  }
}

void IOBinding::State::set_output(std::string_view name, OrtValue value, OutputPlace place) {
  const std::size_t position = position_of(output_names, name);
  if (position == output_names.size()) {
    output_names.emplace_back(name);
    outputs.emplace_back();
    places.emplace_back();
  }
  outputs[position] = std::move(value);
  places[position] = std::move(place);
}

IOBinding::IOBinding(const InferenceSession& session) : state_(new State{*session.impl_, {}, {}, {}, {}, {}}) {}
IOBinding::IOBinding(IOBinding&&) noexcept = default;
IOBinding& IOBinding::operator=(IOBinding&&) noexcept = default;
IOBinding::~IOBinding() = default;

void IOBinding::bind_cpu_input(std::string_view name, const OrtValue& arr_on_cpu) {
  if (!state_->session.has_input(name))
    fail_input("Failed to find NodeArg with name: " + printable(name) + " in the def list");
  if (!arr_on_cpu.is_tensor()) fail_input("Only binding Tensors is currently supported");
  const Tensor& tensor = ValueAccess::tensor(arr_on_cpu);
  if (tensor.is_string()) fail_input("Only binding non-string Tensors is currently supported");
  if (!tensor.device().is_cpu()) {
    fail_input("bind_cpu_input takes a tensor in CPU memory, but the one for '" + printable(name) + "' is on device " +
               device_text(tensor.device()) + "; bind_ortvalue_input takes it");
  }
  state_->set_input(name, arr_on_cpu);
}

void IOBinding::bind_input(std::string_view name, const OrtDevice& device, DataType element_type,
                           std::span<const int64_t> shape, void* buffer_ptr) {
  if (element_type == DataType::kString) fail_input("Only binding non-string Tensors is currently supported");
  state_->set_input(name, OrtValue::from_memory(buffer_ptr, SIZE_MAX, shape, element_type, nullptr, device));
}

void IOBinding::bind_ortvalue_input(std::string_view name, const OrtValue& ortvalue) {
  state_->set_input(name, ortvalue);
}

void IOBinding::bind_output(std::string_view name, const OrtDevice& device) {
  state_->set_output(name, OrtValue(), {device_of(device), true});
}

void IOBinding::bind_output(std::string_view name, const OrtDevice& device, DataType element_type,
                            std::span<const int64_t> shape, void* buffer_ptr) {
  if (buffer_ptr == nullptr) return bind_output(name, device);
  if (element_type == DataType::kUndefined)
    fail_input("`element_type` and `shape` are to be provided if pre-allocated memory is provided");
  if (element_type == DataType::kString) fail_input("Only binding non-string Tensors is currently supported");
  OrtValue memory = OrtValue::from_memory(buffer_ptr, SIZE_MAX, shape, element_type, nullptr, device);
  state_->set_output(name, std::move(memory), {device_of(device), false});
}

void IOBinding::bind_ortvalue_output(std::string_view name, const OrtValue& ortvalue) {
  if (!ortvalue.is_tensor()) return bind_output(name);
  state_->set_output(name, ortvalue, {ValueAccess::tensor(ortvalue).device(), false});
}

const std::vector<std::string>& IOBinding::get_output_names() const { return state_->output_names; }

const std::vector<OrtValue>& IOBinding::get_outputs() const { return state_->outputs; }

std::vector<OrtValue> IOBinding::copy_outputs_to_cpu() const {
  state_->session.synchronize();
  std::vector<OrtValue> copies;
  copies.reserve(state_->outputs.size());
  for (const OrtValue& output : state_->outputs)
    copies.push_back(ValueAccess::wrap(copy_on_cpu(ValueAccess::unwrap(output))));
  return copies;
}

void IOBinding::synchronize_inputs() const { state_->session.synchronize(); }

void IOBinding::synchronize_outputs() const { state_->session.synchronize(); }

void IOBinding::clear_binding_inputs() {
  state_->input_names.clear();
  state_->inputs.clear();
}

void IOBinding::clear_binding_outputs() {
  state_->output_names.clear();
  state_->outputs.clear();
  state_->places.clear();
}

IOBinding InferenceSession::io_binding() const { return IOBinding(*this); }

void InferenceSession::run_with_iobinding(IOBinding& iobinding, const RunOptions* run_options) const {
  IOBinding::State& bound = *iobinding.state_;
  if (&bound.session != impl_.get()) fail_usage("the IOBinding was made for another session");
  try {
    impl_->run({bound.output_names, bound.places, bound.outputs, bound.input_names, bound.inputs, run_options});
  } catch (const Error& error) {
    throw Error(error.code(), error.kind(), std::string("Error in execution: ") + error.what());
  }
}

}  // namespace ort
