"""What the tests of the report share: how a report is opened, and what holds for each."""

import json
import unittest

from profile_fixture import profile_of, resnet
from report_page import ReportPage, make_report

MINIMAL = {
    "schema": "ortool.profile/1", "trace": "t.json",
    "nodes": [{"name": "a", "op_type": "Relu", "provider": "CPUExecutionProvider", "calls": 2, "total_us": 3.5, "avg_us": 1.75, "percent": 100.0}],
    "operators": [{"op_type": "Relu", "calls": 2, "total_us": 3.5, "percent": 100.0}],
}


def lookup(profile, pointer):
    value = profile
    for key in pointer.split("/")[1:]:
        key = key.replace("~1", "/").replace("~0", "~")
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value


class ReportCase(unittest.TestCase):
    """`program` (make_report), `browser`, `folder` and `given` (files of profiles) are set before the tests run."""

    program = None
    browser = None
    folder = None
    given = ()

    @classmethod
    def setUpClass(cls):
        cls.profile = profile_of(resnet())
        cls.report = cls.folder / "resnet.html"
        make_report(cls.program, cls.profile, cls.report)

    def open(self, path=None, **settings):
        page = ReportPage(self.browser, **settings)
        self.addCleanup(page.__exit__)
        page.open(path or self.report)
        return page

    def open_profile(self, profile, **settings):
        path = self.folder / f"{self.id().split('.')[-1]}.html"
        make_report(self.program, profile, path)
        return self.open(path, **settings)

    def assert_clean(self, page):
        page.settle()
        page.collect()
        self.assertEqual(page.problems, [])

    def assert_fits(self, page, width):
        """The page as a whole does not scroll sideways; what is wider than the window scrolls in a place of its own."""
        wide = page.query("""(width) => document.documentElement.scrollWidth <= width ? [] : [...document.querySelectorAll('main *')]
            .filter(at => at.getBoundingClientRect().right > width && !at.closest('.table-scroll, .links, .plain-scroll'))
            .map(at => `${at.closest('section, header').id}: ${at.outerHTML.slice(0, 120)}`)""", width)
        self.assertEqual(wide, [])

    def assert_figures(self, page, profile, at_least=1):
        """Every number and text on the page that says where it comes from is what stands there."""
        cells = page.evaluate("""[...document.querySelectorAll('[data-path]')].map(cell => ({path: cell.dataset.path, value: cell.dataset.value,
            factor: cell.dataset.factor, text: cell.dataset.value === undefined ? cell.textContent : cell.firstChild.textContent}))""")
        self.assertGreaterEqual(len(cells), at_least)
        for cell in cells:
            expected = lookup(profile, cell["path"])
            if cell.get("value") is None:
                self.assertEqual(cell["text"], expected if isinstance(expected, str) else json.dumps(expected), cell["path"])
                continue
            self.assertEqual(float(cell["value"]), expected, cell["path"])
            shown = cell["text"].replace("\u202f", "").replace("\u2212", "-")
            decimals = len(shown.partition(".")[2])
            self.assertAlmostEqual(float(shown), expected / float(cell["factor"]), delta=0.5001 * 10 ** -decimals, msg=cell["path"])

    def rows(self, page, section, column):
        """Texts of a column, down the rows that exist, with the pointers of the rows."""
        return page.query("""(section, column) => {
            const table = document.querySelector(`#${section} table`);
            const at = [...table.querySelectorAll('th')].findIndex(cell => cell.dataset.column === column);
            return [...table.querySelectorAll('tbody tr[data-row]')].map(row => [row.dataset.row, row.children[at].textContent]);
        }""", section, column)
