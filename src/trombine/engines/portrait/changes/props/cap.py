"""A cap with a peak, a button on top and a badge in front."""

from dataclasses import replace

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.wearing.colors import pick_color, shaded
from trombine.engines.portrait.changes.wearing.hats import rim_above_brows
from trombine.engines.portrait.changes.wearing.head import Head
from trombine.engines.portrait.changes.wearing.solids import (
    CLOTH,
    Surface,
    balls,
    facing,
    grid,
    star,
)
from trombine.engines.portrait.changes.wearing.wearing import put_on
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.imaging.arrays import FloatArray

PRESSED, GAP, FULL = 0.42, 0.02, 0.035
FORWARD, DROP, CURVE, WIDER = 0.40, 0.055, 0.07, 0.12
"""How far the peak stands out, how low its end lies, how its sides bend down, how it spreads."""

ABOVE_BROWS, BACK_DEG, LIFT = 0.03, 15.0, 0.3
PANELS, ROWS = 6, 24


def cap(portrait: Portrait, look: Look) -> Portrait:
    """Return the person with a cap on."""
    color = pick_color(portrait, look)
    return put_on(portrait, look, lambda head: _sew(head, color), pressed=PRESSED, rim=_rim)


def _rim(head: Head) -> FloatArray:
    """Return the edge of the cap: as low as the peak leaves the brows free."""
    dome = head.worn(PRESSED).grown(GAP)
    nod = float(np.clip(head.axes[1, 2], -0.1, 0.4))
    gap = ABOVE_BROWS + DROP + FORWARD * max(nod, 0)
    return rim_above_brows(head, dome, gap=gap, back_deg=BACK_DEG)


def _sew(head: Head, color: FloatArray) -> list[Surface]:
    rim = _rim(head)
    dome = head.worn(PRESSED).grown(GAP)
    crown = dome.cover(rim, rows=ROWS)
    full = FULL * np.sin(np.pi * np.linspace(0, 1, ROWS))[:, None]
    crown = crown + dome.outward(crown) * full
    turn = np.linspace(0, 2 * np.pi, len(rim))
    seam = np.abs((turn * PANELS / (2 * np.pi)) % 1 - 0.5) * 2
    dark = 1 - 0.22 * np.clip((seam - 0.95) * 20, 0, 1)
    shades = (color * dark[:, None])[:, None] * np.ones((1, ROWS, 1))
    top = dome.center - np.array([0, dome.axes[1] + 0.01, 0])
    front = rim[(turn > 0.14 * np.pi) & (turn < 0.86 * np.pi)]
    badge = dome.grown(0.008 + 0.9 * FULL).place(np.array(np.pi / 2), np.array(0.86))
    return [
        grid(crown, shades, CLOTH, closed=True),
        replace(_peak(front, _of_the_peak(color)), lift=LIFT),
        balls(top[None], np.array([[0.035, 0.018, 0.035]]), shaded(color, -0.25), CLOTH),
        star(0.075, 0.02, shaded(color, 0.85)).placed(facing(dome.outward(badge)), badge),
    ]


def _of_the_peak(color: FloatArray) -> FloatArray:
    """Return a darker shade of a light color and a lighter one of a dark color."""
    return shaded(color, -0.45 if color.mean() > 0.4 else 0.30)


def _peak(front: FloatArray, color: FloatArray) -> Surface:
    """Return the peak: it leaves the rim forward and arches, its sides lower than its middle."""
    aside = np.linspace(-1, 1, len(front))[:, None]
    out = np.linspace(0, 1, 14)[None, :]
    long = np.clip(1 - np.abs(aside) ** 3.2, 0, 1) ** 0.6
    reach = FORWARD * long * out
    low = DROP * out**1.3 * long + CURVE * np.abs(aside) ** 2 * out * long
    x = front[:, :1] * (1 + WIDER * out * long)
    points = np.stack([x, front[:, 1:2] + low, front[:, 2:] + reach], axis=-1)
    # Dark where it meets the cap; a seam runs along its edge.
    shade = np.clip(0.70 + 0.5 * out, 0, 1) * (1 - 0.22 * (np.abs(out - 0.86) < 0.04))
    return grid(points, color * (shade[..., None] * np.ones((len(front), 1, 1))), CLOTH)


PROP = Change(
    Card(
        "cap",
        title=LocalizedText(en="Cap", fr="Casquette"),
        description=LocalizedText(
            en="A cap with a peak that leaves the brows free.",
            fr="Une casquette dont la visière laisse voir les sourcils.",
        ),
        words="wearing a baseball cap",
    ),
    Kind.PROP,
    cap,
)
