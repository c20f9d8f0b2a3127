#!/usr/bin/env bash
# Installs with apt-get what building and testing need and is not there yet. Silent when nothing is missing.
# Made for Debian 12 (bookworm); elsewhere it says what is needed.
set -euo pipefail

packages=(
  g++ cmake ninja-build pkg-config
  libcli11-dev libprotobuf-dev protobuf-compiler libonnx-dev libeigen3-dev nlohmann-json3-dev libfmt-dev
  libgtest-dev libgmock-dev libbenchmark-dev libarchive-dev
  clang-format python3 git ca-certificates
  chromium
)

command -v dpkg >/dev/null && command -v apt-get >/dev/null || {
  echo "setup: this script needs apt-get (Debian 12). Install the equivalents of: ${packages[*]}" >&2
  exit 1
}

missing=()
for package in "${packages[@]}"; do
  dpkg -s "$package" 2>/dev/null | grep -q '^Status: install ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=(env DEBIAN_FRONTEND=noninteractive)
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || {
    echo "setup: not root and no sudo. As root, run: apt-get install ${missing[*]}" >&2
    exit 1
  }
  as_root=(sudo "${as_root[@]}")
fi

install_missing() {
  "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=300 install -y -q --no-install-recommends "${missing[@]}" </dev/null
}

# Package lists that are absent or out of date make the first try fail; then they are fetched, once.
echo "setup: installing ${missing[*]}"
if ! install_missing >/dev/null 2>&1; then
  "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=300 update -q
  install_missing || {
    echo "setup: apt-get could not install: ${missing[*]}" >&2
    exit 1
  }
fi
