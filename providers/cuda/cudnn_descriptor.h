#pragma once

#include <cudnn_graph.h>

#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace ort::cuda {

/// The functions of cuDNN 9 that the provider calls, looked up when this is made. Throws (provider) when the library is
/// missing.
struct DnnFunctions {
  DnnFunctions();

  decltype(&cudnnGetVersion) version;
  decltype(&cudnnGetErrorString) error_string;
  decltype(&cudnnGetLastErrorString) last_error;
  decltype(&cudnnCreate) create;
  decltype(&cudnnDestroy) destroy;
  decltype(&cudnnSetStream) set_stream;
  decltype(&cudnnBackendCreateDescriptor) create_descriptor;
  decltype(&cudnnBackendDestroyDescriptor) destroy_descriptor;
  decltype(&cudnnBackendSetAttribute) set_attribute;
  decltype(&cudnnBackendGetAttribute) get_attribute;
  decltype(&cudnnBackendFinalize) finalize;
  decltype(&cudnnBackendExecute) execute;

  /// "cuDNN <version> failed while <doing>: <status>, <what the library says about it>".
  std::string describe(cudnnStatus_t status, const std::string& doing) const;
  /// Throws (provider) that sentence.
  void check(cudnnStatus_t status, const std::string& doing) const;
};

/// Loaded with the first call.
const DnnFunctions& dnn_functions();

/// How the library calls the type of an attribute.
template <class V>
constexpr cudnnBackendAttributeType_t dnn_attribute_type() {
  if constexpr (std::is_same_v<V, int64_t>)
    return CUDNN_TYPE_INT64;
  else if constexpr (std::is_same_v<V, float>)
    return CUDNN_TYPE_FLOAT;
  else if constexpr (std::is_same_v<V, double>)
    return CUDNN_TYPE_DOUBLE;
  else if constexpr (std::is_same_v<V, bool>)
    return CUDNN_TYPE_BOOLEAN;
  else if constexpr (std::is_same_v<V, void*>)
    return CUDNN_TYPE_VOID_PTR;
  else if constexpr (std::is_same_v<V, cudnnHandle_t>)
    return CUDNN_TYPE_HANDLE;
  else if constexpr (std::is_same_v<V, cudnnDataType_t>)
    return CUDNN_TYPE_DATA_TYPE;
  else if constexpr (std::is_same_v<V, cudnnConvolutionMode_t>)
    return CUDNN_TYPE_CONVOLUTION_MODE;
  else if constexpr (std::is_same_v<V, cudnnPointwiseMode_t>)
    return CUDNN_TYPE_POINTWISE_MODE;
  else if constexpr (std::is_same_v<V, cudnnBackendHeurMode_t>)
    return CUDNN_TYPE_HEUR_MODE;
  else if constexpr (std::is_same_v<V, cudnnBackendNumericalNote_t>)
    return CUDNN_TYPE_NUMERICAL_NOTE;
  else if constexpr (std::is_same_v<V, cudnnBackendKnobType_t>)
    return CUDNN_TYPE_KNOB_TYPE;
  else
    static_assert(std::is_void_v<V>, "no attribute has this type");
}

/// A descriptor of cuDNN's graph API.
class DnnDescriptor {
 public:
  explicit DnnDescriptor(cudnnBackendDescriptorType_t type);
  ~DnnDescriptor();
  DnnDescriptor(DnnDescriptor&& other) noexcept : descriptor_(std::exchange(other.descriptor_, nullptr)) {}
  DnnDescriptor& operator=(DnnDescriptor&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }

  cudnnBackendDescriptor_t get() const { return descriptor_; }

  template <class V>
  void set(cudnnBackendAttributeName_t name, const V& value) {
    set_raw(name, dnn_attribute_type<V>(), 1, &value);
  }
  template <class V>
  void set(cudnnBackendAttributeName_t name, const std::vector<V>& values) {
    set_raw(name, dnn_attribute_type<V>(), static_cast<int64_t>(values.size()), values.data());
  }
  void set(cudnnBackendAttributeName_t name, const DnnDescriptor& other) {
    set_raw(name, CUDNN_TYPE_BACKEND_DESCRIPTOR, 1, &other.descriptor_);
  }
  void set(cudnnBackendAttributeName_t name, const std::vector<const DnnDescriptor*>& others);

  /// All values of an attribute; empty where there is none.
  template <class V>
  std::vector<V> values(cudnnBackendAttributeName_t name) const {
    std::vector<V> found(static_cast<std::size_t>(count(name, dnn_attribute_type<V>())));
    found.resize(fill(name, dnn_attribute_type<V>(), static_cast<int64_t>(found.size()), found.data()));
    return found;
  }

  /// The descriptors of an attribute that holds some of type `type`: as many as the library says, at most `most`.
  std::vector<DnnDescriptor> descriptors(cudnnBackendAttributeName_t name, cudnnBackendDescriptorType_t type,
                                         int64_t most) const;
  /// All of them, for attributes that tell how many they hold.
  std::vector<DnnDescriptor> descriptors(cudnnBackendAttributeName_t name, cudnnBackendDescriptorType_t type) const {
    return descriptors(name, type, count(name, CUDNN_TYPE_BACKEND_DESCRIPTOR));
  }

  /// False when the library does not support what was described. Says in a warning when it finds it wrong instead.
  bool finalize();

 private:
  void set_raw(cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type, int64_t count, const void* values);
  int64_t count(cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type) const;
  std::size_t fill(cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type, int64_t room,
                   void* values) const;

  cudnnBackendDescriptor_t descriptor_ = nullptr;
};

}  // namespace ort::cuda
