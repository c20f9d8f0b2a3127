#include "providers/cuda/cudnn_graph.h"

#include <string>

#include "libort/core/fail.h"
#include "libort/core/shape.h"

namespace ort::cuda {
namespace {

constexpr std::size_t kMaxDnnRank = 5;

cudnnDataType_t element_type(DataType dtype) {
  switch (dtype) {
    case DataType::kFloat:
      return CUDNN_DATA_FLOAT;
    case DataType::kDouble:
      return CUDNN_DATA_DOUBLE;
    case DataType::kFloat16:
      return CUDNN_DATA_HALF;
    case DataType::kBfloat16:
      return CUDNN_DATA_BFLOAT16;
    default:
      fail_unsupported("no convolution of " + std::string(data_type_name(dtype)) + " on CUDA");
  }
}

/// cuDNN knows two and three spatial axes: one gets an axis of length one in front.
Convolution with_two_axes(Convolution convolution) {
  if (convolution.x.size() != 3) return convolution;
  for (auto* sizes : {&convolution.x, &convolution.w, &convolution.y}) sizes->insert(sizes->begin() + 2, 1);
  convolution.pads.insert(convolution.pads.begin(), 0);
  convolution.strides.insert(convolution.strides.begin(), 1);
  convolution.dilations.insert(convolution.dilations.begin(), 1);
  return convolution;
}

/// Adds the operations of a convolution one after the other. Each returns where its descriptor stands among the parts,
/// or -1 when cuDNN refused it; what is made of a refused one is refused.
class GraphMaker {
 public:
  GraphMaker(const Convolution& convolution, std::vector<DnnDescriptor>& parts)
      : convolution_(convolution),
        parts_(parts),
        dtype_(element_type(convolution.dtype)),
        compute_(convolution.dtype == DataType::kDouble ? CUDNN_DATA_DOUBLE : CUDNN_DATA_FLOAT) {}

  int tensor(DnnTensor name, const std::vector<int64_t>& sizes) {
    return tensor(static_cast<int64_t>(name), sizes, dtype_, false);
  }

  /// Between two operations, in no memory.
  int between() { return tensor(next_virtual_++, convolution_.y, compute_, true); }

  int convolve(int x, int w, int y) {
    const bool forward = convolution_.kind == Convolution::Kind::kForward;
    const int window = windows();
    DnnDescriptor operation(forward ? CUDNN_BACKEND_OPERATION_CONVOLUTION_FORWARD_DESCRIPTOR
                                    : CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_DATA_DESCRIPTOR);
    if (x < 0 || w < 0 || y < 0 || window < 0) return -1;
    operation.set(forward ? CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_CONV_DESC
                          : CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_CONV_DESC,
                  part(window));
    operation.set(forward ? CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_X : CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DY,
                  part(x));
    operation.set(forward ? CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_W : CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_W,
                  part(w));
    operation.set(forward ? CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_Y : CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DX,
                  part(y));
    set_factor(
        operation,
        forward ? CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_ALPHA : CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_ALPHA, 1);
    set_factor(operation,
               forward ? CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_BETA : CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_BETA,
               0);
    return add_operation(std::move(operation));
  }

  /// y = mode(x, b); without b for -1 where the mode takes one operand.
  int pointwise(cudnnPointwiseMode_t mode, int x, int b, int y) {
    DnnDescriptor description(CUDNN_BACKEND_POINTWISE_DESCRIPTOR);
    description.set(CUDNN_ATTR_POINTWISE_MODE, mode);
    description.set(CUDNN_ATTR_POINTWISE_MATH_PREC, compute_);
    const int described = add(std::move(description));
    if (described < 0 || x < 0 || y < 0) return -1;
    DnnDescriptor operation(CUDNN_BACKEND_OPERATION_POINTWISE_DESCRIPTOR);
    operation.set(CUDNN_ATTR_OPERATION_POINTWISE_PW_DESCRIPTOR, part(described));
    operation.set(CUDNN_ATTR_OPERATION_POINTWISE_XDESC, part(x));
    if (b >= 0) operation.set(CUDNN_ATTR_OPERATION_POINTWISE_BDESC, part(b));
    operation.set(CUDNN_ATTR_OPERATION_POINTWISE_YDESC, part(y));
    return add_operation(std::move(operation));
  }

  bool refused() const { return refused_; }

  std::vector<const DnnDescriptor*> operations() const {
    std::vector<const DnnDescriptor*> list;
    for (const int operation : operations_) list.push_back(&part(operation));
    return list;
  }

 private:
  const DnnDescriptor& part(int index) const { return parts_[static_cast<std::size_t>(index)]; }

  int add(DnnDescriptor descriptor) {
    if (!descriptor.finalize()) {
      refused_ = true;
      return -1;
    }
    parts_.push_back(std::move(descriptor));
    return static_cast<int>(parts_.size()) - 1;
  }

  int add_operation(DnnDescriptor descriptor) {
    const int added = add(std::move(descriptor));
    if (added >= 0) operations_.push_back(added);
    return added;
  }

  int tensor(int64_t name, const std::vector<int64_t>& sizes, cudnnDataType_t dtype, bool is_virtual) {
    DnnDescriptor tensor(CUDNN_BACKEND_TENSOR_DESCRIPTOR);
    tensor.set(CUDNN_ATTR_TENSOR_UNIQUE_ID, name);
    tensor.set(CUDNN_ATTR_TENSOR_DATA_TYPE, dtype);
    tensor.set(CUDNN_ATTR_TENSOR_BYTE_ALIGNMENT, kConvolutionAlignment);
    tensor.set(CUDNN_ATTR_TENSOR_DIMENSIONS, sizes);
    tensor.set(CUDNN_ATTR_TENSOR_STRIDES, contiguous_strides(Shape(sizes)));
    tensor.set(CUDNN_ATTR_TENSOR_IS_VIRTUAL, is_virtual);
    return add(std::move(tensor));
  }

  int windows() {
    DnnDescriptor window(CUDNN_BACKEND_CONVOLUTION_DESCRIPTOR);
    window.set(CUDNN_ATTR_CONVOLUTION_COMP_TYPE, compute_);
    window.set(CUDNN_ATTR_CONVOLUTION_CONV_MODE, CUDNN_CROSS_CORRELATION);
    window.set(CUDNN_ATTR_CONVOLUTION_SPATIAL_DIMS, static_cast<int64_t>(convolution_.pads.size()));
    window.set(CUDNN_ATTR_CONVOLUTION_PRE_PADDINGS, convolution_.pads);
    window.set(CUDNN_ATTR_CONVOLUTION_POST_PADDINGS, convolution_.pads);
    window.set(CUDNN_ATTR_CONVOLUTION_FILTER_STRIDES, convolution_.strides);
    window.set(CUDNN_ATTR_CONVOLUTION_DILATIONS, convolution_.dilations);
    return add(std::move(window));
  }

  void set_factor(DnnDescriptor& operation, cudnnBackendAttributeName_t name, int value) const {
    if (compute_ == CUDNN_DATA_DOUBLE) return operation.set(name, static_cast<double>(value));
    operation.set(name, static_cast<float>(value));
  }

  const Convolution& convolution_;
  std::vector<DnnDescriptor>& parts_;
  cudnnDataType_t dtype_;
  cudnnDataType_t compute_;
  std::vector<int> operations_;
  int64_t next_virtual_ = 100;
  bool refused_ = false;
};

void add_operations(GraphMaker& maker, const Convolution& convolution) {
  int steps_left = (convolution.addend ? 1 : 0) + (convolution.bias ? 1 : 0) + (convolution.relu ? 1 : 0);
  const auto target = [&] { return steps_left-- > 0 ? maker.between() : maker.tensor(DnnTensor::kY, convolution.y); };
  int y = target();
  maker.convolve(maker.tensor(DnnTensor::kX, convolution.x), maker.tensor(DnnTensor::kW, convolution.w), y);
  const auto follow = [&](cudnnPointwiseMode_t mode, int operand) {
    const int next = target();
    maker.pointwise(mode, y, operand, next);
    y = next;
  };
  if (convolution.addend) follow(CUDNN_POINTWISE_ADD, maker.tensor(DnnTensor::kAddend, convolution.y));
  if (convolution.bias) {
    std::vector<int64_t> sizes(convolution.y.size(), 1);
    sizes[1] = convolution.y[1];
    follow(CUDNN_POINTWISE_ADD, maker.tensor(DnnTensor::kBias, sizes));
  }
  if (convolution.relu) follow(CUDNN_POINTWISE_RELU_FWD, -1);
}

}  // namespace

std::optional<DnnGraph> make_dnn_graph(const Convolution& convolution, cudnnHandle_t handle) {
  if (convolution.x.size() > kMaxDnnRank) return std::nullopt;
  DnnGraph made;
  const Convolution known = with_two_axes(convolution);
  GraphMaker maker(known, made.parts);
  add_operations(maker, known);
  if (maker.refused()) return std::nullopt;
  made.graph.set(CUDNN_ATTR_OPERATIONGRAPH_HANDLE, handle);
  made.graph.set(CUDNN_ATTR_OPERATIONGRAPH_OPS, maker.operations());
  if (!made.graph.finalize()) return std::nullopt;
  return made;
}

}  // namespace ort::cuda
