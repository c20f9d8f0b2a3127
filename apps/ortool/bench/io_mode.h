#pragma once

#include <string>
#include <string_view>

namespace ortool {

/// Where the inputs and outputs of a measured run lie.
enum class IoMode {
  kHost,    ///< ordinary memory: a run copies to and from devices
  kPinned,  ///< CPU memory that a device reads and writes directly
  kDevice,  ///< bound where the nodes read and make them: no copies in the measured time
};

/// "host", "pinned", "device".
std::string_view io_mode_name(IoMode mode);

/// Throws ort::Error (usage) for another name.
IoMode parse_io_mode(std::string_view name);

}  // namespace ortool
