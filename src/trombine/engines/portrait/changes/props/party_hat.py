"""A party hat: a striped cone with a tuft, worn a little to one side."""

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.wearing.colors import pick_color, shaded
from trombine.engines.portrait.changes.wearing.head import Head
from trombine.engines.portrait.changes.wearing.solids import (
    CLOTH,
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

PRESSED = 0.55
RADIUS, TALL, LEAN_RAD = 0.20, 0.55, 0.22
STRIPES = 5


def party_hat(portrait: Portrait, look: Look) -> Portrait:
    """Return the person with a party hat on."""
    color = pick_color(portrait, look)
    return put_on(portrait, look, lambda head: _fold(head, color, look), pressed=PRESSED)


def _fold(head: Head, color: FloatArray, look: Look) -> list[Surface]:
    rng = look.rng(72)
    aside = LEAN_RAD * (1 if look.light_from_left else -1)
    dome = head.worn(PRESSED)
    foot = dome.place(np.array(np.pi / 2 - aside * 1.2), np.array(1.2))
    up = unit(np.array([np.sin(aside), -np.cos(aside), 0.10]))
    axes = facing(up, up=np.array([0, 0, 1.0]))
    turn, share = np.meshgrid(np.linspace(0, 2 * np.pi, 73), np.linspace(0, 1, 40), indexing="ij")
    radius = RADIUS * (1 - share) + 0.004
    cone = np.stack([np.cos(turn) * radius, np.sin(turn) * radius, share * TALL - 0.10], axis=-1)
    stripe = np.clip(np.sin(turn * 2 + share * STRIPES * 5) * 5 + 0.5, 0, 1)[..., None]
    paper = shaded(color, 0.80) * (1 - stripe) + color * stripe
    fluff = unit(rng.normal(size=(90, 3)))
    tuft = np.array([0, 0, TALL - 0.10]) + fluff * rng.uniform(0.03, 0.062, (90, 1))
    hem = np.linspace(0, 2 * np.pi, 37)[:-1]
    beads = np.stack([np.cos(hem) * RADIUS, np.sin(hem) * RADIUS, np.full(36, -0.095)], axis=1)
    parts = [
        grid(cone, paper, Finish(gloss=0.25), closed=True),
        balls(tuft, 0.022, shaded(color, 0.62), CLOTH),
        balls(beads, 0.026, shaded(color, 0.62), CLOTH),
    ]
    return [each.placed(axes, foot) for each in parts]


PROP = Change(
    Card(
        "party-hat",
        title=LocalizedText(en="Party hat", fr="Chapeau de fête"),
        description=LocalizedText(
            en="A striped cone with a tuft on top.",
            fr="Un cône rayé coiffé d’un pompon.",
        ),
        words="wearing a striped cone party hat with a pompom",
    ),
    Kind.PROP,
    party_hat,
)
