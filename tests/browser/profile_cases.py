"""Profiles of every kind: hostile names, absent parts, thousands of nodes."""

import copy
import json
import re

from profile_fixture import encoder, profile_of, resnet
from report_case import MINIMAL, ReportCase, lookup
from report_page import make_report

HOSTILE = [
    "</script><script>document.title='broken'</script>", "<!--<script>", "<img src=x onerror=document.title='broken'>", "\"'`\\&amp;", "emoji \U0001F642\U0001F44D\U0001F3FD",
    "n" * 300, "\u0627\u0644\u0639\u0631\u0628\u064a\u0629/\u05e2\u05d1\u05e8\u05d9\u05ea", "\u202e\u2066reversed", "line\u2028separator\u2029and\nbreak\ttab", "__proto__", "{{script}}", "", "~1/~0",
]

class ProfileCase(ReportCase):
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
                    path = self.folder / "absent.html"
                    make_report(self.program, profile, path)
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
        self.assertEqual(page.evaluate("document.getElementById('graph-canvas').graph_state.graph.boxes.length"), 5000)
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

    def test_what_is_no_profile_is_refused(self):
        for text in (b"[]", b"{}", b'{"schema": "ortool.bench/1"}', b'{"schema": 1}'):
            with self.assertRaisesRegex(RuntimeError, re.escape("ortool.profile/1")):
                make_report(self.program, text, self.folder / "refused.html")

    def test_profiles_that_ortool_wrote(self):
        for file in self.given:
            with self.subTest(file=file.name):
                profile = json.loads(file.read_bytes())
                for width in (360, 1280):
                    page = self.open_profile(profile, width=width)
                    self.assert_fits(page, width)
                    self.assert_figures(page, profile, 20)
                    page.click('#nodes tr[data-row="/nodes/0"]')
                    self.assert_figures(page, profile, 20)
                    self.assert_clean(page)
