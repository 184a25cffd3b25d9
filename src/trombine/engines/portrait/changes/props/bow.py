"""A hair bow of satin, on one side of the top of the head."""

from dataclasses import replace

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.wearing.colors import pick_color, shaded
from trombine.engines.portrait.changes.wearing.head import Head
from trombine.engines.portrait.changes.wearing.solids import (
    Finish,
    Surface,
    balls,
    facing,
    grid,
    unit,
)
from trombine.engines.portrait.changes.wearing.wearing import put_on
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.imaging.arrays import FloatArray

PRESSED = 0.7
SIZE = 0.30
SATIN = Finish(gloss=0.28, fuzz=0.25)


def bow(portrait: Portrait, look: Look) -> Portrait:
    """Return the person with a bow in the hair."""
    color = pick_color(portrait, look)
    return put_on(portrait, look, lambda head: _tie(head, color, look), pressed=PRESSED)


def _tie(head: Head, color: FloatArray, look: Look) -> list[Surface]:
    side = -1 if look.light_from_left else 1
    dome = head.worn(PRESSED).grown(0.02)
    at = dome.place(np.array(np.pi / 2 - side * 0.85), np.array(1.02))
    out = dome.outward(at) + np.array([0, 0, 0.55])
    lean = np.array([-side * 0.45, -1.0, 0.0])
    axes = facing(out, up=unit(lean))
    parts = [_loop(color, sign) for sign in (-1, 1)]
    parts += [_tail(shaded(color, -0.12), sign) for sign in (-1, 1)]
    knot = balls(
        np.array([[0, 0, 0.13]]), np.array([[0.12, 0.15, 0.11]]), shaded(color, 0.08), SATIN
    )
    return [
        replace(each.placed(axes, at, scale=SIZE), lift=0.08, sunk=0.01) for each in (*parts, knot)
    ]


def _loop(color: FloatArray, sign: int) -> Surface:
    """Return one loop: pressed flat and creased at the knot, wide and open at its end."""
    u, turn = np.meshgrid(np.linspace(0, 1, 34), np.linspace(0, 2 * np.pi, 73), indexing="ij")
    ending = np.sqrt(np.clip(1 - np.clip((u - 0.72) / 0.28, 0, 1) ** 2.2, 0, 1))
    tall = (0.13 + 0.40 * u**0.75) * ending
    thick = (0.05 + 0.15 * np.sin(np.pi * np.clip(u, 0, 1) ** 0.8)) * ending
    # Rounded as ribbon is: flat before and behind, bent at its edges.
    up = np.sign(np.sin(turn)) * np.abs(np.sin(turn)) ** 0.7
    fold = np.cos(up * 7.5 + 0.8) * (1 - u) ** 1.3
    deep = np.cos(turn) * thick * (1 + 0.5 * fold)
    points = np.stack([sign * (0.05 + 0.88 * u), up * tall + 0.10 * u, deep + 0.12], axis=-1)
    shade = np.clip(0.62 + 0.6 * u, 0, 1) * (1 + 0.16 * fold)
    return grid(
        points.transpose(1, 0, 2), (color * shade[..., None]).transpose(1, 0, 2), SATIN, closed=True
    )


def _tail(color: FloatArray, sign: int) -> Surface:
    """Return one end of the ribbon, cut to a swallow's tail."""
    u, v = np.meshgrid(np.linspace(0, 1, 22), np.linspace(-1, 1, 9), indexing="ij")
    long = u * (0.85 - 0.20 * (1 - np.abs(v)))
    x = sign * (0.05 + 0.42 * long) + v * (0.08 + 0.13 * u)
    z = 0.03 + 0.05 * np.sin(5 * u + sign) + 0.03 * np.cos(3 * v)
    shade = np.clip(0.55 + 0.8 * u, 0, 1)[..., None]
    return grid(np.stack([x, -0.08 - 0.80 * long, z], axis=-1), color * shade, SATIN)


PROP = Change(
    Card(
        "bow",
        title=LocalizedText(en="Hair bow", fr="Nœud dans les cheveux"),
        description=LocalizedText(
            en="A satin bow on one side of the head.",
            fr="Un nœud de satin sur un côté de la tête.",
        ),
        words="with a large satin bow in the hair",
    ),
    Kind.PROP,
    bow,
)
