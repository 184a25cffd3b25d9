"""A crown of gold with points, pearls and stones, as the head holds it."""

from dataclasses import replace

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.wearing.colors import pick_color
from trombine.engines.portrait.changes.wearing.head import Head, find_hairline, measure_head
from trombine.engines.portrait.changes.wearing.solids import (
    ENAMEL,
    GEM,
    GOLD,
    Surface,
    balls,
    band,
    tube,
    unit,
)
from trombine.engines.portrait.changes.wearing.wearing import put_on
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.imaging.arrays import FloatArray
from trombine.imaging.color import hex_color

METAL, PEARL = hex_color("#e9b53c"), hex_color("#f6efe2")
STONES = ("#c81e3a", "#1560bd", "#0b8f5b", "#7a2fb0")
PRESSED, POINTS, SUNK = 0.55, 9, 0.035
LOWEST, TALL, LOW = 0.42, 0.25, 0.11
"""Where it begins above the ears, and how tall it is at its points and between them."""


def crown(portrait: Portrait, look: Look) -> Portrait:
    """Return the person crowned."""
    head = measure_head(portrait)
    stone = pick_color(portrait, look, STONES)
    above = find_hairline(portrait, head)
    return put_on(portrait, look, lambda own: _forge(own, above, stone), pressed=PRESSED)


def _forge(head: Head, hairline_rad: float, stone: FloatArray) -> list[Surface]:
    dome = head.worn(PRESSED).grown(0.015)
    front = dome.place(np.array(np.pi / 2), np.array(hairline_rad))
    rim = dome.ring(max(-float(front[1]) - 0.03, LOWEST), back_deg=-3, count=9 * 24 + 1)
    outward = unit((rim - rim.mean(axis=0)) * np.array([1, 0, 1], np.float32))
    turn = np.linspace(0, 2 * np.pi, len(rim))
    # A point stands in the middle of the forehead.
    wave = np.abs(((turn - np.pi / 2) * POINTS / (2 * np.pi) + 0.5) % 1 - 0.5) * 2
    height = LOW + (TALL - LOW) * (1 - wave) ** 1.5
    up = np.array([0, -1, 0], np.float32)
    top = rim + height[:, None] * (up + 0.16 * outward)
    band_top = rim + 0.055 * up + 0.012 * outward
    peaks = np.flatnonzero(wave[:-1] < 0.02)
    tips = top[peaks]
    return [
        replace(band(rim, top, METAL, GOLD, rows=9), sunk=SUNK),
        replace(tube(rim, 0.014, METAL, GOLD, outward=outward), sunk=SUNK),
        tube(band_top, 0.011, METAL, GOLD, outward=outward),
        balls(tips + up * 0.01, 0.020, PEARL, ENAMEL),
        balls(
            (rim + 0.028 * up + 0.012 * outward)[peaks],
            np.array([[0.02, 0.016, 0.02]] * len(peaks)),
            stone,
            GEM,
        ),
    ]


PROP = Change(
    Card(
        "crown",
        title=LocalizedText(en="Crown", fr="Couronne"),
        description=LocalizedText(
            en="A crown of gold with pearls and stones.",
            fr="Une couronne d’or, de perles et de pierres.",
        ),
        words="wearing a golden crown with pearls and gemstones",
    ),
    Kind.PROP,
    crown,
)
