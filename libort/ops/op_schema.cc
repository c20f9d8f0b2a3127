#include "libort/ops/op_schema.h"

#include <cstdint>

#include "libort/ops/op_registry.h"

namespace ort {
namespace {

const Parameter* parameter_at(const std::vector<Parameter>& parameters, std::size_t i) {
  if (i < parameters.size()) return &parameters[i];
  const bool open_end = !parameters.empty() && parameters.back().arity == Arity::kVariadic;
  return open_end ? &parameters.back() : nullptr;
}

/// Position behind the last parameter that must be there.
std::size_t min_count(const std::vector<Parameter>& parameters) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (parameters[i].arity == Arity::kSingle) count = i + 1;
    if (parameters[i].arity == Arity::kVariadic && parameters[i].min_count > 0) {
      count = i + static_cast<std::size_t>(parameters[i].min_count);
    }
  }
  return count;
}

std::size_t max_count(const std::vector<Parameter>& parameters) {
  const bool open_end = !parameters.empty() && parameters.back().arity == Arity::kVariadic;
  return open_end ? SIZE_MAX : parameters.size();
}

}  // namespace

const Parameter* OpSchema::input_at(std::size_t i) const { return parameter_at(inputs, i); }
const Parameter* OpSchema::output_at(std::size_t i) const { return parameter_at(outputs, i); }
std::size_t OpSchema::min_inputs() const { return min_count(inputs); }
std::size_t OpSchema::max_inputs() const { return max_count(inputs); }
std::size_t OpSchema::min_outputs() const { return min_count(outputs); }
std::size_t OpSchema::max_outputs() const { return max_count(outputs); }

OpFamily::OpFamily(OpRegistry& registry, std::string name, std::string domain) : registry_(registry) {
  schema_.name = std::move(name);
  schema_.domain = std::move(domain);
}

OpFamily::~OpFamily() { flush(); }

void OpFamily::flush() {
  if (open_) registry_.add(schema_);
}

OpFamily& OpFamily::since(int version) {
  flush();
  open_ = true;
  schema_.since_version = version;
  return *this;
}

OpFamily& OpFamily::drop_inputs() {
  schema_.inputs.clear();
  return *this;
}

OpFamily& OpFamily::drop_outputs() {
  schema_.outputs.clear();
  return *this;
}

OpFamily& OpFamily::drop_attributes() {
  schema_.attributes.clear();
  return *this;
}

OpFamily& OpFamily::drop_attribute(std::string_view name) {
  schema_.attributes.erase(std::string(name));
  return *this;
}

OpFamily& OpFamily::input(std::string name, std::string type) {
  schema_.inputs.push_back({.name = std::move(name), .type = std::move(type)});
  return *this;
}

OpFamily& OpFamily::optional_input(std::string name, std::string type) {
  schema_.inputs.push_back({.name = std::move(name), .type = std::move(type), .arity = Arity::kOptional});
  return *this;
}

OpFamily& OpFamily::variadic_input(std::string name, std::string type, int min_count, bool homogeneous) {
  schema_.inputs.push_back({std::move(name), std::move(type), Arity::kVariadic, min_count, homogeneous});
  return *this;
}

OpFamily& OpFamily::output(std::string name, std::string type) {
  schema_.outputs.push_back({.name = std::move(name), .type = std::move(type)});
  return *this;
}

OpFamily& OpFamily::optional_output(std::string name, std::string type) {
  schema_.outputs.push_back({.name = std::move(name), .type = std::move(type), .arity = Arity::kOptional});
  return *this;
}

OpFamily& OpFamily::variadic_output(std::string name, std::string type, int min_count, bool homogeneous) {
  schema_.outputs.push_back({std::move(name), std::move(type), Arity::kVariadic, min_count, homogeneous});
  return *this;
}

OpFamily& OpFamily::attribute(std::string name, Attribute default_value) {
  AttributeSchema attribute{.type = default_value.type(), .required = false, .default_value = std::move(default_value)};
  schema_.attributes.insert_or_assign(std::move(name), std::move(attribute));
  return *this;
}

OpFamily& OpFamily::optional_attribute(std::string name, AttributeType type) {
  schema_.attributes.insert_or_assign(std::move(name), AttributeSchema{type, false, {}});
  return *this;
}

OpFamily& OpFamily::required_attribute(std::string name, AttributeType type) {
  schema_.attributes.insert_or_assign(std::move(name), AttributeSchema{type, true, {}});
  return *this;
}

OpFamily& OpFamily::type(std::string parameter, TypeSet set) {
  schema_.types.insert_or_assign(std::move(parameter), set);
  return *this;
}

OpFamily& OpFamily::infer(InferRule rule) {
  schema_.infer = rule;
  return *this;
}

OpFamily& OpFamily::cost(CostRule operations, BytesRule bytes) {
  schema_.cost = operations;
  schema_.bytes = bytes;
  return *this;
}

OpFamily& OpFamily::nondeterministic() {
  schema_.deterministic = false;
  return *this;
}

OpFamily& OpFamily::deprecate() {
  schema_.deprecated = true;
  return *this;
}

}  // namespace ort
