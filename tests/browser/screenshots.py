#!/usr/bin/python3
"""Takes pictures of a report at several sizes, light and dark: screenshots.py REPORT.html FOLDER."""

import pathlib
import sys

from devtools import Browser, find_chromium
from report_page import ReportPage


def main():
    report, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    with Browser(find_chromium()) as browser:
        for width, height in ((360, 800), (1280, 800), (1920, 1080)):
            for scheme in ("light", "dark"):
                with ReportPage(browser, width, height, scheme) as page:
                    page.open(report)
                    page.screenshot(folder / f"{width}-{scheme}.png")
                    page.collect()
                    print(width, scheme, page.problems)


if __name__ == "__main__":
    main()
