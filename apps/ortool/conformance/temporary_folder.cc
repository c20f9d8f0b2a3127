#include "apps/ortool/conformance/temporary_folder.h"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include "apps/ortool/errors.h"

namespace ortool {

TemporaryFolder::TemporaryFolder() {
  std::error_code error;
  const std::filesystem::path around = std::filesystem::temp_directory_path(error);
  if (error) throw file_error("use the temporary folder", around, error.value());
  std::string name = (around / "ortool-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw file_error("make the temporary folder", name, errno);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace ortool
