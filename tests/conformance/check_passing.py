#!/usr/bin/python3
"""Runs the official ONNX backend tests and holds the tests that pass against the reviewed list passing.txt.

A listed test that does not pass is a failure, and so is a test that passes without being listed: then review the
change and rewrite the list with --update. What stands after -- goes to `ortool backend-test` as it is.
Without the data the exit code is 77, which ctest shows as skipped.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent.parent
LIST = pathlib.Path(__file__).resolve().parent / "passing.txt"
SKIPPED = 77
# How a test may pass, and how the list marks it.
MARKS = {"passed": "", "property": " property"}


def find_data():
    """The official data as an archive beside the checkout (or in $ORT_SHARED_DATA), or as get_conformance.sh made it."""
    shared = pathlib.Path(os.environ.get("ORT_SHARED_DATA") or REPOSITORY.parent / "shared")
    archives = sorted((shared / "conformance").glob("onnx-*-backend-data.tar.xz"))
    if archives:
        return archives[-1]
    made = REPOSITORY / "build" / "conformance"
    return made if made.is_dir() else None


def run_tests(ortool, data, flags):
    """The report of `ortool backend-test`. Ends this program when there is none."""
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.json"
        command = [ortool, "backend-test", data, "--json", report, *flags]
        status = subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode
        if not report.is_file():
            sys.exit(f"ortool backend-test wrote no report (exit code {status})")
        return json.loads(report.read_text(encoding="utf-8"))


def read_list():
    lines = LIST.read_text(encoding="utf-8").splitlines() if LIST.is_file() else []
    return {line for line in lines if line and not line.startswith("#")}


def passing_lines(tests):
    return {f"{test['suite']}/{test['name']}{MARKS[test['status']]}" for test in tests if test["status"] in MARKS}


def write_list(lines):
    header = "# Tests of the official ONNX backend suite that pass: suite/name, one a line, in order; reviewed like code.\n"
    header += "# 'property': random by definition, so that type, shape and range of the values are checked.\n"
    LIST.write_text(header + "".join(f"{line}\n" for line in sorted(lines)), encoding="utf-8")
    print(f"{LIST}: {len(lines)} tests")


def compare(tests):
    """Prints what differs from the list; True when nothing does."""
    suites = {test["suite"] for test in tests}
    listed = {line for line in read_list() if line.split("/")[0] in suites}
    passing = passing_lines(tests)
    details = {f"{test['suite']}/{test['name']}": f"{test['status']}: {test['detail']}" for test in tests}
    for line in sorted(listed - passing):
        print(f"no longer passes: {line}: {details.get(line.split(' ')[0], 'not in the data')}")
    for line in sorted(passing - listed):
        print(f"new: {line}")
    print(f"{len(passing)} of {len(tests)} tests pass, {len(listed)} are listed")
    if listed != passing:
        print("after review: tests/conformance/check_passing.py --ortool ORTOOL --update")
    return listed == passing


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ortool", required=True, help="the program to test")
    parser.add_argument("--update", action="store_true", help="write the list instead of comparing with it")
    parser.add_argument("flags", nargs="*", help="flags for ortool backend-test, after --")
    arguments = parser.parse_args()
    data = find_data()
    if data is None:
        print("skipped: no official test data. Set ORT_SHARED_DATA to the folder that holds conformance/, "
              "or run scripts/get_conformance.sh")
        return SKIPPED
    tests = run_tests(arguments.ortool, data, arguments.flags)["tests"]
    if arguments.update:
        write_list(passing_lines(tests))
        return 0
    return 0 if compare(tests) else 1


if __name__ == "__main__":
    sys.exit(main())
