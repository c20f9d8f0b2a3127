#include "providers/cpu/same_bytes.h"

#include <algorithm>
#include <cstring>
#include <string>

namespace ort::cpu {
namespace {

constexpr int64_t kGrainBytes = 65536;

}  // namespace

void copy_same_bytes(const RunContext& run, const Tensor& source, Tensor& target) {
  if (source.data() == target.data()) return;
  if (source.is_string()) {
    std::ranges::copy(source.as<std::string>(), target.as<std::string>().begin());
    return;
  }
  run.parallel_for(static_cast<int64_t>(source.bytes()), kGrainBytes, [&](int64_t begin, int64_t end) {
    std::memcpy(target.data() + begin, source.data() + begin, static_cast<std::size_t>(end - begin));
  });
}

Step same_bytes_step(Reuse view) {
  Step step;
  step.run = [view](const RunContext& run) { copy_same_bytes(run, run.input(view.input), run.output(view.output)); };
  step.views = {view};
  return step;
}

}  // namespace ort::cpu
