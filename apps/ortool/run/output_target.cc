#include "apps/ortool/run/output_target.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <set>

#include "apps/ortool/atomic_file.h"
#include "apps/ortool/errors.h"
#include "apps/ortool/terminal_text.h"
#include "apps/ortool/values/npz.h"
#include "apps/ortool/values/npz_arrays.h"
#include "ort/onnx_data.h"

namespace ortool {
namespace {

namespace fs = std::filesystem;

/// Throws unless the folder can be written, or made where it does not exist.
void check_folder(const fs::path& folder) {
  std::error_code error;
  if (fs::exists(folder, error)) {
    if (!fs::is_directory(folder, error)) throw file_error("write into", folder, ENOTDIR);
    if (access(folder.c_str(), W_OK | X_OK) != 0) throw file_error("write into", folder, errno);
    return;
  }
  const fs::path name = folder.has_filename() ? folder : folder.parent_path();
  check_writable(name);
}

}  // namespace

OutputTarget::OutputTarget(const std::string& argument, std::span<const std::string> sources) : path_(argument) {
  std::error_code error;
  is_folder_ = argument.ends_with('/') || fs::is_directory(path_, error);
  if (is_folder_) {
    check_folder(path_);
    return;
  }
  if (!argument.ends_with(".npz")) {
    throw usage_error(
        fmt::format("--output '{}': a name ending in .npz, an existing folder, or a name ending in '/' is "
                    "needed",
                    printable(argument)));
  }
  for (const std::string& source : sources) {
    if (!fs::equivalent(path_, source, error) || error) continue;
    throw usage_error(
        fmt::format("--output '{}' would replace '{}', which is read", printable(argument), printable(source)));
  }
  check_writable(path_);
}

void OutputTarget::write(std::span<const NamedValue> outputs) const {
  if (is_folder_) {
    write_folder(outputs);
  } else {
    write_archive(outputs);
  }
}

void OutputTarget::write_archive(std::span<const NamedValue> outputs) const {
  NpzWriter writer(path_);
  std::set<std::string> names;
  for (const NamedValue& output : outputs) {
    for (const NamedTensor& array : to_arrays(output.name, output.value)) {
      if (!names.insert(array.name).second) {
        throw usage_error(fmt::format("'{}': two arrays would have the name '{}'; --output DIR keeps them apart",
                                      path_.string(), printable(array.name)));
      }
      writer.add(array.name, array.tensor);
    }
  }
  writer.commit();
}

void OutputTarget::write_folder(std::span<const NamedValue> outputs) const {
  std::error_code error;
  fs::create_directory(path_.has_filename() ? path_ : path_.parent_path(), error);
  if (error) throw file_error("make", path_, error.value());
  std::size_t position = 0;
  for (const NamedValue& output : outputs) {
    const std::vector<std::byte> bytes = ort::serialize_onnx_data(output.value, output.name, output.is_optional);
    write_file(path_ / fmt::format("output_{}.pb", position++), bytes);
  }
}

}  // namespace ortool
