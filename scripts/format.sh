#!/usr/bin/env bash
# Formats every tracked C++ file with clang-format; with --check it changes nothing, names what differs, and fails.
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1:-}" in
  "") mode=fix ;;
  --check) mode=check ;;
  *) echo "usage: scripts/format.sh [--check]" >&2; exit 2 ;;
esac

clang_format=$(command -v clang-format-14 || command -v clang-format) || {
  echo "format: clang-format is missing, run scripts/setup.sh" >&2
  exit 1
}
export clang_format

fix() { "$clang_format" --style=file -i "$@"; }

# Prints the names of the files that clang-format would change.
check() {
  local file
  for file; do
    "$clang_format" --style=file "$file" | cmp -s - "$file" || echo "$file"
  done
}
export -f fix check

result=$(git ls-files -z '*.cc' '*.h' '*.cu' | while IFS= read -r -d '' file; do
  if [ -f "$file" ]; then printf '%s\0' "$file"; fi
done | xargs -0 -r -n 20 -P "$(nproc)" bash -c "$mode"' "$@"' "$mode")

if [ -n "$result" ]; then
  sort <<<"$result" >&2
  echo "format: these files differ, run scripts/format.sh" >&2
  exit 1
fi
