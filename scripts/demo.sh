#!/usr/bin/env bash
# From a fresh checkout to a recognised digit: installs, builds ortool, runs the digits model on one picture.
set -euo pipefail
cd "$(dirname "$0")/.."

digit=${1:-7}
[[ $digit =~ ^[0-9]$ ]] || { echo "usage: scripts/demo.sh [DIGIT 0..9]" >&2; exit 2; }

step() {
  local name=$1 start=$SECONDS
  shift
  "$@" || { echo "demo: $name failed" >&2; exit 1; }
  echo "== $name: $((SECONDS - start)) s"
}

step "set-up" scripts/setup.sh
step "configure" cmake --preset release
step "build" cmake --build build/release --target ortool
step "run digit $digit" build/release/apps/ortool/ortool run testdata/digits/digits.onnx \
  --input "testdata/digits/digit_$digit.npy"
