#include "apps/ortool/run/loaded_model.h"

#include <fmt/format.h>

#include <chrono>

#include "apps/ortool/run/test_data.h"
#include "apps/ortool/terminal_text.h"

namespace ortool {
namespace {

void make_up_missing(Feed& feed, const ModelInputs& inputs, uint64_t seed, std::vector<std::string>* made_up) {
  for (const ort::NodeArg& input : inputs.required) {
    if (feed.contains(input.name) || !input.type.starts_with("tensor(")) continue;
    const std::string argument = fmt::format("{}=rand:{}", input.name, seed);
    feed.merge(make_feed(inputs, std::span(&argument, 1)));
    if (made_up != nullptr) made_up->push_back(input.name);
  }
}

}  // namespace

LoadedModel load_model(const ModelSource& source, const SessionFlags& flags, const ort::SessionOptions& options) {
  source.check_dims(flags.dims());
  const std::vector<ort::ProviderSpec> providers = flags.providers();
  const auto start = std::chrono::steady_clock::now();
  ort::InferenceSession session = source.load(options, providers);
  const std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - start;
  flags.check_placements(session);
  return {std::move(session), elapsed.count()};
}

Feed read_feed(const ort::InferenceSession& session, const SessionFlags& flags, const InputArguments& arguments,
               std::vector<std::string>* made_up) {
  const ModelInputs inputs{session.get_inputs(), session.get_overridable_initializers(), flags.dims()};
  Feed feed = make_feed(inputs, arguments.inputs);
  if (arguments.test_data) feed.merge(load_test_inputs(*arguments.test_data, inputs.required));
  if (arguments.makes_up_missing) make_up_missing(feed, inputs, arguments.seed, made_up);
  complete_feed(feed, inputs);
  return feed;
}

ort::Error with_model(const ort::Error& error, const std::string& model) {
  const std::string message = error.what();
  const bool is_about_model = error.kind() != ort::ErrorKind::kUsage && error.kind() != ort::ErrorKind::kFile;
  if (!is_about_model || message.find(model) != std::string::npos) return error;
  return {error.code(), error.kind(), fmt::format("{}: {}", printable(model), message)};
}

}  // namespace ortool
