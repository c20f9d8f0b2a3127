#!/usr/bin/python3
"""Tests the report's colours by their numbers: contrast, and categories that every eye can tell apart."""

import itertools
import math
import pathlib
import re
import unittest

THEME = pathlib.Path(__file__).resolve().parents[2] / "profiler" / "html" / "theme.css"

# Machado, Oliveira, Fernandes 2009, severity 1, on linear RGB.
VISIONS = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def linear(colour):
    parts = [int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def luminance(colour):
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear(colour)))


def contrast(a, b):
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def lab(rgb):
    rows = ((0.4124, 0.3576, 0.1805, 0.95047), (0.2126, 0.7152, 0.0722, 1), (0.0193, 0.1192, 0.9505, 1.08883))
    x, y, z = ((r * rgb[0] + g * rgb[1] + b * rgb[2]) / white for r, g, b, white in rows)
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen_as(colour, vision):
    rgb = linear(colour)
    return lab([min(1, max(0, sum(weight * part for weight, part in zip(row, rgb)))) for row in VISIONS[vision]])


class ThemeTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        found = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", THEME.read_text())
        cls.themes = {"light": {name: light for name, light, _ in found}, "dark": {name: dark for name, _, dark in found}}

    def test_text_reads_well(self):
        for theme, colours in self.themes.items():
            pairs = [(ink, ground) for ink in ("ink", "soft") for ground in ("surface", "page", "accent-soft")]
            pairs += [("accent", "surface"), ("warn", "warn-soft")]
            pairs += [(f"{name}-ink", name) for name in colours if f"{name}-ink" in colours]
            for ink, ground in pairs:
                with self.subTest(theme=theme, ink=ink, ground=ground):
                    self.assertGreaterEqual(contrast(colours[ink], colours[ground]), 4.5)

    def test_categories_can_be_told_apart(self):
        for theme, colours in self.themes.items():
            names = [name for name in colours if re.fullmatch(r"category-\w+", name)]
            self.assertEqual(len(names), 10)
            for vision in VISIONS:
                for a, b in itertools.combinations(names, 2):
                    with self.subTest(theme=theme, vision=vision, pair=(a, b)):
                        self.assertGreaterEqual(math.dist(seen_as(colours[a], vision), seen_as(colours[b], vision)), 13)

    def test_heat_grows_away_from_the_surface(self):
        for theme, colours in self.themes.items():
            steps = [luminance(colours[f"heat-{step}"]) for step in range(5)]
            self.assertEqual(steps, sorted(steps, reverse=theme == "light"), theme)


if __name__ == "__main__":
    unittest.main()
