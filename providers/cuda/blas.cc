#include "providers/cuda/blas.h"

namespace ort::cuda {
namespace {

std::string print(const MatrixLayout& layout) {
  return std::to_string(layout.row_step) + "/" + std::to_string(layout.batch_step);
}

std::string print(MatrixProduct::Addend addend) {
  switch (addend) {
    case MatrixProduct::Addend::kNone:
      return "";
    case MatrixProduct::Addend::kMatrix:
      return " + matrix";
    case MatrixProduct::Addend::kRow:
      return " + row";
  }
  return "";
}

}  // namespace

MatrixProduct dense_product(DataType dtype, int64_t m, int64_t n, int64_t k, bool transpose_a, bool transpose_b,
                            int64_t batch) {
  MatrixProduct product;
  product.dtype = dtype;
  product.m = m;
  product.n = n;
  product.k = k;
  product.transpose_a = transpose_a;
  product.transpose_b = transpose_b;
  product.batch = batch;
  product.a = {transpose_a ? m : k, m * k};
  product.b = {transpose_b ? k : n, k * n};
  product.c = {n, m * n};
  product.d = {n, m * n};
  return product;
}

std::string describe(const MatrixProduct& product) {
  std::string text(data_type_name(product.dtype));
  text += " " + std::to_string(product.m) + "x" + std::to_string(product.n) + "x" + std::to_string(product.k);
  text += std::string(" ") + (product.transpose_a ? "t" : "n") + (product.transpose_b ? "t" : "n");
  text += print(product.addend);
  if (product.relu) text += " relu";
  text += ", batch " + std::to_string(product.batch);
  text += ", steps " + print(product.a) + " " + print(product.b) + " ";
  if (product.addend == MatrixProduct::Addend::kMatrix) text += print(product.c) + " ";
  return text + print(product.d);
}

}  // namespace ort::cuda
