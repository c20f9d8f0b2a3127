#include "libort/ops/families.h"
#include "libort/ops/op_registry.h"

namespace ort {
namespace {

void define_all(OpRegistry& ops) {
  define_activation(ops);
  define_arg_max(ops);
  define_arithmetic(ops);
  define_attention(ops);
  define_batch_normalization(ops);
  define_cast(ops);
  define_comparison(ops);
  define_concat_split(ops);
  define_constant(ops);
  define_conv(ops);
  define_conv_transpose(ops);
  define_cum_sum(ops);
  define_depth_space(ops);
  define_dropout(ops);
  define_elementwise_math(ops);
  define_expand_tile(ops);
  define_eye_like(ops);
  define_float_class(ops);
  define_gather(ops);
  define_gather_elements(ops);
  define_gelu(ops);
  define_gemm(ops);
  define_identity(ops);
  define_instance_normalization(ops);
  define_layer_normalization(ops);
  define_logic(ops);
  define_lrn(ops);
  define_matmul(ops);
  define_one_hot(ops);
  define_pad(ops);
  define_pool(ops);
  define_range(ops);
  define_reduce(ops);
  define_reshape(ops);
  define_resize(ops);
  define_scatter(ops);
  define_shape(ops);
  define_slice(ops);
  define_softmax(ops);
  define_tensor_scatter(ops);
  define_top_k(ops);
  define_transpose(ops);
  define_trilu(ops);
  define_variadic_arithmetic(ops);
  define_where(ops);
}

}  // namespace

const OpRegistry& op_registry() {
  static const OpRegistry registry = [] {
    OpRegistry ops;
    define_all(ops);
    return ops;
  }();
  return registry;
}

}  // namespace ort
