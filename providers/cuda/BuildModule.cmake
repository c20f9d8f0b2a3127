# libort_cuda.so: a module that libort loads. It links the CUDA runtime statically and loads cuBLASLt and cuDNN itself,
# so that it can say what is missing.
add_library(ort_cuda SHARED ${ORT_CUDA_SOURCES} ${ORT_CUDA_FAMILIES}
  algorithm_cache.cc
  blas_cublaslt.cc
  cublaslt.cc
  cuda_libraries.cc
  cudnn_descriptor.cc
  cudnn_engine.cc
  cudnn_graph.cc
  device_name.cc
  dnn_cudnn.cc
  math_libraries.cc
  trial_run.cc
)
target_link_libraries(ort_cuda PRIVATE ort_options ort CUDA::cudart_static nlohmann_json::nlohmann_json)
target_include_directories(ort_cuda PRIVATE ${ORT_CUBLASLT_INCLUDE} ${ORT_CUDNN_INCLUDE})
target_compile_options(ort_cuda PRIVATE $<$<COMPILE_LANGUAGE:CUDA>:-std=c++20;--expt-relaxed-constexpr>)
set_target_properties(ort_cuda PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/libort)
install(TARGETS ort_cuda LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})

if(BUILD_TESTING)
  add_subdirectory(gpu)
endif()
