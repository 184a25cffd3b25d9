"""A knitted hat with a bobble on top."""

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.wearing.colors import pick_color, shaded
from trombine.engines.portrait.changes.wearing.fabrics import knit
from trombine.engines.portrait.changes.wearing.hats import rim_above_brows
from trombine.engines.portrait.changes.wearing.head import Dome, Head
from trombine.engines.portrait.changes.wearing.solids import CLOTH, Surface, balls, band, unit
from trombine.engines.portrait.changes.wearing.wearing import put_on
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.imaging.arrays import FloatArray

PRESSED, GAP = 0.45, 0.012
BACK_DEG, ABOVE_BROWS = 13.0, 0.07
WOOLS = ("#b33b3b", "#2f5d8a", "#d9a441", "#3c6e57", "#e9e2d4", "#6b4a7d", "#d77a8a")


def bobble_hat(portrait: Portrait, look: Look) -> Portrait:
    """Return the person with a knitted hat on."""
    color = pick_color(portrait, look, WOOLS)
    return put_on(portrait, look, lambda head: _knit(head, color, look), pressed=PRESSED, rim=_rim)


def _rim(head: Head) -> FloatArray:
    dome = head.worn(PRESSED).grown(GAP)
    return rim_above_brows(head, dome, gap=ABOVE_BROWS, back_deg=BACK_DEG, count=361)


def _knit(head: Head, color: FloatArray, look: Look) -> list[Surface]:
    rim, rng = _rim(head), look.rng(80)
    dome = head.worn(PRESSED).grown(GAP)
    tall = Dome(dome.center, dome.axes * np.array([1, 1.10, 1], np.float32))
    wool = tall.cover(rim, rows=52)
    deep = 0.014 * (1 - np.linspace(0, 1, 44) ** 6)
    body = knit(wool[:, 8:], color, around=tall.center, ribs=40, stitches=18, deep=deep)
    second = shaded(color, 0.72 if color.mean() < 0.6 else -0.4)
    turned_up = band(rim, wool[:, 12], second, CLOTH, rows=18, bulge=0.02).points[0]
    turned_up = turned_up + 0.030 * dome.outward(rim)[:, None]
    brim = knit(turned_up, second, around=tall.center, ribs=60, stitches=7.5, deep=0.011)
    top = tall.center - np.array([0, tall.axes[1] + 0.055, 0])
    fluff = unit(rng.normal(size=(200, 3)))
    places = top + fluff * rng.uniform(0.06, 0.098, (200, 1))
    return [body, brim, balls(places, rng.uniform(0.018, 0.030, 200), second, CLOTH)]


PROP = Change(
    Card(
        "bobble-hat",
        title=LocalizedText(en="Bobble hat", fr="Bonnet à pompon"),
        description=LocalizedText(
            en="A knitted hat with a bobble on top.",
            fr="Un bonnet de laine à pompon.",
        ),
        words="wearing a knitted bobble hat",
    ),
    Kind.PROP,
    bobble_hat,
)
