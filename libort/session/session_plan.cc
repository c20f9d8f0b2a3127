#include "libort/plan/memory_usage.h"
#include "libort/session/session_impl.h"

namespace ort {

std::shared_ptr<const Plan> InferenceSession::Impl::plan_for(
    const std::map<std::string, std::vector<int64_t>>& input_shapes) const {
  std::vector<Plan::Input> planned;
  for (const ValueId id : program->graph.inputs()) {
    const Value& value = program->graph.value(id);
    Plan::Input input;
    input.value = id;
    input.dtype = value.type.dtype;
    input.is_tensor = value.type.is_tensor();
    const auto given = input_shapes.find(value.name);
    if (given != input_shapes.end()) {
      input.shape = Shape(given->second);
    } else {
      for (const Dim& dim : value.type.shape.dims) input.shape.append(dim.known() ? dim.value : 1);
    }
    planned.push_back(std::move(input));
  }
  std::vector<RequestedOutput> requested;
  for (const auto& [name, id] : output_values_) requested.push_back({id, {}});
  ThreadPool one_thread(1);
  return make_plan(program, std::move(planned), requested, plan_options(false), {memory.cpu(), one_thread});
}

std::string InferenceSession::Impl::plan_text(const std::map<std::string, std::vector<int64_t>>& input_shapes) const {
  return plan_for(input_shapes)->to_string();
}

MemoryPlan InferenceSession::Impl::memory_plan(const std::map<std::string, std::vector<int64_t>>& input_shapes) const {
  return memory_usage(*plan_for(input_shapes));
}

}  // namespace ort
