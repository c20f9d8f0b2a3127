#pragma once

#include <optional>

#include "apps/ortool/bench/task.h"
#include "apps/ortool/model_source.h"
#include "ort/session.h"

namespace ortool {

/// Makes a session from a model; the session before it is given back outside of the measured time.
class LoadTask final : public Task {
 public:
  LoadTask(const ModelSource& source, ort::SessionOptions options, std::vector<ort::ProviderSpec> providers)
      : source_(source), options_(std::move(options)), providers_(std::move(providers)) {}

  void prepare() override { session_.reset(); }
  void run() override { session_.emplace(source_.load(options_, providers_)); }

 private:
  const ModelSource& source_;
  const ort::SessionOptions options_;
  const std::vector<ort::ProviderSpec> providers_;
  std::optional<ort::InferenceSession> session_;
};

}  // namespace ortool
