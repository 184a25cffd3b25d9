"""Garments drawn on a portrait: measuring, cutting, fabrics, light.

A garment's own file needs what is named here and nothing else.
"""

from trombine.engines.portrait.changes.tailoring import fabrics, patterns
from trombine.engines.portrait.changes.tailoring.colorways import Colors, colorways
from trombine.engines.portrait.changes.tailoring.dressing import dress
from trombine.engines.portrait.changes.tailoring.layers import Layer
from trombine.engines.portrait.changes.tailoring.shapes import (
    Band,
    Dots,
    Outline,
    Stitches,
    both_sides,
    ellipse,
)

__all__ = [
    "Band",
    "Colors",
    "Dots",
    "Layer",
    "Outline",
    "Stitches",
    "both_sides",
    "colorways",
    "dress",
    "ellipse",
    "fabrics",
    "patterns",
]
