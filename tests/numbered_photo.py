"""A photo of which only the plan's figures are known."""

from dataclasses import dataclass


@dataclass
class NumberedPhoto:
    """What the plan looks at of a photo."""

    number: int
    smile: float = 0.0
    quality: float = 1.0
