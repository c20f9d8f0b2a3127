#include "ort/environment.h"

#include "libort/core/cpu_isa.h"
#include "libort/core/fail.h"
#include "libort/core/logging.h"
#include "libort/core/random_seed.h"
#include "libort/core/text.h"
#include "libort/optimizer/pass.h"
#include "libort/runtime/provider_module.h"

namespace ort {

std::string get_version_string() { return ORT_VERSION; }

std::string get_build_info() {
  return "ORT Build Info: git-branch=" ORT_GIT_BRANCH ", git-commit-id=" ORT_GIT_COMMIT ", build type=" ORT_BUILD_TYPE
         ", cmake cxx flags: " ORT_CXX_FLAGS;
}

std::string get_device() { return provider_module("CUDAExecutionProvider").module == nullptr ? "CPU" : "GPU"; }

std::string get_isa() { return std::string(isa_name(active_isa())); }

void set_isa(std::string_view name) {
  if (name == "auto") return set_active_isa(machine_isa());
  for (const Isa isa : {Isa::kGeneric, Isa::kAvx2, Isa::kAvx512}) {
    if (name == isa_name(isa)) return set_active_isa(isa);
  }
  fail_usage("Unknown instruction set '" + printable(name) + "'; known are auto, avx512, avx2 and generic");
}

void set_seed(int64_t seed) { set_random_seed(seed); }

void set_default_logger_severity(int severity) {
  if (severity < 0 || severity > 4)
    fail_usage("Invalid logging severity. 0:Verbose, 1:Info, 2:Warning, 3:Error, 4:Fatal");
  set_log_level(static_cast<LoggingLevel>(severity));
}

void set_logger(std::function<void(LoggingLevel, std::string_view, std::string_view)> sink) {
  set_log_sink(std::move(sink));
}

std::vector<std::string> optimizer_pass_names() {
  std::vector<std::string> names;
  for (const Pass& pass : optimizer_pipeline()) names.emplace_back(pass.name);
  return names;
}

}  // namespace ort
