#pragma once

#include "libort/optimizer/pass.h"

namespace ort {

/// Nodes whose inputs can never change become constants, as do Constant nodes and the known shapes of values. Stays
/// within 64 MiB for one node and `PassContext.fold_budget` in all; what does not fit is noted and left as it is.
int fold_constants(GraphMutator& graph, PassContext& context);

/// Removes nodes whose output repeats an input: same type, shape and bits.
int remove_no_ops(GraphMutator& graph, PassContext& context);

/// Nodes that compute the same from the same inputs become one, as do equal small constants.
int merge_common_subexpressions(GraphMutator& graph, PassContext& context);

/// Convolution and batch normalization with constant parameters become one convolution.
int fuse_conv_batch_normalization(GraphMutator& graph, PassContext& context);

/// Convolution and activation become com.microsoft FusedConv, where no provider but the CPU is asked for: others may
/// know the parts and not the whole.
int fuse_conv_activation(GraphMutator& graph, PassContext& context);

/// Gemm and activation become com.microsoft FusedGemm, under the same condition.
int fuse_gemm_activation(GraphMutator& graph, PassContext& context);

/// Removes nodes that no graph output needs, and the data of constants that nobody reads.
int remove_dead_code(GraphMutator& graph, PassContext& context);

}  // namespace ort
