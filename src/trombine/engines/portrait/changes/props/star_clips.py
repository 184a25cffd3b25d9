"""Hair clips: four stars of enamel and gold on one side."""

from dataclasses import replace

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.wearing.colors import pick_color, shaded
from trombine.engines.portrait.changes.wearing.head import Head, find_hairline, measure_head
from trombine.engines.portrait.changes.wearing.solids import ENAMEL, GOLD, Surface, facing, star
from trombine.engines.portrait.changes.wearing.wearing import put_on
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.imaging.arrays import FloatArray
from trombine.imaging.color import hex_color

PRESSED, FRONTAL_DEG = 0.8, 8.0
PLACES = ((0.42, 0.34, 0.105), (0.74, 0.22, 0.082), (0.24, 0.12, 0.062), (1.00, 0.06, 0.060))
"""How far aside, how far above the hairline, in radians, and how large, in faces."""

GILT, GOLD_STAR = hex_color("#f0c34a"), hex_color("#f3cf6b")


def star_clips(portrait: Portrait, look: Look) -> Portrait:
    """Return the person with stars in the hair."""
    head = measure_head(portrait)
    color, side = pick_color(portrait, look), _side(head, look)
    lines = [find_hairline(portrait, head, aside_rad=side * aside) for aside, _, _ in PLACES]
    return put_on(portrait, look, lambda own: _clip(own, lines, color, look), pressed=PRESSED)


def _side(head: Head, look: Look) -> int:
    """Return the side of the head that is seen; from the front, the lit one."""
    if abs(head.yaw_deg) > FRONTAL_DEG:
        return -1 if head.yaw_deg > 0 else 1
    return -1 if look.light_from_left else 1


def _clip(head: Head, lines: list[float], color: FloatArray, look: Look) -> list[Surface]:
    side = _side(head, look)
    dome, rng = head.worn(PRESSED).grown(0.015), look.rng(77)
    parts = []
    for k, (aside, above, size) in enumerate(PLACES):
        at = dome.place(np.array(np.pi / 2 - side * aside), np.array(lines[k] + above))
        axes = facing(dome.outward(at) + np.array([0, 0.1, 0.5]))
        turn = rng.uniform(-0.4, 0.4)
        spin = np.array(
            [[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1]]
        )
        own = (color, GOLD_STAR, shaded(color, 0.5), GOLD_STAR)[k]
        finish = GOLD if k % 2 else ENAMEL
        parts.append(star(size * 1.18, size * 0.10, GILT, GOLD).placed(axes @ spin, at))
        parts.append(
            star(size, size * 0.42, own, finish).placed(axes @ spin, at + axes[:, 2] * 0.006)
        )
    return [replace(each, lift=0.05) for each in parts]


PROP = Change(
    Card(
        "star-clips",
        title=LocalizedText(en="Star clips", fr="Barrettes étoiles"),
        description=LocalizedText(
            en="Hair clips in the shape of stars, of enamel and gold.",
            fr="Des barrettes en forme d’étoiles, d’émail et d’or.",
        ),
        words="with several star-shaped hair clips",
    ),
    Kind.PROP,
    star_clips,
)
