#include "libort/optimizer/equality.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <string_view>
#include <type_traits>

namespace ort {
namespace {

template <class T>
std::string_view bytes_of(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof(T)};
}

template <class T>
std::string_view bytes_of(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

std::string_view bytes_of(const std::string& text) { return text; }

std::string_view bytes_of(const Tensor& tensor) {
  return {reinterpret_cast<const char*>(tensor.data()), tensor.bytes()};
}

std::size_t hash_bytes(std::string_view bytes) { return std::hash<std::string_view>()(bytes); }

/// Attributes that are told apart by their bytes.
template <class T>
constexpr bool kPlain = std::is_same_v<T, float> || std::is_same_v<T, int64_t> || std::is_same_v<T, std::string> ||
                        std::is_same_v<T, std::vector<float>> || std::is_same_v<T, std::vector<int64_t>>;

template <class T>
bool same(const T& a, const T& b) {
  if constexpr (kPlain<T>) {
    return bytes_of(a) == bytes_of(b);
  } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
    return a == b;
  } else if constexpr (std::is_same_v<T, Tensor>) {
    return same_tensor(a, b);
  } else if constexpr (std::is_same_v<T, std::vector<Tensor>>) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), same_tensor);
  } else {
    return false;
  }
}

template <class T>
std::size_t hash(const T& value) {
  std::size_t hash = 0;
  if constexpr (kPlain<T>) {
    hash = hash_bytes(bytes_of(value));
  } else if constexpr (std::is_same_v<T, Tensor>) {
    hash = hash_of(value);
  } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
    for (const std::string& text : value) hash = hash_with(hash, hash_bytes(text));
  } else if constexpr (std::is_same_v<T, std::vector<Tensor>>) {
    for (const Tensor& tensor : value) hash = hash_with(hash, hash_of(tensor));
  }
  return hash;
}

}  // namespace

std::size_t hash_with(std::size_t hash, std::size_t next) {
  return hash ^ (next + 0x9e3779b97f4a7c15u + (hash << 6) + (hash >> 2));
}

bool same_tensor(const Tensor& a, const Tensor& b) {
  if (a.dtype() != b.dtype() || a.shape() != b.shape()) return false;
  if (!a.is_string()) return bytes_of(a) == bytes_of(b);
  const auto left = a.as<std::string>();
  return std::equal(left.begin(), left.end(), b.as<std::string>().begin());
}

std::size_t hash_of(const Tensor& tensor) {
  std::size_t hash = hash_with(static_cast<std::size_t>(tensor.dtype()), hash_bytes(bytes_of(tensor.shape().dims())));
  if (!tensor.is_string()) return hash_with(hash, hash_bytes(bytes_of(tensor)));
  for (const std::string& text : tensor.as<std::string>()) hash = hash_with(hash, hash_bytes(text));
  return hash;
}

bool same_attribute(const Attribute& a, const Attribute& b) {
  if (a.type() != b.type()) return false;
  return std::visit([&]<class T>(const T& value) { return same(value, *b.get<T>()); }, a.data());
}

std::size_t hash_of(const Attribute& attribute) {
  return hash_with(static_cast<std::size_t>(attribute.type()),
                   std::visit([]<class T>(const T& value) { return hash(value); }, attribute.data()));
}

}  // namespace ort
