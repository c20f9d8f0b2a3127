#include "providers/cuda/host/dnn_host.h"

#include <cstring>
#include <stdexcept>

#include "libort/core/shape.h"
#include "providers/cuda/host/cpu_node.h"

namespace ort::cuda::host {
namespace {

/// Both pads of every axis, in ONNX's order.
std::vector<int64_t> both_sides(std::vector<int64_t> pads) {
  const std::vector<int64_t> begin = pads;
  pads.insert(pads.end(), begin.begin(), begin.end());
  return pads;
}

/// What ConvTranspose adds behind the last window so that Y has its size.
std::vector<int64_t> output_padding(const Convolution& convolution) {
  std::vector<int64_t> padding;
  for (std::size_t i = 0; i < convolution.pads.size(); ++i) {
    const int64_t extent = (convolution.w[i + 2] - 1) * convolution.dilations[i] + 1;
    const int64_t covered = (convolution.x[i + 2] - 1) * convolution.strides[i] + extent - 2 * convolution.pads[i];
    padding.push_back(convolution.y[i + 2] - covered);
  }
  return padding;
}

class NodeConvolution final : public PlannedConvolution, public std::enable_shared_from_this<NodeConvolution> {
 public:
  explicit NodeConvolution(const Convolution& convolution) : convolution_(convolution), node_(node_of(convolution)) {}

  std::size_t workspace() const override { return 64; }

  void run(cudaStream_t stream, const ConvolutionPointers& pointers, std::byte* workspace) const override {
    check_argument(&pointers, sizeof(pointers));
    for (const void* address :
         {pointers.x, pointers.w, pointers.bias, pointers.addend, static_cast<const void*>(pointers.y)}) {
      if (reinterpret_cast<uintptr_t>(address) % kConvolutionAlignment != 0)
        throw std::logic_error("an unaligned address for: " + describe(convolution_));
    }
    enqueue(stream, [self = shared_from_this(), pointers, workspace] {
      // A library writes its scratch memory: a value that lies there would be lost.
      std::memset(workspace, 0xFF, self->workspace());
      const Tensor y = self->compute(pointers);
      std::memcpy(pointers.y, y.data(), y.bytes());
    });
  }

 private:
  static CpuNode node_of(const Convolution& convolution) {
    CpuNode::Attributes attributes;
    attributes.emplace("pads", both_sides(convolution.pads));
    attributes.emplace("strides", convolution.strides);
    attributes.emplace("dilations", convolution.dilations);
    attributes.emplace("group", convolution.groups);
    if (convolution.relu) attributes.emplace("activation", std::string("Relu"));
    const auto given = [&](bool present) { return present ? convolution.dtype : DataType::kUndefined; };
    if (convolution.kind == Convolution::Kind::kForward) {
      return {"FusedConv",
              "com.microsoft",
              std::move(attributes),
              {convolution.dtype, convolution.dtype, given(convolution.bias), given(convolution.addend)}};
    }
    attributes.emplace("output_padding", output_padding(convolution));
    return {"ConvTranspose", "", std::move(attributes), {convolution.dtype, convolution.dtype}};
  }

  Tensor compute(const ConvolutionPointers& pointers) const {
    const Convolution& c = convolution_;
    std::vector<Tensor> inputs{device_tensor(c.dtype, Shape(c.x), pointers.x),
                               device_tensor(c.dtype, Shape(c.w), pointers.w)};
    if (c.kind == Convolution::Kind::kForward) {
      inputs.resize(4);
      if (c.bias) inputs[2] = device_tensor(c.dtype, Shape{c.w[0]}, pointers.bias);
      if (c.addend) inputs[3] = device_tensor(c.dtype, Shape(c.y), pointers.addend);
    }
    Tensor y = node_.run(std::move(inputs));
    if (y.shape() != Shape(c.y)) throw std::logic_error("y is " + y.shape().to_string() + " in: " + describe(c));
    return y;
  }

  Convolution convolution_;
  CpuNode node_;
};

class HostDnn final : public Dnn {
 public:
  std::shared_ptr<const PlannedConvolution> plan(const Convolution& convolution) override {
    const bool fused = convolution.bias || convolution.addend || convolution.relu;
    if (convolution.x.size() > 5 || (fused && convolution.dtype == DataType::kDouble)) return nullptr;
    return std::make_shared<const NodeConvolution>(convolution);
  }
};

}  // namespace

std::shared_ptr<Dnn> make_dnn() { return std::make_shared<HostDnn>(); }

}  // namespace ort::cuda::host
