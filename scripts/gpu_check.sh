#!/usr/bin/env bash
# The checks that need a GPU, in slices of at most ten minutes each.
#
#   scripts/gpu_check.sh pack [FOLDER]   where the toolkit is: builds, and puts binaries, libraries and data into FOLDER
#                                        (default build/gpu); copy it to the machine with the GPU
#   FOLDER/gpu_check.sh SLICE            there: tests | conformance | sanitizer | rates | models | workbench
#
# conformance takes the official data, models the ONNX files, from $ORT_SHARED_DATA or ../shared as the other tests do.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

fail() { echo "gpu_check: $1" >&2; exit 2; }

# Copies a program and what it needs beyond the C library.
pack_program() {
  cp "$1" "$2/"
  ldd "$1" | awk '$3 ~ /^\// {print $3}' | grep -vE '/lib(c|m|dl|pthread|rt|gcc_s|stdc\+\+)\.so' |
    while read -r library; do cp -Ln "$library" "$2/" || true; done
}

pack() {
  local folder=${1:-build/gpu}
  cd "$here/.."
  cmake --preset release -DORT_CUDA=ON
  cmake --build build/release --target ort_cuda ortool ops_test device_test gpu_rates gpu_latency
  rm -rf "$folder" && mkdir -p "$folder"
  for program in apps/ortool/ortool tests/ops/ops_test tests/session/device_test providers/cuda/gpu/gpu_rates providers/cuda/gpu/gpu_latency; do
    pack_program "build/release/$program" "$folder"
  done
  cp -L build/release/libort/libort_cuda.so "$folder/"
  find "$folder" -maxdepth 1 -type f -exec strip --strip-unneeded {} +
  cp -r testdata/digits "$folder/"
  cp scripts/gpu_check.sh "$folder/"
  du -sh "$folder"
}

use_gpu() {
  cd "$here"
  [ -e libort_cuda.so ] || fail "run '$0 pack' where the toolkit is, and this file from the packed folder"
  export LD_LIBRARY_PATH=$here:${LD_LIBRARY_PATH:-} ORT_CUDA_MODULE=$here/libort_cuda.so ORT_TEST_CUDA_MODULE=$here/libort_cuda.so
  nvidia-smi --query-gpu=name,driver_version,memory.total,clocks.sm --format=csv
  ./ortool check-backend | grep -A 8 CUDAExecutionProvider
}

shared=${ORT_SHARED_DATA:-$here/../shared}

case "${1:-}" in
  pack) pack "${2:-}" ;;
  tests)
    use_gpu
    ./ortool run digits/digits.onnx --test-data digits --providers cuda,cpu --strict
    ./ops_test --gtest_brief=1
    ./device_test --gtest_brief=1
    ;;
  conformance)
    use_gpu
    archives=("$shared"/conformance/*.tar.xz)
    [ -e "${archives[0]}" ] || fail "no official data in $shared/conformance"
    ./ortool backend-test "${archives[0]}" --providers cuda,cpu
    ;;
  sanitizer)
    use_gpu
    command -v compute-sanitizer >/dev/null || fail "compute-sanitizer is not in PATH"
    compute-sanitizer --error-exitcode 1 --leak-check full ./ortool run digits/digits.onnx --test-data digits --providers cuda,cpu
    compute-sanitizer --error-exitcode 1 ./ops_test --gtest_brief=1 --gtest_filter='Arithmetic*:Softmax*:Reduce*:Gather*:Scatter*:TopK*:Conv*:MatMul*'
    compute-sanitizer --tool racecheck --error-exitcode 1 ./ops_test --gtest_brief=1 --gtest_filter='Softmax*:Reduce*:LongRows*:TopK*'
    ;;
  rates) use_gpu; ./gpu_rates ;;
  workbench)
    use_gpu
    for io in host pinned device; do
      ./ortool bench digits/digits.onnx --providers cuda,cpu --io $io --min-time 2s
    done
    ./ortool bench digits/digits.onnx --providers cuda,cpu --compare providers=cpu
    ./ortool profile digits/digits.onnx --providers cuda,cpu --runs 50 --out digits.trace.json --html digits.html --assert 'copies>0'
    ;;
  models)
    use_gpu
    models=${MODELS:-$shared/bench-models}
    image='{"%s": {"type": "float", "shape": [%d, 3, 224, 224]}}'
    text='{"input_ids": {"type": "int64", "shape": [%d, 128]}, "attention_mask": {"type": "int64", "shape": [%d, 128]}}'
    [ -e "$models/resnet50.onnx" ] || fail "no resnet50.onnx in $models; ../shared/tools/make_bench_models.py makes it (MODELS names another folder)"
    for batch in 1 64; do
      # shellcheck disable=SC2059
      printf "$image" "${IMAGE_INPUT:-input}" $batch >inputs.json
      for options in use_tf32=0 use_tf32=1 "use_tf32=1 enable_cuda_graph=1"; do
        # shellcheck disable=SC2086
        ./gpu_latency "$models/resnet50.onnx" inputs.json $options
      done
    done
    for batch in 1 32; do
      # shellcheck disable=SC2059
      printf "$text" $batch $batch >inputs.json
      for options in use_tf32=0 use_tf32=1 "use_tf32=1 enable_cuda_graph=1"; do
        # shellcheck disable=SC2086
        ./gpu_latency "$models/bert_base.onnx" inputs.json $options
      done
    done
    ;;
  *) sed -n '2,10p' "$0"; exit 2 ;;
esac
