"""A beret of wool, drawn over to one side."""

from dataclasses import replace

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.wearing.colors import pick_color, shaded
from trombine.engines.portrait.changes.wearing.fabrics import felt
from trombine.engines.portrait.changes.wearing.hats import rim_above_brows
from trombine.engines.portrait.changes.wearing.head import Head
from trombine.engines.portrait.changes.wearing.solids import CLOTH, Surface, raised, tube, unit
from trombine.engines.portrait.changes.wearing.wearing import put_on
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.imaging.arrays import FloatArray

CLOTHS = ("#8e1f2f", "#1f2f55", "#d9cdb8", "#2c4a3a", "#c9a227", "#23232b", "#b5566b")
PRESSED = 0.45
PROFILE = (
    (1.0, 0.0),
    (1.14, 0.03),
    (1.28, 0.10),
    (1.30, 0.18),
    (1.16, 0.26),
    (0.8, 0.31),
    (0.4, 0.325),
    (0.0, 0.325),
)
ABOVE_BROWS, BACK_DEG, ASIDE = 0.14, 12.0, 0.15


def beret(portrait: Portrait, look: Look) -> Portrait:
    """Return the person with a beret on."""
    color = pick_color(portrait, look, CLOTHS)
    return put_on(portrait, look, lambda head: _felt(head, color, look), pressed=PRESSED, rim=_rim)


def _rim(head: Head) -> FloatArray:
    dome = head.worn(PRESSED).grown(0.02)
    return rim_above_brows(head, dome, gap=ABOVE_BROWS, back_deg=BACK_DEG)


def _felt(head: Head, color: FloatArray, look: Look) -> list[Surface]:
    rim = _rim(head)
    side = 1 if look.light_from_left else -1
    lean = np.zeros((len(PROFILE), 3))
    lean[:, 0] = side * ASIDE * np.linspace(0, 1, len(PROFILE)) ** 0.8
    # Drawn over: the far edge rises, the near one hangs.
    body = raised(rim, PROFILE, color, CLOTH, lean=lean, rows=34)
    points = body.points.copy()
    middle = rim.mean(axis=0)
    share = np.linspace(0, 1, 34)
    tilt = np.sin(np.pi * share) * 0.24
    points[..., 1] += (points[..., 0] - middle[0]) * side * tilt
    turn = np.linspace(0, 2 * np.pi, len(rim))[:, None]
    rng = look.rng(73)
    fold = sum(np.sin(k * turn + rng.uniform(0, 6)) / k for k in (5, 8, 13)) * 0.016
    points[0] += (fold * np.sin(np.pi * share) ** 2)[..., None] * unit(points[0] - middle)
    outward = unit(rim - middle)
    stalk = points[0, 0, -1] + np.array(
        [[0, 0.01, 0], [0.004, -0.025, 0], [0.012 * side, -0.055, 0]]
    )
    return [
        felt(replace(body, points=points.astype(np.float32)), rng),
        replace(
            tube(rim, 0.030, shaded(color, -0.25), CLOTH, outward=outward, flat=0.5), sunk=0.03
        ),
        tube(
            stalk, 0.012, shaded(color, -0.1), CLOTH, outward=np.broadcast_to([0, 0, 1.0], (3, 3))
        ),
    ]


PROP = Change(
    Card(
        "beret",
        title=LocalizedText(en="Beret", fr="Béret"),
        description=LocalizedText(
            en="A wool beret drawn over to one side.",
            fr="Un béret de laine incliné sur le côté.",
        ),
        words="wearing a wool beret tilted to one side",
    ),
    Kind.PROP,
    beret,
)
