#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ort/device.h"
#include "ort/session.h"
#include "ort/value.h"

namespace ort {

/// Inputs and outputs of a session, bound once to places on its devices and used by `run_with_iobinding` as often as
/// one likes. Made by `InferenceSession::io_binding`; must not outlive the session. Not thread-safe: threads that run a
/// session at the same time use a binding each.
///
///   ort::IOBinding binding = session.io_binding();
///   binding.bind_ortvalue_input("x", ort::OrtValue::from_vector(pixels, shape, ort::OrtDevice::make("cuda", 0)));
///   binding.bind_output("y", ort::OrtDevice::make("cuda", 0));
///   session.run_with_iobinding(binding);
///   const std::vector<float> scores = to_vector(binding.copy_outputs_to_cpu()[0]);
class IOBinding {
 public:
  explicit IOBinding(const InferenceSession& session);
  IOBinding(IOBinding&&) noexcept;
  IOBinding& operator=(IOBinding&&) noexcept;
  ~IOBinding();

  /// Binds a tensor in CPU memory. All `bind_..._input`: a tensor that lies elsewhere than the model's nodes read the
  /// input is copied there now, so that later changes of it are not seen; otherwise its memory is used as it is at each
  /// run. Binding a name again replaces what was bound. Type and shape are checked by the run.
  /// Throws INVALID_ARGUMENT "Failed to find NodeArg with name: X in the def list", "Only binding Tensors is currently
  /// supported", "Only binding non-string Tensors is currently supported".
  void bind_cpu_input(std::string_view name, const OrtValue& arr_on_cpu);

  /// Binds memory of the caller on `device`, which must stay until the last run.
  /// Throws INVALID_ARGUMENT "Error when binding input: Failed to find input name in the mapping: X".
  void bind_input(std::string_view name, const OrtDevice& device, DataType element_type, std::span<const int64_t> shape,
                  void* buffer_ptr);

  /// Binds any value. Throws as `bind_input`.
  void bind_ortvalue_input(std::string_view name, const OrtValue& ortvalue);

  /// Asks for an output on `device`, in memory that the run allocates. The next run writes into the same memory again
  /// where the result has the same type and shape and the memory is not bound as an input as well, else into new
  /// memory. (ONNX Runtime refuses another shape with "OrtValue shape verification failed".) Whether there is such an
  /// output is checked by the run, as for the other forms.
  void bind_output(std::string_view name, const OrtDevice& device = {});

  /// Asks for an output in memory of the caller on `device`, which must stay until the last run; a null `buffer_ptr`
  /// means memory that the run allocates. A result with another type or shape fails the run. Throws INVALID_ARGUMENT
  /// "`element_type` and `shape` are to be provided if pre-allocated memory is provided".
  void bind_output(std::string_view name, const OrtDevice& device, DataType element_type,
                   std::span<const int64_t> shape, void* buffer_ptr);

  /// Asks for an output in the tensor `ortvalue`; where it holds no tensor, as `bind_output` on the CPU.
  void bind_ortvalue_output(std::string_view name, const OrtValue& ortvalue);

  /// Names in the order in which they were bound first.
  const std::vector<std::string>& get_output_names() const;

  /// The outputs in the order of their names, where they lie; without value before the first run.
  const std::vector<OrtValue>& get_outputs() const;

  /// Copies of the outputs in CPU memory.
  std::vector<OrtValue> copy_outputs_to_cpu() const;

  /// Wait until the devices have done what runs with "disable_synchronize_execution_providers" left behind. Copies of
  /// inputs are always there when `bind_..._input` returns.
  void synchronize_inputs() const;
  void synchronize_outputs() const;

  void clear_binding_inputs();
  void clear_binding_outputs();

 private:
  friend class InferenceSession;
  struct State;
  std::unique_ptr<State> state_;
};

/// ONNX Runtime's name of the class under the one of its Python package.
using SessionIOBinding = IOBinding;

}  // namespace ort
