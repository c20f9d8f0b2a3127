find_package(GTest REQUIRED)
include(GoogleTest)

# ort_add_test(<name> SOURCES <file>... [LIBRARIES <target>...] [DEPENDS <target>...])
# A GoogleTest program that is linked to libort with its internals; every test of it is a test of ctest.
function(ort_add_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ort_options ort ${ARG_LIBRARIES} GTest::gtest_main)
  # GCC 12 takes the empty alternative of optional<RuntimeValue> for a value that is read.
  target_compile_options(${name} PRIVATE -Wno-maybe-uninitialized)
  target_compile_definitions(${name} PRIVATE ORT_SOURCE_DIR="${PROJECT_SOURCE_DIR}" ORT_BINARY_DIR="${PROJECT_BINARY_DIR}")
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 300)
endfunction()

# ort_add_cuda_double_tests(<test>): every test of a program once more, "cuda_double.<test>", with the double of the CUDA
# provider in front.
function(ort_add_cuda_double_tests name)
  add_dependencies(${name} ort_cuda_host)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST TEST_PREFIX cuda_double. TEST_LIST ${name}_cuda_double
    PROPERTIES TIMEOUT 300 ENVIRONMENT "ORT_TEST_CUDA_MODULE=$<TARGET_FILE:ort_cuda_host>")
endfunction()
