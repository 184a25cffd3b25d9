"""A state portrait of a court, velvet, ermine and a column."""

from trombine.domain.options import Option
from trombine.domain.style import DigitalSourceType, StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.diffusion.style import DiffusionStyle, Scene

STYLE = DiffusionStyle(
    card=StyleCard(
        "royal",
        title=LocalizedText(en="Royal portrait", fr="Portrait royal"),
        description=LocalizedText(
            en="A state portrait, worthy of a palace.",
            fr="Un portrait d’apparat, digne d’un palais.",
        ),
        media=("painting", "oil"),
        digital_source_type=DigitalSourceType.TRAINED_ALGORITHMIC_MEDIA,
        options=(
            Option.STRENGTH,
            Option.TEXTURE,
        ),
        skin_shift_limit=12.0,
        colors=("#5a1020", "#1f2c5c", "#e0b84c"),
    ),
    medium=(
        "A large oil painting on canvas, a state portrait of an 18th-century court, rich "
        "and polished"
    ),
    surface="brush strokes and canvas weave",
    scenes=(
        Scene(
            attire="wearing a blue velvet robe of state with an ermine collar",
            setting="Behind them a draped red curtain and a marble column",
            light="Soft daylight from the upper left",
        ),
        Scene(
            attire="wearing a gold-embroidered coat with a lace cravat",
            setting="Behind them a palace garden with fountains, far away",
            light="Clear afternoon light",
        ),
        Scene(
            attire=("wearing a crimson mantle with a jeweled chain over a closed collar"),
            setting="Behind them a dark hall with a gilded throne back",
            light="Warm light from the right, rich shadows",
        ),
        Scene(
            attire="wearing a silver-gray silk coat with a wide sash",
            setting="Behind them a tall window and a stormy sky",
            light="Cool daylight from the window",
        ),
        Scene(
            attire="wearing a dark green ceremonial uniform with epaulettes",
            setting="Behind them a study with a globe and folded maps",
            light="Even light from the front, a soft glow on the braid",
        ),
    ),
)
