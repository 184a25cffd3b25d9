"""A wizard's hat: a wide brim, a tall point that bends, stars of gold."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.wearing.colors import pick_color, shaded
from trombine.engines.portrait.changes.wearing.fabrics import felt
from trombine.engines.portrait.changes.wearing.hats import rim_above_brows
from trombine.engines.portrait.changes.wearing.head import Head
from trombine.engines.portrait.changes.wearing.solids import (
    CLOTH,
    GOLD,
    Finish,
    Surface,
    band,
    facing,
    normals_of,
    raised,
    star,
    tube,
    unit,
)
from trombine.engines.portrait.changes.wearing.wearing import put_on
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.imaging.arrays import FloatArray
from trombine.imaging.color import hex_color

PRESSED = 0.6
ABOVE_BROWS, BACK_DEG = 0.16, 4.0
BRIM = ((1.0, 0.0), (1.22, -0.02), (1.44, -0.03), (1.62, -0.02))
CONE = (
    (1.0, -0.01),
    (0.92, 0.14),
    (0.74, 0.29),
    (0.54, 0.43),
    (0.36, 0.56),
    (0.20, 0.68),
    (0.07, 0.75),
    (0.0, 0.77),
)
BEND = 0.26
STARS = 11
CLOTHS = ("#3b2a78", "#1d3f72", "#5a1f5e", "#1f5a52")
BUCKLE = np.array([0.075, 0.058, 0.0])
"""Half its width and height, in faces."""

GILT = hex_color("#f0c34a")


def wizard_hat(portrait: Portrait, look: Look) -> Portrait:
    """Return the person with a wizard's hat on."""
    color = pick_color(portrait, look, CLOTHS)
    return put_on(portrait, look, lambda head: _sew(head, color, look), pressed=PRESSED, rim=_rim)


def _rim(head: Head) -> FloatArray:
    dome = head.worn(PRESSED).grown(0.02)
    return rim_above_brows(head, dome, gap=ABOVE_BROWS, back_deg=BACK_DEG)


def _sew(head: Head, color: FloatArray, look: Look) -> list[Surface]:
    rim, rng = _rim(head), look.rng(74)
    side = 1 if look.light_from_left else -1
    rise = np.linspace(0, 1, len(CONE))
    lean = np.stack([side * BEND * rise**3, 0.05 * rise**4, -0.10 * rise**2], axis=1)
    cone = _creased(felt(raised(rim, CONE, color, CLOTH, lean=lean, rows=44), rng), rng)
    return [cone, *_brim(rim, shaded(color, -0.12), rng), *_belt(rim, color), *_stars(cone, rng)]


def _brim(rim: FloatArray, color: FloatArray, rng: np.random.Generator) -> list[Surface]:
    """Return the wide brim, waved a little, and the cord of gold along its edge."""
    brim = felt(raised(rim, BRIM, color, CLOTH, rows=14), rng)
    wave = np.sin(np.linspace(0, 4 * np.pi, len(rim)) + rng.uniform(0, 6))[:, None]
    points = brim.points.copy()
    points[0, ..., 1] += 0.03 * wave * np.linspace(0, 1, 14) ** 2
    edge = points[0, :, -1]
    cord = tube(edge, 0.009, GILT, GOLD, outward=unit(edge - rim.mean(axis=0)))
    return [replace(brim, points=points), cord]


def _belt(rim: FloatArray, color: FloatArray) -> list[Surface]:
    """Return the belt about the foot of the cone, and its buckle."""
    middle = rim.mean(axis=0)
    low = middle + (rim - middle) * 1.035
    high = low + np.array([0, -0.10, 0]) - unit(rim - middle) * 0.028
    at = low[len(low) // 4] + np.array([0, -0.050, 0.010])
    corners = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0], [-1, -1, 0]]) * BUCKLE
    sides = [np.linspace(a, b, 8, endpoint=False) for a, b in pairwise(corners)]
    frame = at + np.concatenate([*sides, corners[:1]])
    forward = np.broadcast_to([0, 0, 1.0], frame.shape)
    return [
        band(low, high, shaded(color, -0.45), CLOTH, bulge=0.006),
        tube(frame, 0.011, GILT, GOLD, outward=forward),
    ]


def _creased(cone: Surface, rng: np.random.Generator) -> Surface:
    """Return the cone with the creases of old felt."""
    count, rows = cone.points.shape[1:3]
    turn = np.linspace(0, 2 * np.pi, count)[:, None]
    up = np.linspace(0, 1, rows)[None]
    crease = np.sin(26 * up + 1.5 * np.sin(turn + rng.uniform(0, 6))) * up * (1 - up) ** 0.5
    crease = crease * (0.6 + 0.4 * np.cos(turn * 2 + rng.uniform(0, 6))) * 0.022
    middle = cone.points.mean(axis=1, keepdims=True)
    points = cone.points + unit(cone.points - middle) * crease[None, ..., None]
    return replace(cone, points=points.astype(np.float32))


def _stars(cone: Surface, rng: np.random.Generator) -> list[Surface]:
    """Return stars scattered on the front of the cone, smaller farther up."""
    points, count = cone.points[0], cone.points.shape[1]
    normals = normals_of(cone)[0]
    turns = np.linspace(0.02, 0.48, STARS)
    stars = []
    for k, turn in enumerate(rng.permutation(turns)):
        i, j = int(turn * count), int(9 + 26 * k / STARS)
        outward = normals[i, j] * (1 if normals[i, j, 2] > 0 else -1)
        size = (0.055 - 0.0028 * k) * rng.uniform(0.75, 1.1)
        at = points[i, j] + outward * 0.004
        stars.append(
            star(size, 0.010, GILT, Finish(gloss=0.4, metal=0.5)).placed(facing(outward), at)
        )
    return stars


PROP = Change(
    Card(
        "wizard-hat",
        title=LocalizedText(en="Wizard’s hat", fr="Chapeau de magicien"),
        description=LocalizedText(
            en="A tall pointed hat with a wide brim and golden stars.",
            fr="Un haut chapeau pointu à large bord, semé d’étoiles d’or.",
        ),
        words="wearing a tall pointed wizard hat with golden stars",
    ),
    Kind.PROP,
    wizard_hat,
)
