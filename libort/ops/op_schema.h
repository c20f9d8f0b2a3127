#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libort/graph/attribute.h"
#include "libort/ops/cost.h"
#include "libort/ops/infer_context.h"
#include "libort/ops/type_set.h"

namespace ort {

enum class Arity { kSingle, kOptional, kVariadic };

/// A formal input or output.
struct Parameter {
  std::string name;
  std::string type;  ///< a type parameter ("T") or a type ("tensor(int64)")
  Arity arity = Arity::kSingle;
  int min_count = 1;        ///< of a variadic one
  bool homogeneous = true;  ///< all values of a variadic one have the same type
};

struct AttributeSchema {
  AttributeType type = AttributeType::kUndefined;
  bool required = false;
  Attribute default_value;  ///< of type kUndefined: there is none
};

/// One version of an operator as ONNX defines it.
struct OpSchema {
  std::string domain;
  std::string name;
  int since_version = 1;
  bool deprecated = false;
  std::vector<Parameter> inputs;
  std::vector<Parameter> outputs;
  std::map<std::string, AttributeSchema, std::less<>> attributes;
  std::map<std::string, TypeSet, std::less<>> types;
  InferRule infer = nullptr;
  CostRule cost = nullptr;
  BytesRule bytes = nullptr;  ///< null: everything is read and written once
  bool deterministic = true;  ///< false: the same inputs may give other outputs (random operators)
  bool side_effect = false;   ///< reserved for operators that must run even when nobody reads their outputs

  /// Formal input of position i (the last, variadic one stands for all behind it); null when there is none.
  const Parameter* input_at(std::size_t i) const;
  const Parameter* output_at(std::size_t i) const;
  std::size_t min_inputs() const;
  std::size_t max_inputs() const;  ///< SIZE_MAX for variadic ones
  std::size_t min_outputs() const;
  std::size_t max_outputs() const;
};

/// Builds the versions of one operator, each starting as a copy of the one before.
///
///   OpFamily clip(ops, "Clip");
///   clip.since(6).input("input", "T").output("output", "T").attribute("min", -3.4028235e38f)
///       .attribute("max", 3.4028235e38f).type("T", kFloats).infer(infer_same_as_first_input);
///   clip.since(11).drop_attributes().optional_input("min", "T").optional_input("max", "T");
///   clip.since(13).type("T", kNumericBf16);
class OpFamily {
 public:
  OpFamily(class OpRegistry& registry, std::string name, std::string domain = "");
  ~OpFamily();  ///< registers the last version

  OpFamily& since(int version);
  OpFamily& drop_inputs();
  OpFamily& drop_outputs();
  OpFamily& drop_attributes();
  OpFamily& drop_attribute(std::string_view name);
  OpFamily& input(std::string name, std::string type);
  OpFamily& optional_input(std::string name, std::string type);
  OpFamily& variadic_input(std::string name, std::string type, int min_count = 1, bool homogeneous = true);
  OpFamily& output(std::string name, std::string type);
  OpFamily& optional_output(std::string name, std::string type);
  OpFamily& variadic_output(std::string name, std::string type, int min_count = 1, bool homogeneous = true);
  /// With a default; its type is the attribute's type.
  OpFamily& attribute(std::string name, Attribute default_value);
  /// May be absent and has no default.
  OpFamily& optional_attribute(std::string name, AttributeType type);
  OpFamily& required_attribute(std::string name, AttributeType type);
  OpFamily& type(std::string parameter, TypeSet set);
  OpFamily& infer(InferRule rule);
  /// What a node costs, for this version and those behind it.
  OpFamily& cost(CostRule operations, BytesRule bytes = nullptr);
  OpFamily& nondeterministic();
  OpFamily& deprecate();

 private:
  void flush();
  class OpRegistry& registry_;
  OpSchema schema_;
  bool open_ = false;
};

}  // namespace ort
