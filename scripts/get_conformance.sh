#!/usr/bin/env bash
# Makes the official ONNX conformance tests from the onnx package: the node tests, which it holds as Python code,
# and the suites that it holds as files. Needs network, a python3 of 3.10 or later, and its venv module (python3-venv).
set -euo pipefail

version=1.23.2
[ $# -le 1 ] || { echo "usage: scripts/get_conformance.sh [FOLDER]" >&2; exit 2; }
target=$(realpath -m "${1:-$(dirname "$0")/../build/conformance}")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check "onnx==$version"

mkdir -p "$target"
"$work/venv/bin/python" -W ignore - "$target" <<'PYTHON'
import pathlib
import shutil
import sys

from onnx.backend.test import cmd_tools
from onnx.backend.test.loader import load_model_tests

target = pathlib.Path(sys.argv[1])
cmd_tools.model_test.collect_testcases = lambda: load_model_tests(kind="node")
sys.argv = ["backend-test-tools", "generate-data", "-o", str(target)]
cmd_tools.main()
for suite in ("simple", "pytorch-converted", "pytorch-operator"):
    shutil.copytree(pathlib.Path(cmd_tools.DATA_DIR) / suite, target / suite, dirs_exist_ok=True)
for suite in sorted(path for path in target.iterdir() if path.is_dir()):
    print(f"{suite}: {sum(1 for _ in suite.glob('*/model.onnx'))} tests")
PYTHON
