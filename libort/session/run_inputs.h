#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "libort/core/runtime_value.h"
#include "libort/graph/graph.h"
#include "ort/value.h"

namespace ort {

/// Knows what the graph inputs of a session must look like and holds the values of a run against it.
class RunInputs {
 public:
  explicit RunInputs(const Graph& graph);

  std::size_t count() const { return inputs_.size(); }
  ValueId value(std::size_t i) const { return inputs_[i].value; }

  /// Puts the default of an overridable initializer into the memory of the device that reads it.
  void set_fallback(std::size_t i, Tensor tensor) { inputs_[i].fallback = std::move(tensor); }

  /// Sets `bound[i]` to the value for graph input i: the given one, or the default of an overridable initializer, or an
  /// empty optional. Throws ONNX Runtime's INVALID_ARGUMENT messages for unknown names, wrong kinds, types and shapes,
  /// missing inputs, and symbolic dimensions that two inputs give different sizes. Allocates nothing when all is well.
  void bind(std::span<const std::string> names, std::span<const OrtValue> values,
            std::span<const RuntimeValue*> bound) const;

 private:
  struct Input {
    ValueId value;
    std::string name;
    ValueType type;
    std::string type_name;
    RuntimeValue fallback;  ///< used when nothing is given and `has_fallback`
    bool has_fallback = false;
  };
  /// Two dimensions that the model gives the same symbol.
  struct SharedSymbol {
    std::size_t first_input, first_axis, second_input, second_axis;
  };

  static void check_kind(const Input& input, const RuntimeValue& value);
  static void check_shape(const Input& input, const Tensor& tensor);
  void check_symbols(std::span<const RuntimeValue*> bound) const;
  void fail_missing(std::span<const std::string> names, std::span<const RuntimeValue*> bound) const;
  void find_shared_symbols();

  std::vector<Input> inputs_;
  std::map<std::string, std::size_t, std::less<>> by_name_;
  std::vector<SharedSymbol> shared_symbols_;
};

}  // namespace ort
