#!/usr/bin/env bash
# Installs the build into a new folder, builds a small program against it with find_package(ort), and runs it.
# run.sh BUILD_DIR PROJECT_DIR MODEL
set -euo pipefail
build=$1 project=$2 model=$3
prefix=$(mktemp -d)
trap 'rm -rf "$prefix"' EXIT
cmake --install "$build" --prefix "$prefix/usr" >/dev/null
cmake -S "$project" -B "$prefix/build" -DCMAKE_PREFIX_PATH="$prefix/usr" -DCMAKE_BUILD_TYPE=Release >/dev/null
cmake --build "$prefix/build" >/dev/null
"$prefix/build/program" "$model" | tee "$prefix/output"
[ "$(head -n 1 "$prefix/output" | wc -w)" -eq 10 ]
code=0
"$prefix/build/program" "$prefix/missing.onnx" 2>/dev/null || code=$?
[ "$code" -eq 8 ]
for file in man/man1/ortool.1 bash-completion/completions/ortool zsh/site-functions/_ortool fish/vendor_completions.d/ortool.fish; do
  [ -s "$prefix/usr/share/$file" ]
done
