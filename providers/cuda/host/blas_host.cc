#include "providers/cuda/host/blas_host.h"

#include <cstring>
#include <stdexcept>

#include "libort/core/type_dispatch.h"
#include "providers/cuda/host/cpu_node.h"

namespace ort::cuda::host {
namespace {

/// A matrix of the batch without the gaps between its rows.
Tensor packed(DataType dtype, const MatrixLayout& layout, int64_t rows, int64_t columns, const void* first,
              int64_t position) {
  Tensor matrix(dtype, Shape{rows, columns});
  const int64_t bytes = data_type_bits(dtype) / 8;
  const auto* from = static_cast<const std::byte*>(first) + position * layout.batch_step * bytes;
  for (int64_t row = 0; row < rows; ++row) {
    std::memcpy(matrix.data() + row * columns * bytes, from + row * layout.row_step * bytes,
                static_cast<std::size_t>(columns * bytes));
  }
  return matrix;
}

void unpack(const Tensor& matrix, const MatrixLayout& layout, void* first, int64_t position) {
  const int64_t bytes = data_type_bits(matrix.dtype()) / 8;
  const int64_t columns = matrix.shape()[1];
  auto* to = static_cast<std::byte*>(first) + position * layout.batch_step * bytes;
  for (int64_t row = 0; row < matrix.shape()[0]; ++row) {
    std::memcpy(to + row * layout.row_step * bytes, matrix.data() + row * columns * bytes,
                static_cast<std::size_t>(columns * bytes));
  }
}

class GemmProduct final : public PlannedProduct, public std::enable_shared_from_this<GemmProduct> {
 public:
  explicit GemmProduct(const MatrixProduct& product) : product_(product), node_(node_of(product)) {}

  std::size_t workspace() const override { return 64; }

  void run(cudaStream_t stream, const MatrixPointers& pointers, std::byte* workspace) const override {
    check_argument(&pointers, sizeof(pointers));
    enqueue(stream, [self = shared_from_this(), pointers, workspace] {
      // A library writes its scratch memory: a value that lies there would be lost.
      std::memset(workspace, 0xFF, self->workspace());
      for (int64_t i = 0; i < self->product_.batch; ++i) self->compute(pointers, i);
    });
  }

 private:
  static CpuNode node_of(const MatrixProduct& product) {
    if (product.m < 1 || product.n < 1 || product.k < 1 || product.batch < 1)
      throw std::logic_error("an empty matrix product: " + describe(product));
    if (!has_epilogues(product.dtype) && (product.relu || product.addend == MatrixProduct::Addend::kRow))
      throw std::logic_error("no epilogue for this type: " + describe(product));
    CpuNode::Attributes attributes;
    attributes.emplace("alpha", product.alpha);
    attributes.emplace("beta", product.addend == MatrixProduct::Addend::kRow ? 1.0f : product.beta);
    attributes.emplace("transA", int64_t{product.transpose_a});
    attributes.emplace("transB", int64_t{product.transpose_b});
    if (product.relu) attributes.emplace("activation", std::string("Relu"));
    const bool adds = product.addend != MatrixProduct::Addend::kNone;
    return {"FusedGemm",
            "com.microsoft",
            std::move(attributes),
            {product.dtype, product.dtype, adds ? product.dtype : DataType::kUndefined}};
  }

  void compute(const MatrixPointers& pointers, int64_t i) const {
    const MatrixProduct& p = product_;
    std::vector<Tensor> inputs;
    inputs.push_back(packed(p.dtype, p.a, p.transpose_a ? p.k : p.m, p.transpose_a ? p.m : p.k, pointers.a, i));
    inputs.push_back(packed(p.dtype, p.b, p.transpose_b ? p.n : p.k, p.transpose_b ? p.k : p.n, pointers.b, i));
    if (p.addend == MatrixProduct::Addend::kMatrix) inputs.push_back(packed(p.dtype, p.c, p.m, p.n, pointers.c, i));
    if (p.addend == MatrixProduct::Addend::kRow) inputs.push_back(device_tensor(p.dtype, Shape{p.n}, pointers.c));
    inputs.resize(3);
    unpack(node_.run(std::move(inputs)), p.d, pointers.d, i);
  }

  MatrixProduct product_;
  CpuNode node_;
};

class HostBlas final : public Blas {
 public:
  std::shared_ptr<const PlannedProduct> plan(const MatrixProduct& product) override {
    return std::make_shared<const GemmProduct>(product);
  }
};

}  // namespace

std::shared_ptr<Blas> make_blas() { return std::make_shared<HostBlas>(); }

}  // namespace ort::cuda::host
