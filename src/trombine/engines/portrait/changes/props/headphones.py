"""Headphones: a band over the hair, a cup on either ear."""

from dataclasses import replace

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.wearing.colors import pick_color
from trombine.engines.portrait.changes.wearing.head import Head
from trombine.engines.portrait.changes.wearing.solids import (
    CLOTH,
    GOLD,
    PLASTIC,
    Surface,
    facing,
    tube,
    turned,
    unit,
)
from trombine.engines.portrait.changes.wearing.wearing import put_on
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.imaging.arrays import FloatArray
from trombine.imaging.color import hex_color

PRESSED = 0.7
DARK, SILVER = hex_color("#24262e"), hex_color("#d9dbe2")
CUP = ((0.150, 0.055), (0.152, 0.075), (0.140, 0.100), (0.105, 0.116), (0.098, 0.112), (0.0, 0.112))
CUSHION = (
    (0.085, -0.02),
    (0.125, -0.025),
    (0.150, 0.0),
    (0.158, 0.03),
    (0.148, 0.058),
    (0.1, 0.06),
)
RING = ((0.098, 0.113), (0.104, 0.120), (0.110, 0.117), (0.110, 0.110))
EAR_Y, CUP_TALL, LIFT = 0.04, 1.18, 0.60


def headphones(portrait: Portrait, look: Look) -> Portrait:
    """Return the person with headphones on."""
    color = pick_color(portrait, look)
    return put_on(portrait, look, lambda head: _assemble(head, color), pressed=PRESSED)


def _assemble(head: Head, color: FloatArray) -> list[Surface]:
    pressed = 0.3 * (head.hair.axes[0] - head.skull.axes[0])
    aside = float(head.skull.axes[0] + pressed) + 0.005
    top = head.worn(PRESSED)
    tall = float(top.axes[1]) + 0.03
    turn = np.linspace(0.05, np.pi - 0.05, 61)
    wide = aside + 0.085
    # A band is straighter beside the head than an ellipse.
    x = np.sign(np.cos(turn)) * np.abs(np.cos(turn)) ** 0.8 * wide + top.center[0] * np.sin(turn)
    arc = np.stack([x, EAR_Y - (tall + EAR_Y) * np.sin(turn), np.full_like(x, -0.02)], axis=1)
    outward = unit(arc * np.array([1, 1, 0]))
    padded = slice(14, -14)
    pad, inward = (arc - outward * 0.018)[padded], outward[padded]
    thick = 0.052 * np.sin(np.linspace(0, np.pi, len(pad))) ** 0.4
    parts = [
        replace(tube(arc, 0.058, color, PLASTIC, outward=outward, flat=0.36), lift=0.1),
        tube(pad, thick, DARK, CLOTH, outward=inward, flat=0.45),
    ]
    for sign in (-1, 1):
        axes = facing(np.array([sign, 0.0, 0.16])) * np.array([1, CUP_TALL, 1])
        at = np.array([sign * aside + 0.5 * top.center[0], EAR_Y, 0.0])
        cup = (
            turned(CUSHION, DARK, CLOTH),
            turned(CUP, color, PLASTIC),
            turned(RING, SILVER, GOLD),
        )
        # Worn over hair, however much there is.
        parts += [replace(each.placed(axes, at), lift=LIFT) for each in cup]
    return parts


PROP = Change(
    Card(
        "headphones",
        title=LocalizedText(en="Headphones", fr="Casque"),
        description=LocalizedText(
            en="Headphones over the ears, in a color that suits the hair.",
            fr="Un casque sur les oreilles, d’une couleur qui va aux cheveux.",
        ),
        words="wearing large over-ear headphones",
    ),
    Kind.PROP,
    headphones,
)
