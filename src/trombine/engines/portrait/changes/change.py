"""What a change is: a card and a function from portrait to portrait."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from trombine.domain.card import Card
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look


class Kind(StrEnum):
    """What can be changed, in the order it is done; each is a field of ``Staging``."""

    POSE = "pose"
    GARMENT = "garment"
    PROP = "prop"
    WORLD = "world"


Apply: TypeAlias = Callable[[Portrait, Look], Portrait]


@dataclass(frozen=True, slots=True)
class Change:
    """One pose, garment, prop or world.

    ``apply`` returns a new portrait, equal for an equal portrait and look, and never touches the
    one it is given. What it lets differ from picture to picture it takes from the look.
    """

    card: Card
    kind: Kind
    apply: Apply
