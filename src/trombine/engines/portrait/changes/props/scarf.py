"""A knitted scarf round the neck, one end hanging."""

from dataclasses import replace

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.wearing.colors import pick_color, shaded
from trombine.engines.portrait.changes.wearing.coverings import is_veiled
from trombine.engines.portrait.changes.wearing.fabrics import knit
from trombine.engines.portrait.changes.wearing.head import Dome, Head, measure_head
from trombine.engines.portrait.changes.wearing.solids import CLOTH, Surface, grid, tube
from trombine.engines.portrait.changes.wearing.wearing import put_on
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.faces import topology
from trombine.imaging.arrays import FloatArray

ROUND, THICK, FLAT = 0.375, 0.13, 0.66
BELOW_CHIN, TILT_DEG = 0.15, 17.0
WOOLS = ("#a8323e", "#2f5d8a", "#d9a441", "#3c6e57", "#e9e2d4", "#6b4a7d", "#c8643c")
TAIL_WIDE, TAIL_LONG, FOLDS = 0.135, 0.85, 0.10


def scarf(portrait: Portrait, look: Look) -> Portrait:
    """Return the person with a scarf round the neck, over what they wear."""
    head = measure_head(portrait)
    if is_veiled(portrait, head):
        return portrait
    color = pick_color(portrait, look, WOOLS)
    return put_on(
        portrait,
        look,
        lambda own: _wind(own, color, look),
        bodies=lambda own: (own.worn(0.3), _neck(own)),
        below_face=True,
        on_head=False,
    )


def _throat(head: Head) -> FloatArray:
    """Return the middle of the neck below the chin, along the axes of the picture."""
    chin = head.points[topology.CHIN] @ head.axes.T
    return np.array([0.35 * chin[0], chin[1] + BELOW_CHIN, 0.0])


def _neck(head: Head) -> Dome:
    return Dome(
        (_throat(head) @ head.axes).astype(np.float32), np.array([0.30, 0.9, 0.30], np.float32)
    )


def _wind(head: Head, color: FloatArray, look: Look) -> list[Surface]:
    rng = look.rng(78)
    side = 1 if look.light_from_left else -1
    second = shaded(color, 0.55 if color.mean() < 0.6 else -0.35)
    upper = _turn(color, rng, lift=0.0, wide=1.0)
    lower = _turn(color, rng, lift=0.105, wide=1.08)
    parts = (upper, lower, _tail(color, second, side), _knot(color, side))
    return [each.placed(head.axes.T, _throat(head) @ head.axes) for each in parts]


def _turn(color: FloatArray, rng: np.random.Generator, *, lift: float, wide: float) -> Surface:
    """Return one turn of knitted cloth about the neck, lower in front than behind."""
    turn, tilt = np.linspace(0, 2 * np.pi, 241), np.radians(TILT_DEG)
    sway = 0.018 * np.sin(2 * turn + rng.uniform(0, 6))
    sway = sway + 0.010 * np.sin(5 * turn + rng.uniform(0, 6))
    out = np.stack([np.cos(turn), np.sin(tilt) * np.sin(turn), np.cos(tilt) * np.sin(turn)], axis=1)
    path = out * (ROUND * wide) + np.stack([0 * turn, lift + sway, 0 * turn], axis=1)
    path[-1] = path[0]
    across = np.linspace(0, 1, 57)[:, None]
    fold = 1 + FOLDS * np.cos(2 * np.pi * (3 * across + 1.3 * np.sin(turn[None])))
    body = tube(path, THICK, color, CLOTH, outward=out, flat=FLAT, sides=56).points[0]
    folded = path + (body - path) * fold[..., None]
    return knit(folded, color, around=path, ribs=22, stitches=75, deep=0.003)


def _knot(color: FloatArray, side: int) -> Surface:
    """Return the loop that the hanging end comes out of."""
    along = np.linspace(-1, 1, 40)
    path = np.stack([side * 0.16 + 0.05 * along, 0.18 + 0.12 * along, 0.47 - 0.03 * along**2], 1)
    forward = np.broadcast_to([0, 0, 1.0], path.shape)
    full = 0.118 * np.sqrt(np.clip(1.02 - along**4, 0, 1))
    body = tube(path, full, color, CLOTH, outward=forward, flat=0.72, sides=40).points[0]
    return replace(knit(body, color, around=path, ribs=16, stitches=9, deep=0.004), lift=0.3)


def _tail(color: FloatArray, second: FloatArray, side: int) -> Surface:
    """Return the end that hangs in front, with stripes and a fringe."""
    u, v = np.meshgrid(np.linspace(-1, 1, 40), np.linspace(0, 1, 90), indexing="ij")
    x = side * 0.16 + u * TAIL_WIDE * (0.75 + 0.35 * v) + 0.03 * np.sin(3 * v) * side
    y = 0.16 + v * TAIL_LONG
    z = 0.47 + 0.05 * np.cos(1.5 * u) - 0.05 * v + 0.018 * np.cos(4 * u + 5 * v)
    ribs = 0.92 + 0.08 * np.cos(u * 30)
    stripe = ((v * 9) % 1 < 0.28) & (v > 0.3)
    colors = (
        np.where(stripe[..., None], second, color)
        * (ribs * np.clip(0.62 + 2.5 * v, 0, 1))[..., None]
    )
    return replace(grid(np.stack([x, y, z], axis=-1), colors, CLOTH), lift=0.3)


PROP = Change(
    Card(
        "scarf",
        title=LocalizedText(en="Scarf", fr="Écharpe"),
        description=LocalizedText(
            en="A knitted scarf round the neck, one end hanging.",
            fr="Une écharpe de laine autour du cou, un pan devant.",
        ),
        words="wearing a chunky knitted scarf around the neck",
    ),
    Kind.PROP,
    scarf,
)
