"""The page as a whole: sizes, themes, policy, keyboard."""

from report_case import MINIMAL, ReportCase

SECTIONS = ["overview", "ledger", "timeline", "operators", "nodes", "modules", "roofline", "graph", "memory", "startup", "environment"]

class PageCase(ReportCase):
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

    def test_everything_that_can_be_pressed_has_a_name(self):
        page = self.open()
        nameless = page.evaluate("""[...document.querySelectorAll('button, input, a, canvas, table, nav, [role=group]')]
            .filter(at => !at.textContent.trim() && !at.getAttribute('aria-label')).map(at => at.outerHTML.slice(0, 200))""")
        self.assertEqual(nameless, [])
        levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3')].map(at => Number(at.tagName[1]))")
        self.assertEqual(levels[0], 1)
        self.assertTrue(all(after - before <= 1 for before, after in zip(levels, levels[1:])), levels)
