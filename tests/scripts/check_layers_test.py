#!/usr/bin/python3
"""Tests scripts/check_layers.py on small trees: each rule has a tree that breaks it and one that keeps it."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "check_layers.py"


def check(files):
    """(exit status, output) of the script on a tree that holds `files`, a dict of path to text."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        subprocess.run(["git", "init", "-q", folder], check=True)
        subprocess.run(["git", "-C", folder, "add", "-A", "-f"], check=True)
        done = subprocess.run([sys.executable, SCRIPT, "--root", folder], capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr


class LayerTest(unittest.TestCase):
    def assert_clean(self, files):
        status, output = check(files)
        self.assertEqual(status, 0, output)

    def assert_offence(self, files, *words):
        status, output = check(files)
        self.assertEqual(status, 1, output)
        for word in words:
            self.assertIn(word, output)

    def test_each_layer_may_use_those_below_it(self):
        self.assert_clean({
            "libort/include/ort/session.h": '#include <string>\n#include "ort/value.h"\n',
            "libort/core/shape.cc": '#include "libort/core/shape.h"\n#include "ort/error.h"\n',
            "libort/graph/graph.h": '#include "libort/core/shape.h"\n',
            "libort/formats/onnx/import.cc": '#include "libort/graph/graph.h"\n#include <onnx/onnx_pb.h>\n',
            "libort/ops/softmax.cc": '#include "libort/graph/node.h"\n',
            "libort/runtime/kernel.h": '#include "libort/ops/schema.h"\n',
            "libort/optimizer/fold.cc": '#include "libort/runtime/kernel.h"\n',
            "libort/plan/plan.cc": '#include "libort/runtime/kernel.h"\n',
            "libort/exec/executor.cc": '#include "libort/plan/plan.h"\n#include <ort/error.h>\n',
            "libort/trace/trace.cc": '#include "libort/runtime/observer.h"\n',
            "libort/session/session.cc": '#include "providers/cpu/cpu_provider.h"\n#include "libort/exec/executor.h"\n',
            "providers/cpu/softmax.cc": '#include "libort/runtime/kernel.h"\n#include <Eigen/Core>\n',
            "providers/portable/slice.cc": '#include "libort/runtime/mover.h"\n',
            "providers/cuda/register.cc": '#include "providers/portable/families.h"\n',
            "providers/cuda/host/cpu_node.cc": '#include "providers/cpu/cpu_provider.h"\n#include "providers/cuda/blas.h"\n',
            "profiler/ledger.cc": '#include "ort/session.h"\n#include "profiler/trace.h"\n',
            "apps/ortool/cmd_run.cc": '#include "ort/session.h"\n#include "profiler/ledger.h"\n#include <CLI/CLI.hpp>\n',
            "tests/core/shape_test.cc": '#include "libort/session/session.h"\n#include <gtest/gtest.h>\n',
        })

    def test_an_offence_names_file_line_and_rule(self):
        self.assert_offence({"libort/core/shape.cc": '// shape\n#include "libort/graph/graph.h"\n'},
                            "libort/core/shape.cc:2:", "libort/core must not include libort/graph/graph.h")

    def test_upward_includes_are_found(self):
        for path, target in [
            ("libort/graph/graph.cc", "libort/formats/onnx/import.h"),
            ("libort/graph/graph.cc", "libort/ops/schema.h"),
            ("libort/formats/onnx/import.cc", "libort/ops/schema.h"),
            ("libort/ops/softmax.cc", "libort/runtime/kernel.h"),
            ("libort/runtime/kernel.cc", "providers/cpu/cpu_provider.h"),
            ("libort/optimizer/fold.cc", "libort/plan/plan.h"),
            ("libort/plan/plan.cc", "libort/session/session.h"),
            ("libort/exec/executor.cc", "libort/session/session.h"),
            ("libort/exec/executor.cc", "libort/ops/schema.h"),
            ("libort/trace/trace.cc", "profiler/trace.h"),
            ("libort/session/session.cc", "providers/cpu/softmax.h"),
            ("libort/session/session.cc", "apps/ortool/cmd_run.h"),
            ("libort/capi/api.cc", "libort/session/session.h"),
            ("providers/cuda/host/cpu_node.cc", "providers/cpu/softmax.h"),
            ("providers/cuda/blas.cc", "providers/cpu/cpu_provider.h"),
            ("providers/cpu/softmax.cc", "libort/session/session.h"),
            ("providers/cpu/softmax.cc", "providers/cuda/softmax.h"),
            ("providers/portable/slice.cc", "providers/cpu/strided_copy.h"),
            ("libort/runtime/provider.h", "providers/portable/families.h"),
            ("profiler/ledger.cc", "libort/trace/trace.h"),
            ("apps/ortool/cmd_run.cc", "libort/core/shape.h"),
            ("apps/python/module.cc", "apps/ortool/cmd_run.h"),
            ("apps/ortool/cmd_run.cc", "tests/data.h"),
        ]:
            with self.subTest(path=path, target=target):
                self.assert_offence({path: f'#include "{target}"\n'}, f"{path}:1:", target)
                self.assert_offence({path: f"#  include <{target}>\n"}, f"{path}:1:", target)

    def test_public_headers_take_the_standard_library_only(self):
        header = "libort/include/ort/value.h"
        for line in ["#include <fmt/core.h>", '#include "libort/core/shape.h"', "#include <stdint.h>",
                     '#include "span.h"', "#include <nlohmann/json.hpp>"]:
            with self.subTest(line=line):
                self.assert_offence({header: line + "\n"}, header + ":1:")
        self.assert_clean({header: '#include <span>\n#include <string_view>\n#include "ort/dtype.h"\n'})

    def test_heavy_third_party_headers_stay_out_of_ours(self):
        for name in ["Eigen/Core", "unsupported/Eigen/CXX11/Tensor", "nlohmann/json.hpp"]:
            with self.subTest(name=name):
                self.assert_offence({"providers/cpu/gemm.h": f"#include <{name}>\n"}, "in a header")
                self.assert_clean({"providers/cpu/gemm.cc": f"#include <{name}>\n"})

    def test_protobuf_is_seen_by_formats_only(self):
        for name in ["onnx/onnx_pb.h", "google/protobuf/message.h", "model.pb.h"]:
            with self.subTest(name=name):
                self.assert_offence({"libort/graph/graph.cc": f"#include <{name}>\n"}, "protobuf")

    def test_includes_are_written_from_the_root(self):
        self.assert_offence({"libort/core/shape.cc": '#include "shape.h"\n', "libort/core/shape.h": ""},
                            'write the path from the repository root: "libort/core/shape.h"')

    def test_drawers_are_found(self):
        for path in ["libort/core/utils.h", "libort/core/helpers.cc", "tests/common.h", "libort/core/misc/shape.h",
                     "libort/core/string_utils.cc"]:
            with self.subTest(path=path):
                self.assert_offence({path: ""}, path + ":1:", "does not say what is inside")
        self.assert_clean({"libort/optimizer/common_subexpression.cc": ""})

    def test_device_conditions_live_with_their_provider(self):
        for line in ["#ifdef ORT_USE_CUDA", "#if defined(__CUDACC__)", "#ifndef __NVCC__"]:
            with self.subTest(line=line):
                self.assert_offence({"libort/core/half.h": line + "\n#endif\n"}, "libort/core/half.h:1:", "CUDA")
                self.assert_clean({"providers/cuda/half.cuh": line + "\n#endif\n"})

    def test_an_unknown_folder_is_an_offence(self):
        self.assert_offence({"libort/engine/loop.cc": ""}, "no layer knows this folder")
        self.assert_offence({"loop.cc": ""}, "no layer knows this folder")

    def test_a_folder_that_is_no_checkout_is_an_error(self):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([sys.executable, SCRIPT, "--root", folder], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("not a git checkout", done.stderr)


if __name__ == "__main__":
    unittest.main()
