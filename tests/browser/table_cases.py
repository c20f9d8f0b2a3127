"""Tables: sorting, filters, details, keyboard, print."""

import json

from report_case import ReportCase, lookup


class TableCase(ReportCase):
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

    def test_in_print_tables_are_whole_and_nothing_scrolls(self):
        page = self.open(width=800, scheme="dark")
        page.call("Emulation.setEmulatedMedia", media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.settle()
        self.assert_fits(page, 800)
        self.assertEqual(page.evaluate("getComputedStyle(document.documentElement).colorScheme"), "light")
        narrowest = page.evaluate("Math.min(...[...document.querySelectorAll('#nodes tr[data-row] td:first-child')].map(cell => cell.clientWidth))")
        self.assertGreater(narrowest, 100)
        self.assertEqual(len(self.rows(page, "nodes", "name")), len(self.profile["nodes"]))
        page.call("Emulation.setEmulatedMedia", media="")
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        page.settle()
        self.assertLess(len(self.rows(page, "nodes", "name")), len(self.profile["nodes"]))
