#include "apps/ortool/model_source.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <span>
#include <utility>

#include "apps/ortool/errors.h"
#include "apps/ortool/file_bytes.h"
#include "apps/ortool/suggestion.h"
#include "apps/ortool/terminal_text.h"
#include "ort/environment.h"

namespace ortool {
namespace {

std::vector<std::string> symbols_of(const std::vector<ort::NodeArg>& inputs) {
  std::vector<std::string> symbols;
  for (const ort::NodeArg& input : inputs) {
    for (const ort::DeclaredDim& dim : input.shape) {
      const auto* symbol = std::get_if<std::string>(&dim);
      if (symbol != nullptr && std::ranges::find(symbols, *symbol) == symbols.end()) symbols.push_back(*symbol);
    }
  }
  return symbols;
}

/// FNV-1a of bytes that come in pieces.
class Fingerprint {
 public:
  void add(std::span<const char> bytes) {
    constexpr uint64_t kPrime = 0x100000001b3;
    for (const char byte : bytes) hash_ = (hash_ ^ static_cast<unsigned char>(byte)) * kPrime;
    size_ += bytes.size();
  }

  std::string text() const { return fmt::format("{}-{:016x}", size_, hash_); }

 private:
  uint64_t hash_ = 0xcbf29ce484222325;
  std::size_t size_ = 0;
};

}  // namespace

ModelSource::ModelSource(std::string argument) : name_(std::move(argument)), is_standard_input_(name_ == "-") {
  if (!is_standard_input_) return;
  name_ = "standard input";
  bytes_ = read_standard_input("MODEL");
}

ort::InferenceSession ModelSource::load(const ort::SessionOptions& options,
                                        const std::vector<ort::ProviderSpec>& providers) const {
  if (is_standard_input_) return ort::InferenceSession(bytes_, options, providers);
  return ort::InferenceSession(std::filesystem::path(name_), options, providers);
}

ort::ModelSummary ModelSource::inspect(const ort::SessionOptions& options,
                                       const std::vector<ort::ProviderSpec>& providers) const {
  if (is_standard_input_) return ort::inspect_model(bytes_, options, providers);
  return ort::inspect_model(std::filesystem::path(name_), options, providers);
}

std::vector<ort::NodeModel> ModelSource::unsupported_node_models(
    const ort::SessionOptions& options, const std::vector<ort::ProviderSpec>& providers) const {
  if (is_standard_input_) return ort::unsupported_node_models(bytes_, options, providers);
  return ort::unsupported_node_models(std::filesystem::path(name_), options, providers);
}

std::string ModelSource::fingerprint() const {
  constexpr std::size_t kPiece = std::size_t{1} << 20;
  Fingerprint fingerprint;
  if (is_standard_input_) {
    fingerprint.add({reinterpret_cast<const char*>(bytes_.data()), bytes_.size()});
    return fingerprint.text();
  }
  std::ifstream file(name_, std::ios::binary);
  if (!file) throw file_error("read", name_, errno);
  std::vector<char> piece(kPiece);
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())) || file.gcount() > 0) {
    fingerprint.add(std::span(piece).first(static_cast<std::size_t>(file.gcount())));
  }
  return fingerprint.text();
}

void ModelSource::check_dims(const std::map<std::string, int64_t>& dims) const {
  if (dims.empty()) return;
  const ort::ModelSummary model = inspect();
  const std::vector<std::string> symbols = symbols_of(model.inputs);
  for (const auto& [name, size] : dims) {
    if (std::ranges::find(symbols, name) != symbols.end()) continue;
    std::vector<std::string> printables;
    for (const std::string& symbol : symbols) printables.push_back(printable(symbol));
    throw usage_error(fmt::format("--dim: '{}' is no symbolic dimension of the inputs{}; there {}", printable(name),
                                  did_you_mean(name, symbols),
                                  symbols.empty() ? "is none" : fmt::format("are: {}", fmt::join(printables, ", "))));
  }
}

}  // namespace ortool
