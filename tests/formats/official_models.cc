#include "tests/formats/official_models.h"

#include <archive.h>
#include <archive_entry.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace ort::testing {
namespace {

namespace fs = std::filesystem;

using Reader = std::unique_ptr<archive, decltype([](archive* reader) { archive_read_free(reader); })>;

std::string read_entry(archive* reader, archive_entry* entry) {
  std::string content(static_cast<std::size_t>(archive_entry_size(entry)), '\0');
  const la_ssize_t got = archive_read_data(reader, content.data(), content.size());
  if (got != static_cast<la_ssize_t>(content.size())) throw std::runtime_error("a broken archive");
  return content;
}

}  // namespace

fs::path official_archive() {
  const char* variable = std::getenv("ORT_SHARED_DATA");
  const fs::path shared = variable != nullptr ? fs::path(variable) : fs::path(ORT_SOURCE_DIR).parent_path() / "shared";
  const fs::path file = shared / "conformance" / "onnx-1.23.2-backend-data.tar.xz";
  return fs::is_regular_file(file) ? file : fs::path();
}

void for_each_official_test(const fs::path& archive, const std::function<void(const OfficialTest&)>& visit) {
  const Reader reader(archive_read_new());
  archive_read_support_filter_xz(reader.get());
  archive_read_support_format_tar(reader.get());
  if (archive_read_open_filename(reader.get(), archive.c_str(), 1 << 16) != ARCHIVE_OK) {
    throw std::runtime_error("cannot read " + archive.string());
  }
  std::map<std::string, OfficialTest> tests;
  archive_entry* entry = nullptr;
  while (archive_read_next_header(reader.get(), &entry) == ARCHIVE_OK) {
    const fs::path path(archive_entry_pathname(entry));
    const bool data = path.parent_path().filename().string().starts_with("test_data_set_");
    if (!data && path.filename() != "model.onnx") continue;
    const fs::path folder = data ? path.parent_path().parent_path() : path.parent_path();
    OfficialTest& test = tests[folder.string()];
    test.name = folder.filename().string();
    test.files[path.lexically_relative(folder).string()] = read_entry(reader.get(), entry);
  }
  for (const auto& [folder, test] : tests) {
    if (test.files.contains("model.onnx")) visit(test);
  }
}

}  // namespace ort::testing
