"""Flowers and leaves, a face in size, looking towards z: to be scaled and set where they grow."""

import numpy as np

from trombine.engines.portrait.changes.wearing.solids import (
    CLOTH,
    MATT,
    Finish,
    Surface,
    balls,
    grid,
)
from trombine.imaging.arrays import FloatArray
from trombine.imaging.color import hex_color

POLLEN, LEAF = hex_color("#f2b632"), hex_color("#3f7d3a")
SILK = Finish(gloss=0.10, fuzz=0.35)
ALONG, ACROSS = 9, 7


def petals(  # noqa: PLR0913  (a petal has that many traits)
    turns: FloatArray,
    color: FloatArray,
    *,
    length: FloatArray | float,
    width: float,
    rise: FloatArray | float,
    droop: float,
    cup: float,
    start: float = 0.06,
    base: FloatArray | None = None,
    blunt: float = 0.7,
) -> Surface:
    """Return petals about z at these angles (K,).

    Parameters
    ----------
    length, width
        Of one petal; ``blunt`` nearer to 0 makes its end broader.
    rise, droop
        How steeply it leaves the middle, and how far its end bends back.
    cup
        How much its sides stand up.
    base
        The color near the middle; by itself a darker one.
    """
    u = np.linspace(0, 1, ALONG, dtype=np.float32)[:, None]
    v = np.linspace(-1, 1, ACROSS, dtype=np.float32)[None, :]
    half = width * np.sin(np.pi * np.clip(u, 0.02, 0.985) ** (1 / (blunt + 0.3))) ** 0.6
    long, steep = (
        np.broadcast_to(np.asarray(each, np.float32), len(turns))[:, None, None]
        for each in (length, rise)
    )
    out = start + long * (u + 0 * v)
    aside = np.broadcast_to(half * v, out.shape)
    height = long * (steep * u - droop * u**2) + cup * half * v**2 + 0.012 * np.cos(9 * v) * u
    cos, sin = np.cos(turns)[:, None, None], np.sin(turns)[:, None, None]
    points = np.stack([out * cos - aside * sin, out * sin + aside * cos, height], axis=-1)
    middle = color * np.float32(0.62) if base is None else base
    share = np.clip(u * 1.25, 0, 1)[..., None] + 0 * v[..., None]
    vein = 1 - 0.10 * np.clip(np.cos(v * 11), 0, 1)[..., None] * (1 - 0.6 * u[..., None])
    edge = 1 + 0.10 * (np.abs(v) ** 3)[..., None]
    shades = (middle * (1 - share) + color * share) * vein * edge
    return grid(points, np.broadcast_to(np.clip(shades, 0, 1), points.shape), SILK)


def _around(count: int, rng: np.random.Generator, *, start: float = 0.0) -> FloatArray:
    step = 2 * np.pi / count
    return start + (np.arange(count) + rng.uniform(-0.12, 0.12, count)) * step


def daisy(color: FloatArray, rng: np.random.Generator) -> list[Surface]:
    """Return a daisy: narrow petals in two rounds about a button of pollen."""
    rounds = [
        petals(
            _around(13, rng, start=k * 0.24),
            color,
            length=0.80 - 0.12 * k,
            width=0.15,
            rise=0.10 + 0.22 * k,
            droop=0.12,
            cup=0.25,
            start=0.14,
            base=color * np.float32(0.85),
        )
        for k in range(2)
    ]
    return [*rounds, _button(0.27, POLLEN, rng)]


def rose(color: FloatArray, rng: np.random.Generator) -> list[Surface]:
    """Return a rose: broad petals in rounds, the inner ones upright and darker."""
    rounds = []
    shapes = (
        (6, 0.78, 0.46, 0.30, 0.34),
        (5, 0.58, 0.42, 0.85, 0.30),
        (5, 0.40, 0.34, 1.7, 0.35),
        (4, 0.24, 0.24, 3.4, 0.6),
    )
    for k, (count, length, width, rise, droop) in enumerate(shapes):
        shade = np.clip(color * np.float32(1.04 - 0.11 * k), 0, 1)
        rounds.append(
            petals(
                _around(count, rng, start=0.5 * k),
                shade,
                length=length,
                width=width,
                rise=rise,
                droop=droop,
                cup=0.55,
                start=0.04,
                blunt=0.25,
            )
        )
    return [*rounds, balls(np.array([[0, 0, 0.45]]), 0.16, color * np.float32(0.6), SILK)]


def anemone(color: FloatArray, rng: np.random.Generator) -> list[Surface]:
    """Return a flower of broad open petals, pale at their base, with stamens."""
    pale = color * np.float32(0.25) + np.float32(0.72)
    rounds = [
        petals(
            _around(5, rng, start=0.63 * k),
            color * np.float32(1 - 0.06 * k),
            length=0.90 - 0.12 * k,
            width=0.44,
            rise=0.30 + 0.14 * k,
            droop=0.28,
            cup=0.22,
            base=pale,
            blunt=0.3,
        )
        for k in range(2)
    ]
    turn = _around(16, rng)
    reach = rng.uniform(0.16, 0.30, 16)
    tips = np.stack([np.cos(turn) * reach, np.sin(turn) * reach, rng.uniform(0.22, 0.34, 16)], 1)
    dark = hex_color("#3a2340")
    return [*rounds, balls(tips, 0.035, POLLEN), balls(np.array([[0, 0, 0.14]]), 0.15, dark, CLOTH)]


def leaves(turns: FloatArray, rng: np.random.Generator, *, length: float = 1.3) -> Surface:
    """Return leaves at these angles: pointed, with a rib, none as green as the next."""
    tone = LEAF * np.float32(rng.uniform(0.85, 1.2)) + np.float32(rng.uniform(-0.02, 0.03))
    return petals(
        turns,
        np.clip(tone, 0, 1),
        length=length,
        width=0.26,
        rise=0.05,
        droop=0.18,
        cup=0.35,
        start=0.1,
        base=tone * np.float32(0.8),
        blunt=0.95,
    )


def _button(radius: float, color: FloatArray, rng: np.random.Generator) -> Surface:
    """Return a low dome of grains."""
    turn = np.arange(60) * 2.39996
    out = np.sqrt(np.arange(60) / 60) * radius
    up = 0.12 + 0.14 * np.sqrt(np.clip(1 - (out / radius) ** 2, 0, 1))
    places = np.stack([np.cos(turn) * out, np.sin(turn) * out, up], axis=1)
    shades = color * rng.uniform(0.8, 1.1, (60, 1)).astype(np.float32)
    return balls(places, 0.05, np.clip(shades, 0, 1), MATT)
