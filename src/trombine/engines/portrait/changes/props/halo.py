"""A halo: a ring of light that floats above the head."""

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.wearing.colors import shaded
from trombine.engines.portrait.changes.wearing.head import Head
from trombine.engines.portrait.changes.wearing.solids import Finish, Surface, tube
from trombine.engines.portrait.changes.wearing.wearing import put_on
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.imaging.color import hex_color

LIGHT = hex_color("#ffe08a")
RADIUS, ABOVE, TILT_DEG = 0.30, 0.15, 14.0


def halo(portrait: Portrait, look: Look) -> Portrait:
    """Return the person under a halo."""
    return put_on(portrait, look, _hang, pressed=1.0)


def _hang(head: Head) -> list[Surface]:
    turn = np.linspace(0, 2 * np.pi, 97)
    tilt = np.radians(TILT_DEG)
    out = np.stack([np.cos(turn), np.sin(tilt) * np.sin(turn), np.cos(tilt) * np.sin(turn)], axis=1)
    middle = head.hair.center - np.array([0, float(head.hair.axes[1]) + ABOVE, 0])
    ring = tube(middle + out * RADIUS, 0.030, LIGHT, Finish(glow=0.8, gloss=0.6), outward=out)
    core = tube(
        middle + out * (RADIUS + 0.012), 0.021, shaded(LIGHT, 0.6), Finish(glow=1.0), outward=out
    )
    return [ring, core]


PROP = Change(
    Card(
        "halo",
        title=LocalizedText(en="Halo", fr="Auréole"),
        description=LocalizedText(
            en="A ring of light floating above the head.",
            fr="Un anneau de lumière au-dessus de la tête.",
        ),
        words="with a glowing golden halo floating above the head",
    ),
    Kind.PROP,
    halo,
)
