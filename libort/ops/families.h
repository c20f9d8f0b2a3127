#pragma once

namespace ort {

class OpRegistry;

// One function for each file of this folder that defines operators.
void define_activation(OpRegistry& ops);
void define_arg_max(OpRegistry& ops);
void define_arithmetic(OpRegistry& ops);
void define_attention(OpRegistry& ops);
void define_batch_normalization(OpRegistry& ops);
void define_cast(OpRegistry& ops);
void define_comparison(OpRegistry& ops);
void define_concat_split(OpRegistry& ops);
void define_constant(OpRegistry& ops);
void define_conv(OpRegistry& ops);
void define_conv_transpose(OpRegistry& ops);
void define_cum_sum(OpRegistry& ops);
void define_depth_space(OpRegistry& ops);
void define_dropout(OpRegistry& ops);
void define_elementwise_math(OpRegistry& ops);
void define_expand_tile(OpRegistry& ops);
void define_eye_like(OpRegistry& ops);
void define_float_class(OpRegistry& ops);
void define_gather(OpRegistry& ops);
void define_gather_elements(OpRegistry& ops);
void define_gelu(OpRegistry& ops);
void define_gemm(OpRegistry& ops);
void define_identity(OpRegistry& ops);
void define_instance_normalization(OpRegistry& ops);
void define_layer_normalization(OpRegistry& ops);
void define_logic(OpRegistry& ops);
void define_lrn(OpRegistry& ops);
void define_matmul(OpRegistry& ops);
void define_one_hot(OpRegistry& ops);
void define_pad(OpRegistry& ops);
void define_pool(OpRegistry& ops);
void define_range(OpRegistry& ops);
void define_reduce(OpRegistry& ops);
void define_reshape(OpRegistry& ops);
void define_resize(OpRegistry& ops);
void define_scatter(OpRegistry& ops);
void define_shape(OpRegistry& ops);
void define_slice(OpRegistry& ops);
void define_softmax(OpRegistry& ops);
void define_tensor_scatter(OpRegistry& ops);
void define_top_k(OpRegistry& ops);
void define_transpose(OpRegistry& ops);
void define_trilu(OpRegistry& ops);
void define_variadic_arithmetic(OpRegistry& ops);
void define_where(OpRegistry& ops);

}  // namespace ort
