#include <ort/ort.h>

#include <cstdio>

/// A program as users write it: runs the model named on the command line on zeros and prints its outputs.
int main(int argc, char** argv) {
  if (argc != 2) return 2;
  try {
    const ort::InferenceSession session{std::filesystem::path(argv[1])};
    std::map<std::string, ort::OrtValue> feed;
    for (const ort::NodeArg& input : session.get_inputs()) {
      std::vector<int64_t> shape;
      for (const ort::DeclaredDim& dim : input.shape)
        shape.push_back(std::holds_alternative<int64_t>(dim) ? std::get<int64_t>(dim) : 1);
      feed[input.name] = ort::OrtValue::from_shape_and_type(shape, input.element_type);
      for (float& pixel : feed[input.name].data<float>()) pixel = 0.0f;
    }
    for (const ort::OrtValue& output : session.run({}, feed)) {
      for (const float score : output.data<float>()) std::printf("%g ", static_cast<double>(score));
    }
    std::printf("\n%s\n", ort::get_version_string().c_str());
  } catch (const ort::Error& error) {
    std::fprintf(stderr, "%s\n", error.to_string().c_str());
    return static_cast<int>(error.kind());
  }
  return 0;
}
