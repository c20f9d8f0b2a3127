#!/usr/bin/env bash
# Formats every tracked C++ file with clang-format; with --check it changes nothing and fails on a difference.
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1:-}" in
  "") mode=(-i) ;;
  --check) mode=(--dry-run --Werror) ;;
  *) echo "usage: scripts/format.sh [--check]" >&2; exit 2 ;;
esac

clang_format=$(command -v clang-format-14 || command -v clang-format) || {
  echo "format: clang-format is missing, run scripts/setup.sh" >&2
  exit 1
}

git ls-files -z '*.cc' '*.h' '*.cu' | while IFS= read -r -d '' file; do
  if [ -f "$file" ]; then printf '%s\0' "$file"; fi
done | xargs -0 -r -n 20 -P "$(nproc)" "$clang_format" --style=file "${mode[@]}" || {
  echo "format: the files above differ, run scripts/format.sh" >&2
  exit 1
}
