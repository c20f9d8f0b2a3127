# ort_options: what every source file of the project is compiled with.
add_library(ort_options INTERFACE)
target_compile_features(ort_options INTERFACE cxx_std_20)
target_include_directories(ort_options INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/libort/include)
target_compile_options(ort_options INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall;-Wextra;-Wpedantic;-Wshadow;-Wnon-virtual-dtor;-fPIC>
  # The same bits on every machine: products and sums are never fused behind our back.
  $<$<COMPILE_LANGUAGE:CXX>:-ffp-contract=off>
  $<$<COMPILE_LANGUAGE:CUDA>:-Xcompiler=-Wall,-Wextra,-fPIC>)
if(ORT_WERROR)
  target_compile_options(ort_options INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-Werror> $<$<COMPILE_LANGUAGE:CUDA>:-Werror=all-warnings>)
endif()
if(ORT_SANITIZE)
  target_compile_options(ort_options INTERFACE -fsanitize=${ORT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(ort_options INTERFACE -fsanitize=${ORT_SANITIZE})
endif()
