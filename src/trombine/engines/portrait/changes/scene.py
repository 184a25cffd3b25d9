"""A person in a world: its scene behind them, and a little of its light along their edge."""

import math
from dataclasses import replace

from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.techniques.light import rim_light
from trombine.imaging.arrays import FloatArray, SrgbImage, as_srgb

ON_SKIN = 0.35
BESIDE_RAD = 0.5


def set_in(portrait: Portrait, look: Look, scene: SrgbImage, *, light: FloatArray) -> Portrait:
    """Return the portrait with the scene as its world and a rim of the light on the lit side.

    The face keeps the light of the portrait: only hair, cloth and the edge of skin take some.
    """
    angle = math.pi + BESIDE_RAD if look.light_from_left else -BESIDE_RAD
    rim = rim_light(portrait, angle_rad=angle, width=0.8)
    rim = rim * (1 - (1 - ON_SKIN) * portrait.skin) * (1 - portrait.importance)

    def lit(image: SrgbImage) -> SrgbImage:
        return as_srgb(1 - (1 - image) * (1 - rim[..., None] * light * 0.30))

    return replace(
        portrait,
        world=scene,
        relit=lit(portrait.relit),
        painted=lit(portrait.painted),
        combed=lit(portrait.combed),
    )
