#include "providers/cuda/math_libraries.h"

namespace ort::cuda {

MathLibraries make_math_libraries(const ProviderOptions&) { return {}; }

std::vector<LibraryReport> math_library_reports() { return {}; }

}  // namespace ort::cuda
