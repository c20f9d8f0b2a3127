#include "ort/options.h"

#include <utility>

#include "libort/core/fail.h"
#include "libort/core/logging.h"
#include "libort/core/text.h"

namespace ort {
namespace {

constexpr std::size_t kMaxConfigKey = 128;
constexpr std::size_t kMaxConfigValue = 2048;

void add_entry(std::map<std::string, std::string>& entries, std::string_view what, std::string_view key,
               std::string_view value) {
  if (key.empty() || key.size() > kMaxConfigKey) {
    fail_usage("Config key is empty or longer than maximum length " + std::to_string(kMaxConfigKey));
  }
  if (value.size() > kMaxConfigValue) {
    fail_usage("Config value is longer than maximum length: " + std::to_string(kMaxConfigValue));
  }
  const auto [entry, added] = entries.try_emplace(std::string(key), value);
  if (added) return;
  Logger().warning(std::string(what) + " config key '" + printable(key) + "' had the value '" +
                   printable(entry->second) + "'; it is overwritten with '" + printable(value) + "'");
  entry->second = value;
}

const std::string& get_entry(const std::map<std::string, std::string>& entries, std::string_view what,
                             std::string_view key) {
  const auto entry = entries.find(std::string(key));
  if (entry == entries.end()) {
    throw Error(ErrorCode::kFail, ErrorKind::kUsage,
                std::string(what) + " does not have configuration with key: " + printable(key));
  }
  return entry->second;
}

void add_tensor(std::map<std::string, OrtValue>& tensors, std::string_view name, OrtValue value) {
  if (name.empty()) fail_usage("Received nullptr for name");
  if (!value.is_tensor()) fail_usage("Received OrtValue is not a tensor. Only tensors are supported.");
  if (!tensors.try_emplace(std::string(name), std::move(value)).second) {
    fail_usage("An OrtValue for this name has already been added: " + printable(name));
  }
}

void add_override(std::map<std::string, int64_t>& overrides, std::string_view name, int64_t value) {
  if (value < 0) {
    fail_usage("Invalid free dimension override. The dimension '" + printable(name) + "' cannot be " +
               std::to_string(value));
  }
  overrides.insert_or_assign(std::string(name), value);
}

}  // namespace

void SessionOptions::add_free_dimension_override_by_name(std::string_view dim_param, int64_t value) {
  add_override(overrides_by_name_, dim_param, value);
}

void SessionOptions::add_free_dimension_override_by_denotation(std::string_view denotation, int64_t value) {
  add_override(overrides_by_denotation_, denotation, value);
}

void SessionOptions::add_initializer(std::string_view name, OrtValue value) {
  add_tensor(initializers_, name, std::move(value));
}

void SessionOptions::add_external_initializers(const std::vector<std::string>& names,
                                               const std::vector<OrtValue>& values) {
  if (names.size() != values.size()) {
    fail_usage("Expecting names and values of external initializers to have equal length, got " +
               std::to_string(names.size()) + " and " + std::to_string(values.size()));
  }
  std::map<std::string, OrtValue> all = external_initializers_;
  for (std::size_t index = 0; index < names.size(); ++index) add_tensor(all, names[index], values[index]);
  external_initializers_ = std::move(all);
}

void SessionOptions::add_fetch(std::string_view glob) {
  if (glob.empty()) fail_usage("The pattern of the tensors to fetch is empty");
  fetches_.emplace_back(glob);
}

void SessionOptions::add_session_config_entry(std::string_view key, std::string_view value) {
  add_entry(config_entries_, "Session", key, value);
}

const std::string& SessionOptions::get_session_config_entry(std::string_view key) const {
  return get_entry(config_entries_, "SessionOptions", key);
}

bool SessionOptions::has_session_config_entry(std::string_view key) const {
  return config_entries_.contains(std::string(key));
}

void SessionOptions::add_provider(std::shared_ptr<ExecutionProvider> provider) {
  if (provider == nullptr) fail_usage("Received nullptr for the execution provider");
  own_providers_.push_back(std::move(provider));
}

void RunOptions::add_run_config_entry(std::string_view key, std::string_view value) {
  add_entry(config_entries_, "Run", key, value);
}

const std::string& RunOptions::get_run_config_entry(std::string_view key) const {
  return get_entry(config_entries_, "RunOptions", key);
}

bool RunOptions::has_run_config_entry(std::string_view key) const { return config_entries_.contains(std::string(key)); }

}  // namespace ort
