#pragma once

#include <memory>
#include <span>
#include <vector>

#include "libort/runtime/kernel.h"
#include "libort/runtime/provider.h"

namespace ort {

/// Shapes and types of a node's outputs, from its operator's rule, for the actual inputs. `values[i]` may be null for
/// an absent optional input.
std::vector<PlanContext::Output> infer_outputs(const Node& node, const OpSchema& schema,
                                               std::span<const RuntimeValue* const> values);

/// Infers, plans and runs one node now, on the values that `run` holds: outputs with known shapes are allocated through
/// `run`, the others by the kernel. Throws what rule and kernel throw, without the node.
void plan_and_run(const Node& node, const OpSchema& schema, const Kernel& kernel, const RunContext& run);

/// Calls one node of a provider that works in CPU memory on the given inputs, outside of any plan: for constant folding
/// and for shape arithmetic while planning. `inputs[i]` is null for an absent optional input.
/// Results in the order of `node.outputs`, absent ones without value. Throws as `plan_and_run`.
std::vector<RuntimeValue> evaluate_node(const Node& node, const OpSchema& schema, const Kernel& kernel,
                                        std::span<const RuntimeValue* const> inputs,
                                        const std::shared_ptr<Allocator>& allocator, ThreadPool& pool);

}  // namespace ort
