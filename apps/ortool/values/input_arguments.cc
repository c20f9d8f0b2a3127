#include "apps/ortool/values/input_arguments.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>

#include "apps/ortool/errors.h"
#include "apps/ortool/suggestion.h"
#include "apps/ortool/terminal_text.h"
#include "apps/ortool/values/npz.h"
#include "apps/ortool/values/npz_arrays.h"
#include "apps/ortool/values/shape_and_type.h"
#include "apps/ortool/values/value_source.h"

namespace ortool {
namespace {

using ort::NodeArg;

/// Gathers values by name.
class FeedBuilder {
 public:
  explicit FeedBuilder(const ModelInputs& inputs) : inputs_(inputs) {
    for (const NodeArg& input : inputs.required) names_.push_back(input.name);
    for (const NodeArg& initializer : inputs.overridable) names_.push_back(initializer.name);
  }

  void add(const std::string& argument) {
    const std::size_t length = name_length(argument, names_);
    if (length != std::string::npos) {
      const NodeArg& input = find(argument.substr(0, length), "");
      feed(input, load(input, std::string_view(argument).substr(length + 1)));
    } else if (argument.ends_with(".npz")) {
      add_archive(argument);
    } else {
      if (positional_ == inputs_.required.size()) {
        throw input_error(fmt::format("'{}' is one value too many: {}", printable(argument), known()));
      }
      const NodeArg& input = inputs_.required[positional_++];
      feed(input, load(input, argument));
    }
  }

  Feed take() { return std::move(feed_); }

 private:
  void add_archive(const std::string& path) {
    std::map<std::string, ort::OrtValue> arrays = read_npz(path).arrays;
    for (const std::span<const NodeArg> group : {inputs_.required, inputs_.overridable}) {
      for (const NodeArg& input : group) {
        if (auto value = take_value(arrays, input.name, input.type)) feed(input, std::move(*value));
      }
    }
    if (!arrays.empty()) find(arrays.begin()->first, fmt::format("'{}': ", printable(path)));
  }

  const NodeArg& find(const std::string& name, std::string_view where) const {
    for (const std::span<const NodeArg> group : {inputs_.required, inputs_.overridable}) {
      for (const NodeArg& input : group) {
        if (input.name == name) return input;
      }
    }
    throw input_error(fmt::format("{}the model has no input '{}'{}; {}", where, printable(name),
                                  did_you_mean(name, names_), known()));
  }

  ort::OrtValue load(const NodeArg& input, std::string_view text) const {
    try {
      return load_value(text, input, inputs_.dims);
    } catch (const ort::Error& error) {
      throw ort::Error(error.code(), error.kind(), fmt::format("input '{}': {}", printable(input.name), error.what()));
    }
  }

  void feed(const NodeArg& input, ort::OrtValue value) {
    if (feed_.emplace(input.name, std::move(value)).second) return;
    throw input_error(fmt::format("input '{}' is given twice", printable(input.name)));
  }

  std::string known() const {
    std::vector<std::string> quoted;
    for (const NodeArg& input : inputs_.required) quoted.push_back("'" + printable(input.name) + "'");
    return quoted.empty() ? "it has no inputs" : fmt::format("its inputs are {}", fmt::join(quoted, ", "));
  }

  const ModelInputs& inputs_;
  std::vector<std::string> names_;
  std::size_t positional_ = 0;
  Feed feed_;
};

/// The type inside "optional(...)", or "" for another type.
std::string_view optional_content(std::string_view type) {
  constexpr std::string_view kPrefix = "optional(";
  if (!type.starts_with(kPrefix) || !type.ends_with(')')) return {};
  return type.substr(kPrefix.size(), type.size() - kPrefix.size() - 1);
}

}  // namespace

Feed make_feed(const ModelInputs& inputs, std::span<const std::string> arguments) {
  FeedBuilder builder(inputs);
  for (const std::string& argument : arguments) builder.add(argument);
  return builder.take();
}

void complete_feed(Feed& feed, const ModelInputs& inputs) {
  std::vector<std::string> missing;
  for (const NodeArg& input : inputs.required) {
    if (feed.contains(input.name)) continue;
    const std::string_view content = optional_content(input.type);
    if (!content.empty()) {
      feed.emplace(input.name, ort::OrtValue::none(content));
    } else {
      missing.push_back(fmt::format("'{}' ({})", printable(input.name), printable(input.type)));
    }
  }
  if (missing.empty()) return;
  throw input_error(fmt::format("no value for input {}: give --input NAME=VALUE (a file, rand, zeros, ...)",
                                fmt::join(missing, ", ")));
}

std::size_t name_length(const std::string& argument, std::span<const std::string> names) {
  std::size_t longest = std::string::npos;
  for (const std::string& name : names) {
    const bool matches = argument.size() > name.size() && argument.starts_with(name) && argument[name.size()] == '=';
    if (matches && (longest == std::string::npos || name.size() > longest)) longest = name.size();
  }
  if (longest != std::string::npos) return longest;
  const std::size_t equals = argument.find('=');
  const bool is_inline_value = equals != std::string::npos && looks_like_shape_and_type(argument.substr(0, equals));
  return is_inline_value ? std::string::npos : equals;
}

}  // namespace ortool
