#include "libort/formats/onnx/external_data.h"

#include <sys/stat.h>

#include <charconv>
#include <cstdint>
#include <optional>
#include <system_error>

#include "libort/core/fail.h"
#include "libort/core/text.h"
#include "libort/formats/onnx/contained_file.h"

namespace ort::onnx {
namespace {

/// What the entries of a tensor say.
struct Placement {
  std::string_view location;
  uint64_t offset = 0;
  std::optional<uint64_t> length;
};

uint64_t parse_number(const std::string& where, const ExternalEntry& entry) {
  uint64_t number = 0;
  const char* end = entry.value.data() + entry.value.size();
  const auto [rest, error] = std::from_chars(entry.value.data(), end, number);
  if (error != std::errc() || rest != end || number > INT64_MAX) {
    fail_model(where + ": the " + std::string(entry.key) + " of its external data, '" + printable(entry.value) +
               "', is no size");
  }
  return number;
}

Placement read_placement(const std::string& where, std::span<const ExternalEntry> entries, Warnings& warnings) {
  Placement placement;
  bool located = false;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const ExternalEntry& entry = entries[i];
    for (const ExternalEntry& earlier : entries.first(i)) {
      if (earlier.key != entry.key) continue;
      warnings.add(where + ": the key '" + printable(entry.key) + "' of its external data stands twice");
    }
    if (entry.key == "location") {
      placement.location = entry.value;
      located = true;
    } else if (entry.key == "offset") {
      placement.offset = parse_number(where, entry);
    } else if (entry.key == "length") {
      placement.length = parse_number(where, entry);
    } else if (entry.key != "checksum") {
      warnings.add(where + ": the key '" + printable(entry.key) + "' of its external data is not known and ignored");
    }
  }
  if (!located) fail_model(where + " has external data without a location");
  return placement;
}

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

DataFolders folders_of(const ImportOptions& options, const std::string& where) {
  DataFolders folders;
  if (!options.external_data_folder.empty()) {
    folders.given = options.external_data_folder;
    return folders;
  }
  if (options.model_path.empty()) {
    fail_model(
        where +
        " has external data, but the model came from memory; load it by its path, or give the folder of its data");
  }
  folders.given = folder_of(options.model_path);
  std::error_code error;
  const std::filesystem::path resolved = std::filesystem::canonical(options.model_path, error);
  if (!error) folders.resolved = folder_of(resolved);
  return folders;
}

Tensor check_override(const std::string& where, const Tensor& tensor, DataType dtype, const Shape& shape) {
  if (tensor.dtype() != dtype || tensor.shape() != shape) {
    fail_usage(where + " is " + tensor_text(dtype, shape.dims()) + ", the tensor given for it is " +
               tensor_text(tensor.dtype(), tensor.shape().dims()));
  }
  return tensor;
}

}  // namespace

Tensor ExternalData::load(std::string_view name, const std::string& where, std::span<const ExternalEntry> entries,
                          DataType dtype, Shape shape) {
  if (options_.external_override) {
    const Tensor* tensor = options_.external_override(std::string(name));
    if (tensor != nullptr) return check_override(where, *tensor, dtype, shape);
  }
  const Placement placement = read_placement(where, entries, warnings_);
  const uint64_t size = tensor_bytes(where, dtype, shape.dims());
  if (placement.length && *placement.length != size) {
    fail_model(where + ": the length of its external data is " + std::to_string(*placement.length) + " bytes, " +
               tensor_text(dtype, shape.dims()) + " needs " + std::to_string(size));
  }
  const std::shared_ptr<const MappedFile> file = open(where, placement.location);
  const std::span<const std::byte> bytes = file->bytes();
  if (placement.offset > INT64_MAX - size)
    fail_model(where + ": size overflow of offset and length of its external data");
  if (size > bytes.size() || placement.offset > bytes.size() - size) {
    fail_file(where + ": External initializer: " + printable(name) + " offset: " + std::to_string(placement.offset) +
              " size to read: " + std::to_string(size) + " given file_length: " + std::to_string(bytes.size()) +
              " are out of bounds or can not be read in full.");
  }
  return tensor_over(bytes.subspan(placement.offset, size), dtype, std::move(shape), file);
}

std::shared_ptr<const MappedFile> ExternalData::open(const std::string& where, std::string_view location) {
  if (const auto known = files_.find(location); known != files_.end()) return known->second;
  const FileDescriptor descriptor = open_contained(folders_of(options_, where), location, where);
  struct stat status = {};
  if (fstat(descriptor.get(), &status) == 0 && status.st_nlink > 1) {
    warnings_.add("the external data file '" + printable(location) + "' has more than one hard link");
  }
  auto file = std::make_shared<const MappedFile>(descriptor.get(), location);
  files_.emplace(location, file);
  if (options_.external_files != nullptr) {
    options_.external_files->push_back({std::string(location), file->bytes().size()});
  }
  return file;
}

}  // namespace ort::onnx
