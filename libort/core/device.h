#pragma once

#include <string>

namespace ort {

/// A memory space: "cpu" with id 0, or the memory of another device.
struct Device {
  std::string type = "cpu";
  int id = 0;

  bool is_cpu() const { return type == "cpu"; }
  bool operator==(const Device&) const = default;
};

}  // namespace ort
