"""Whether a head has room for a prop: what somebody wears there already, they keep."""

import numpy as np

from trombine.engines.portrait.changes.wearing.head import Head
from trombine.engines.portrait.portrait import SIDE_PX, Portrait

COVERED = 0.22
"""A head with so much cloth above the brows wears a hat, a turban or a veil."""

VEILED = 0.5
"""Cloth beside the jaw, on both sides, belongs to a veil."""

JAW = ((172, 58), (397, 288))
LEAST_UP, MOST_UP = 0.30, 0.85


def top_is_covered(portrait: Portrait, head: Head) -> bool:
    """Return whether there is a hat or a head covering above the brows."""
    across, up = np.meshgrid(np.linspace(0.15, np.pi - 0.15, 24), np.linspace(LEAST_UP, 1.3, 16))
    seen = head.project(head.worn(MOST_UP).place(across, up))[..., :2].round().astype(int)
    x, y = seen.reshape(-1, 2).T
    inside = (x >= 0) & (y >= 0) & (x < SIDE_PX) & (y < SIDE_PX)
    x, y = x[inside], y[inside]
    alpha = portrait.alpha[y, x]
    if alpha.sum() < 1:
        return False
    return float(portrait.cloth[y, x].sum() / alpha.sum()) > COVERED


def is_veiled(portrait: Portrait, head: Head) -> bool:
    """Return whether cloth runs down from the head beside both sides of the jaw."""
    return False
