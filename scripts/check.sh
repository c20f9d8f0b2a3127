#!/usr/bin/env bash
# The whole gate: set-up, build, format, layers, tests. The last line counts the tests: "N passed, N failed".
# Exits 1 when a step or a test failed, or when no test ran.
set -euo pipefail
cd "$(dirname "$0")/.."

preset=release
case "${1:-}" in
  "") ;;
  --asan) preset=asan ;;
  --tsan) preset=tsan ;;
  *) echo "usage: scripts/check.sh [--asan | --tsan]" >&2; exit 2 ;;
esac
build=build/$preset
log=$build/check-tests.log
failed_steps=()

# Runs one step, prints its seconds, and remembers a failure.
step() {
  local name=$1 start=$SECONDS
  shift
  echo "== $name"
  if "$@"; then
    echo "== $name: $((SECONDS - start)) s"
  else
    echo "== $name: FAILED after $((SECONDS - start)) s"
    failed_steps+=("$name")
    return 1
  fi
}

# Counts from ctest's own summary; a skipped test is neither passed nor failed.
finish() {
  local failed=0 total=0 skipped=0
  if [ -f "$log" ] && [[ $(grep -E 'tests failed out of [0-9]+$' "$log") =~ ([0-9]+)\ tests\ failed\ out\ of\ ([0-9]+) ]]; then
    failed=${BASH_REMATCH[1]}
    total=${BASH_REMATCH[2]}
    skipped=$(grep -cE '^[[:space:]]+[0-9]+ - .* \(Skipped\)$' "$log" || true)
  fi
  local passed=$((total - failed - skipped))
  [ "$skipped" -eq 0 ] || echo "$skipped tests were skipped"
  [ ${#failed_steps[@]} -eq 0 ] || echo "failed steps: ${failed_steps[*]}"
  [ "$passed" -gt 0 ] || echo "no test passed"
  echo "$passed passed, $failed failed"
  [ ${#failed_steps[@]} -eq 0 ] && [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

run_tests() {
  local launcher=()
  if [ "$preset" = tsan ] && setarch -R true 2>/dev/null; then launcher=(setarch -R); fi
  export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_stack_use_after_return=1}
  export UBSAN_OPTIONS=${UBSAN_OPTIONS:-halt_on_error=1:print_stacktrace=1}
  export TSAN_OPTIONS=${TSAN_OPTIONS:-halt_on_error=1}
  "${launcher[@]}" ctest --test-dir "$build" --output-on-failure --no-tests=error -j "$(nproc)" </dev/null 2>&1 | tee "$log"
}

rm -f "$log"
step "set-up" scripts/setup.sh &&
  step "configure ($preset)" cmake --preset "$preset" &&
  step "build ($preset)" cmake --build "$build" || { finish; exit 1; }
step "format" scripts/format.sh --check || true
step "layers" /usr/bin/python3 scripts/check_layers.py || true
step "tests ($preset)" run_tests || true
finish
