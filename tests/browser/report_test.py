#!/usr/bin/python3
"""Tests the HTML report in a headless Chromium: report_test.py --make-report PROGRAM [unittest's arguments].

Exits 77 where there is no Chromium.
"""

import copy
import json
import pathlib
import re
import sys
import tempfile
import unittest

from devtools import Browser, find_chromium
from profile_fixture import encoder, profile_of, resnet
from report_page import ReportPage, make_report

SKIPPED = 77
SECTIONS = ["overview", "ledger", "timeline", "operators", "nodes", "modules", "roofline", "graph", "memory", "startup", "environment"]
MINIMAL = {
    "schema": "ortool.profile/1", "trace": "t.json",
    "nodes": [{"name": "a", "op_type": "Relu", "provider": "CPUExecutionProvider", "calls": 2, "total_us": 3.5, "avg_us": 1.75, "percent": 100.0}],
    "operators": [{"op_type": "Relu", "calls": 2, "total_us": 3.5, "percent": 100.0}],
}
HOSTILE = [
    "</script><script>document.title='broken'</script>", "<!--<script>", "<img src=x onerror=document.title='broken'>", "\"'`\\&amp;", "emoji \U0001F642\U0001F44D\U0001F3FD",
    "n" * 300, "\u0627\u0644\u0639\u0631\u0628\u064a\u0629/\u05e2\u05d1\u05e8\u05d9\u05ea", "\u202e\u2066reversed", "line\u2028separator\u2029and\nbreak\ttab", "__proto__", "{{script}}", "", "~1/~0",
]

program = None
browser = None
folder = None


def lookup(profile, pointer):
    value = profile
    for key in pointer.split("/")[1:]:
        key = key.replace("~1", "/").replace("~0", "~")
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value


class ReportTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.profile = profile_of(resnet())
        cls.report = folder / "resnet.html"
        make_report(program, cls.profile, cls.report)

    def open(self, path=None, **settings):
        page = ReportPage(browser, **settings)
        self.addCleanup(page.__exit__)
        page.open(path or self.report)
        return page

    def open_profile(self, profile, **settings):
        path = folder / f"{self.id().split('.')[-1]}.html"
        make_report(program, profile, path)
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

    def test_loads_cleanly_at_every_size_and_in_both_themes(self):
        for width, height in ((360, 800), (1280, 800), (1920, 1080)):
            for scheme in ("light", "dark"):
                with self.subTest(width=width, scheme=scheme):
                    page = self.open(width=width, height=height, scheme=scheme)
                    self.assertEqual(page.evaluate("[...document.querySelectorAll('main > [id]')].map(part => part.id)"), SECTIONS)
                    self.assert_fits(page, width)
                    self.assert_figures(page, self.profile, 200)
                    self.assert_clean(page)

    def test_the_policy_refuses_what_would_be_fetched(self):
        page = self.open()
        page.evaluate("new Promise(done => { const image = new Image(); image.onerror = () => done(true); image.src = 'http://127.0.0.1:9/x.png'; })")
        page.collect()
        self.assertTrue(any("Content Security Policy" in problem or "policy" in problem for problem in page.problems), page.problems)

    def test_canvases_are_drawn(self):
        page = self.open()
        for name in ("timeline", "roofline", "graph", "memory", "memory-map"):
            colours = page.query("""(name) => {
                const canvas = document.getElementById(`${name}-canvas`);
                const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                const seen = new Set();
                for (let at = 0; at < data.length; at += 4) seen.add(data[at] << 16 | data[at + 1] << 8 | data[at + 2]);
                return seen.size;
            }""", name)
            self.assertGreater(colours, 4, name)

    def test_themes_differ_and_the_button_changes_them(self):
        page = self.open()
        colours = []
        for _ in range(3):
            colours.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
            page.click("#theme-button")
        self.assertEqual(colours[0], colours[1])
        self.assertNotEqual(colours[1], colours[2])
        page.set_scheme("dark")
        page.settle()
        self.assertEqual(page.evaluate("getComputedStyle(document.body).backgroundColor"), colours[2])
        self.assert_clean(page)

    def test_every_column_sorts_by_the_values_of_the_profile(self):
        page = self.open(width=1920, height=1080)
        for section, pointer in (("nodes", "/nodes"), ("operators", "/operators"), ("roofline", "/roofline/points")):
            columns = page.query("(section) => [...document.querySelectorAll(`#${section} th[aria-sort]`)].map(cell => cell.dataset.column)", section)
            self.assertGreater(len(columns), 5)
            for column in columns:
                with self.subTest(section=section, column=column):
                    self.check_sorting(page, section, pointer, column)

    def check_sorting(self, page, section, pointer, column):
        heading = f'#{section} th[data-column="{column}"]'
        orders = set()
        for _ in range(2):
            page.click(heading + " button")
            order = page.query("(heading) => document.querySelector(heading).getAttribute('aria-sort')", heading)
            orders.add(order)
            rows = [row for row, _ in self.rows(page, section, column)]
            values = [self.field(self.profile, row, column) for row in rows]
            known = [value for value in values if value is not None]
            self.assertEqual(values, known + [None] * (len(values) - len(known)))
            self.assertEqual(known, sorted(known, reverse=order == "descending"))
            every = [self.field(self.profile, f"{pointer}/{index}", column) for index in range(len(lookup(self.profile, pointer)))]
            extreme = (max if order == "descending" else min)(value for value in every if value is not None)
            self.assertEqual(known[0], extreme)
        self.assertEqual(orders, {"ascending", "descending"})
        self.assertEqual(page.query("(section) => document.querySelectorAll(`#${section} th[aria-sort]:not([aria-sort=none])`).length", section), 1)

    def field(self, profile, row, field):
        try:
            return lookup(profile, f"{row}/{field}")
        except KeyError:
            return None

    def test_filter_by_words_and_chips(self):
        page = self.open()
        page.evaluate("document.querySelector('#nodes input').focus()")
        page.type("LAYER3 conv2")
        shown = {row for row, _ in self.rows(page, "nodes", "name")}
        wanted = {f"/nodes/{index}" for index, node in enumerate(self.profile["nodes"]) if "layer3" in json.dumps(node["name"]) and "conv2" in node["name"]}
        self.assertEqual(shown, wanted)
        self.assertEqual(page.evaluate("document.querySelector('#nodes .row-count').textContent"), f"{len(wanted)} of {len(self.profile['nodes'])} rows")
        page.evaluate("(() => { const box = document.querySelector('#nodes input'); box.value = ''; box.dispatchEvent(new Event('input')); })()")
        page.click('#nodes [data-chip="Add"]')
        self.assertEqual({lookup(self.profile, row)["op_type"] for row, _ in self.rows(page, "nodes", "name")}, {"Add"})
        page.click('#nodes [data-chip="Relu"]')
        self.assertEqual({lookup(self.profile, row)["op_type"] for row, _ in self.rows(page, "nodes", "name")}, {"Add", "Relu"})
        page.click('#nodes [data-chip="compute"]')
        self.assertEqual(self.rows(page, "nodes", "name"), [])
        self.assertIn("No row", page.evaluate("document.querySelector('#nodes tbody').textContent"))
        self.assert_clean(page)

    def test_a_row_opens_its_details(self):
        page = self.open()
        page.click('#nodes tr[data-row="/nodes/0"]')
        text = page.evaluate("document.querySelector('#nodes .details').innerText")
        node = self.profile["nodes"][0]
        for word in (node["name"], node["variant"], node["inputs"][0]["name"], "constant", node["lineage"][1], node["roof"]["bound"]):
            self.assertIn(word, text)
        self.assertEqual(page.evaluate("""document.querySelector('#nodes tr[data-row="/nodes/0"]').getAttribute('aria-expanded')"""), "true")
        self.assert_figures(page, self.profile)
        page.click('#nodes tr[data-row="/nodes/0"]')
        self.assertIsNone(page.evaluate("document.querySelector('#nodes .details')"))

    def test_tables_by_keyboard(self):
        page = self.open()
        page.evaluate("document.querySelector('#nodes table').focus()")
        for key in ("ArrowDown", "ArrowDown", "ArrowUp", "Enter"):
            page.key(key)
        self.assertEqual(page.evaluate("document.querySelector('#nodes tr[aria-expanded=true]').dataset.row"), "/nodes/1")
        page.key("End")
        active = "document.getElementById(document.querySelector('#nodes table').getAttribute('aria-activedescendant')).dataset.row"
        self.assertEqual(page.evaluate(active), f"/nodes/{len(self.profile['nodes']) - 1}")
        page.key("Home")
        self.assertEqual(page.evaluate(active), "/nodes/0")
        page.evaluate("document.querySelector('#nodes th[data-column=avg_us] button').focus()")
        page.key("Enter")
        self.assertEqual(page.evaluate("document.querySelector('#nodes th[data-column=avg_us]').getAttribute('aria-sort')"), "descending")

    def test_everything_is_reached_by_tab(self):
        page = self.open_profile(MINIMAL)
        reached = set()
        for _ in range(60):
            page.key("Tab")
            name = page.evaluate("(() => { const at = document.activeElement; return at === document.body ? null : at.id || at.textContent || at.getAttribute('aria-label'); })()")
            if name is None:
                break
            reached.add(name)
        for wanted in ("To the report", "Nodes", "save-button", "theme-button", "table-1", "table-2"):
            self.assertIn(wanted, reached)

    def test_modules_open_and_close(self):
        page = self.open()
        rows = "[...document.querySelectorAll('#modules tr[data-row]')].length"
        before = page.evaluate(rows)
        page.evaluate("[...document.querySelectorAll('#modules tr[aria-expanded=true]')].pop().click()")
        page.settle()
        self.assertLess(page.evaluate(rows), before)
        page.evaluate("document.querySelector('#modules table').focus()")
        for key in ("Home", "ArrowLeft", "ArrowRight"):
            page.key(key)
        self.assert_clean(page)

    def test_the_timeline_zooms_steps_and_opens_nodes(self):
        page = self.open()
        view = "(({from, to}) => ({from, to}))(document.getElementById('timeline-canvas').timeline_view)"
        page.evaluate("document.getElementById('timeline').scrollIntoView()")
        box = page.evaluate("(({x, y, width, height}) => ({x, y, width, height}))(document.getElementById('timeline-canvas').getBoundingClientRect())")
        middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] - 20)
        whole = page.evaluate(view)
        page.wheel(*middle, -200)
        self.assertEqual(page.evaluate(view), whole, "the wheel belongs to the page until the canvas has the focus")
        page.evaluate("document.getElementById('timeline').scrollIntoView()")
        page.evaluate("document.getElementById('timeline-canvas').focus()")
        page.wheel(*middle, -300)
        near = page.evaluate(view)
        self.assertLess(near["to"] - near["from"], whole["to"] - whole["from"])
        page.key("ArrowRight")
        self.assertGreater(page.evaluate(view)["from"], near["from"])
        page.key("0")
        self.assertEqual(page.evaluate(view), whole)
        page.key(".")
        page.key(".")
        first = self.profile["timeline"]["events"][1]["name"]
        self.assertIn(first, page.evaluate("document.querySelector('#timeline .readout').textContent"))
        page.key("Enter")
        self.assertIn(first, page.evaluate("document.querySelector('#nodes .details').innerText"))
        self.assert_clean(page)

    def test_hovering_tells_what_is_there(self):
        page = self.open(height=1200)
        for name, section in (("timeline", "timeline"), ("roofline", "roofline"), ("memory-map", "memory"), ("graph", "graph")):
            page.evaluate(f"document.getElementById('{name}-canvas').scrollIntoView({{block: 'center'}})")
            found = page.query("""(name) => {
                const canvas = document.getElementById(`${name}-canvas`);
                const box = canvas.getBoundingClientRect();
                const tooltip = document.getElementById('tooltip');
                for (let y = box.height - 12; y > 4; y -= 9) {
                    for (let x = 40; x < box.width - 80; x += 11) {
                        canvas.dispatchEvent(new PointerEvent('pointermove', {clientX: box.x + x, clientY: box.y + y, pointerId: 1, bubbles: true}));
                        if (!tooltip.hidden) return tooltip.querySelector('strong').textContent;
                    }
                }
                return null;
            }""", name)
            self.assertIsNotNone(found, section)
            self.assertIn(found.split("_output")[0], json.dumps(self.profile), section)
        self.assert_clean(page)

    def test_the_graph_holds_every_node_and_edge(self):
        page = self.open()
        names = [button for button in page.evaluate("[...document.querySelectorAll('#graph button')].map(button => button.textContent)")]
        page.evaluate("[...document.querySelectorAll('#graph button')].find(button => button.textContent === 'Open all').click()")
        page.settle()
        self.assertIn("Close all", names)
        state = page.evaluate("""(() => {
            const {graph, layout} = document.getElementById('graph-canvas').graph_state;
            return {boxes: graph.boxes.map(({node, x, y}) => [node?.name, x, y]), lines: layout.lines.map(({from, to}) => [from.node.name, to.node.name, to.y - from.y])};
        })()""")
        self.assertEqual({name for name, _, _ in state["boxes"]}, {node["name"] for node in self.profile["nodes"]})
        makers = {value["name"]: node["name"] for node in self.profile["nodes"] for value in node["outputs"]}
        edges = {(makers[value["name"]], node["name"]) for node in self.profile["nodes"] for value in node["inputs"] if value["name"] in makers}
        self.assertEqual({(a, b) for a, b, _ in state["lines"]}, edges)
        self.assertTrue(all(down > 0 for _, _, down in state["lines"]), "every node stands below its sources")
        places = sorted((y, x) for _, x, y in state["boxes"])
        for (y, x), (next_y, next_x) in zip(places, places[1:]):
            self.assertTrue(y != next_y or next_x - x > 189, "boxes do not overlap")

    def test_hostile_names_stay_text(self):
        profile = copy.deepcopy(self.profile)
        for index, name in enumerate(HOSTILE):
            node = profile["nodes"][index]
            profile["timeline"]["events"][index]["name"] = node["name"] = name
            node["op_type"] = node["inputs"][0]["name"] = node["outputs"][0]["name"] = name or "x"
            node["lineage"] = [name, name]
            profile["operators"][index % len(profile["operators"])]["op_type"] = name
            profile["memory"]["timeline"][index]["node"] = profile["memory"]["tensors"][index]["name"] = name
            profile["modules"][index]["path"] = "/" + name
        profile["model"] = profile["environment"]["cpu"] = profile["memory"]["peak_node"] = HOSTILE[0]
        profile["warnings"] = HOSTILE[:6]
        profile["environment"]["</style>"] = HOSTILE[2]
        for width in (360, 1280):
            page = self.open_profile(profile, width=width)
            for index in range(3):
                page.click(f'#nodes tr[data-row="/nodes/{index}"]')
            self.assertNotEqual(page.evaluate("document.title"), "broken")
            self.assertEqual(page.evaluate("document.querySelectorAll('img').length"), 0)
            self.assertEqual(page.evaluate("document.scripts.length"), 2)
            self.assert_fits(page, width)
            for row, text in self.rows(page, "nodes", "name")[:len(HOSTILE)]:
                if row.startswith("/nodes/"):
                    self.assertEqual(text, lookup(profile, row)["name"] or "(no name)")
            self.assert_figures(page, profile)
            self.assert_clean(page)
            self.assertEqual(page.evaluate("JSON.parse(document.getElementById('profile').textContent)"), profile)

    def test_absent_parts_leave_their_sections_out(self):
        page = self.open_profile(MINIMAL, width=360)
        self.assertEqual(page.evaluate("[...document.querySelectorAll('main > [id]')].map(part => part.id)"), ["overview", "operators", "nodes"])
        self.assert_figures(page, MINIMAL, 5)
        self.assert_clean(page)
        whole = profile_of(resnet(blocks=(1, 1)))
        for key in whole.keys() - {"schema"}:
            emptied = [{}] if isinstance(whole[key], dict) else [[]] if isinstance(whole[key], list) else []
            for rest in [None, *emptied]:
                with self.subTest(key=key, rest=rest):
                    profile = {name: value for name, value in whole.items() if name != key}
                    if rest is not None:
                        profile[key] = rest
                    path = folder / "absent.html"
                    make_report(program, profile, path)
                    page.open(path)
                    self.assert_clean(page)

    def test_parts_of_parts_may_be_absent(self):
        profile = copy.deepcopy(self.profile)
        for node in profile["nodes"]:
            for key in ("stddev_us", "roof", "operations", "bytes_read", "bytes_written", "median_us", "variant", "lineage", "inputs"):
                node.pop(key, None)
        profile["runs"]["wall_us"] = {"count": 1, "min": 5.0, "max": 5.0, "mean": 5.0, "median": 5.0}
        del profile["ceilings"]
        del profile["memory"]["tensors"], profile["memory"]["arena_bytes"]
        for stage in profile["startup"]["stages"]:
            stage.pop("peak_rss_bytes")
        page = self.open_profile(profile)
        self.assertIsNone(page.evaluate("document.getElementById('graph')"))
        self.assertIsNone(page.evaluate("document.querySelector('#nodes th[data-column=stddev_us]')"))
        self.assert_figures(page, profile, 100)
        self.assert_clean(page)

    def test_five_thousand_nodes(self):
        profile = profile_of(encoder(5000), "encoder.onnx")
        page = self.open_profile(profile)
        self.assertLess(page.evaluate("document.querySelectorAll('*').length"), 6000, "only rows in sight exist")
        page.evaluate("document.querySelector('#nodes table').focus()")
        page.key("End")
        rows = self.rows(page, "nodes", "name")
        self.assertEqual(rows[-1], ["/nodes/4999", profile["nodes"][4999]["name"]])
        page.evaluate("document.querySelector('#nodes input').focus()")
        page.type("layer.399/ softmax")
        wanted = [node["name"] for node in profile["nodes"] if "layer.399/" in node["name"] and "softmax" in node["name"].lower()]
        self.assertEqual([text for _, text in self.rows(page, "nodes", "name")], wanted)
        page.evaluate("[...document.querySelectorAll('#graph button')].find(button => button.textContent === 'Open all').click()")
        page.settle()
        self.assertGreater(page.evaluate("document.getElementById('graph-canvas').graph_state.graph.boxes.length"), 3900)
        self.assert_figures(page, profile)
        self.assert_clean(page)

    def test_the_profile_is_saved_as_it_is(self):
        page = self.open()
        text = page.evaluate("""new Promise(done => {
            const make = URL.createObjectURL;
            URL.createObjectURL = (blob) => { blob.text().then(done); return make(blob); };
            HTMLAnchorElement.prototype.click = function () { this.dataset.name = this.download; };
            document.getElementById('save-button').click();
        })""")
        self.assertEqual(json.loads(text), self.profile)

    def test_in_print_tables_are_whole_and_nothing_scrolls(self):
        page = self.open()
        page.call("Emulation.setEmulatedMedia", media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.settle()
        self.assertEqual(len(self.rows(page, "nodes", "name")), len(self.profile["nodes"]))
        page.call("Emulation.setEmulatedMedia", media="")
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        page.settle()
        self.assertLess(len(self.rows(page, "nodes", "name")), len(self.profile["nodes"]))

    def test_what_is_no_profile_is_refused(self):
        for text in (b"[]", b"{}", b'{"schema": "ortool.bench/1"}', b'{"schema": 1}'):
            with self.assertRaisesRegex(RuntimeError, re.escape("ortool.profile/1")):
                make_report(program, text, folder / "refused.html")


def main():
    global program, browser, folder
    if "--make-report" not in sys.argv:
        sys.exit(__doc__)
    at = sys.argv.index("--make-report")
    program = sys.argv[at + 1]
    del sys.argv[at:at + 2]
    path = find_chromium()
    if path is None:
        print("browser.report: skipped, no Chromium was found; on Debian, apt-get install chromium", file=sys.stderr)
        sys.exit(SKIPPED)
    with tempfile.TemporaryDirectory() as name, Browser(path) as browser:
        folder = pathlib.Path(name)
        done = unittest.main(exit=False)
    sys.exit(0 if done.result.wasSuccessful() else 1)


if __name__ == "__main__":
    main()
