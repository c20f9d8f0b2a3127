"""Charts: drawn, moved, hovered, and the graph against the profile."""

import json

from report_case import ReportCase


class ChartCase(ReportCase):
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

    def test_modules_of_the_graph_open_and_close(self):
        page = self.open()
        count = "document.getElementById('graph-canvas').graph_state.graph.boxes.length"
        press = "(title) => [...document.querySelectorAll('#graph button')].find(button => new RegExp(`^${title}$`).test(button.textContent)).click()"
        page.query(press, "Close all")
        closed = page.evaluate(count)
        tops = {node["name"].split("/")[1] for node in self.profile["nodes"]}
        self.assertEqual(closed, len(tops))
        page.query(press, "Hottest")
        page.query(press, "Open")
        page.settle()
        opened = page.evaluate(count)
        self.assertGreater(opened, closed)
        page.query(press, "Close /.*")
        page.settle()
        self.assertEqual(page.evaluate(count), closed)
        page.query(press, "Open all")
        page.query(press, "Hottest")
        page.query(press, "In the table")
        page.settle()
        slowest = max(self.profile["nodes"], key=lambda node: node["total_us"])
        self.assertIn(slowest["name"], page.evaluate("document.querySelector('#nodes .details').innerText"))
        self.assert_clean(page)
