#!/usr/bin/python3
"""Tests the HTML report in a headless Chromium.

report_test.py --make-report PROGRAM [--profile FILE.json]... [-k PATTERN] [-v]
Every --profile is opened too, its figures compared. Exits 77 where there is no Chromium.
"""

import argparse
import pathlib
import sys
import tempfile
import unittest

import chart_cases
import page_cases
import profile_cases
import table_cases
from devtools import Browser, find_chromium
from report_case import ReportCase

SKIPPED = 77


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--make-report", required=True, help="the program make_report of this folder")
    parser.add_argument("--profile", action="append", default=[], type=pathlib.Path, help="a profile as ortool wrote it")
    parser.add_argument("-k", dest="patterns", action="append", help="run only tests whose names hold this")
    parser.add_argument("-v", dest="verbosity", action="store_const", const=2, default=1)
    arguments = parser.parse_args()
    path = find_chromium()
    if path is None:
        print("browser.report: skipped, no Chromium was found; on Debian, apt-get install chromium", file=sys.stderr)
        return SKIPPED
    loader = unittest.TestLoader()
    if arguments.patterns:
        loader.testNamePatterns = [f"*{pattern}*" for pattern in arguments.patterns]
    suite = unittest.TestSuite(loader.loadTestsFromModule(module) for module in (page_cases, table_cases, chart_cases, profile_cases))
    with tempfile.TemporaryDirectory() as name, Browser(path) as browser:
        ReportCase.program, ReportCase.browser, ReportCase.folder = arguments.make_report, browser, pathlib.Path(name)
        ReportCase.given = arguments.profile
        done = unittest.TextTestRunner(verbosity=arguments.verbosity).run(suite)
    return 0 if done.wasSuccessful() and done.testsRun > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
