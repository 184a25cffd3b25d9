"""A portrait on a panel, as the workshops of the Renaissance made them."""

from trombine.domain.options import Option
from trombine.domain.style import DigitalSourceType, StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.diffusion.style import DiffusionStyle, Scene

STYLE = DiffusionStyle(
    card=StyleCard(
        "renaissance",
        title=LocalizedText(en="Renaissance", fr="Renaissance"),
        description=LocalizedText(
            en="Oil on a panel, five centuries out of time.",
            fr="Huile sur panneau, cinq siècles hors du temps.",
        ),
        media=("painting", "oil"),
        digital_source_type=DigitalSourceType.TRAINED_ALGORITHMIC_MEDIA,
        options=(
            Option.STRENGTH,
            Option.TEXTURE,
        ),
        skin_shift_limit=12.0,
        colors=("#2b2a20", "#7a4a2a", "#d9b46a"),
    ),
    medium=(
        "An oil painting on a wooden panel in the manner of the Renaissance, thin glazes, "
        "soft transitions"
    ),
    surface="brush strokes and fine cracks",
    scenes=(
        Scene(
            attire="wearing a dark green velvet robe with a high collar",
            setting=("Behind them a winding river valley with bluish hills in the distance"),
            light="Soft daylight from the upper left, deep and gentle shadows",
        ),
        Scene(
            attire=("wearing a crimson wool cloak over a plain linen shirt buttoned to the neck"),
            setting="Behind them a stone parapet and a cloudy evening sky",
            light="Warm evening light from the right",
        ),
        Scene(
            attire="wearing a black doublet with a narrow pleated collar",
            setting="Behind them a plain dark wall with a faint warm glow",
            light="One window to the left, the face clearly lit",
        ),
        Scene(
            attire="wearing an ochre brocade gown closed at the neck",
            setting="Behind them an arcade that opens on cypress trees",
            light="Even, silvery daylight",
        ),
        Scene(
            attire="wearing a deep blue mantle with a gold edge",
            setting="Behind them a hanging tapestry of leaves",
            light="Soft light from above, quiet reflections",
        ),
    ),
)
