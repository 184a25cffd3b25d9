"""On the road: a gouache as in a painted travel journal."""

from trombine.domain.options import Option
from trombine.domain.style import DigitalSourceType, StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.diffusion.style import DiffusionStyle, Scene

STYLE = DiffusionStyle(
    card=StyleCard(
        "explorer",
        title=LocalizedText(en="Explorer", fr="Exploration"),
        description=LocalizedText(
            en="Far from home, in a painted travel journal.",
            fr="Loin de chez soi, dans un carnet de voyage peint.",
        ),
        media=("painting", "gouache"),
        digital_source_type=DigitalSourceType.TRAINED_ALGORITHMIC_MEDIA,
        options=(
            Option.STRENGTH,
            Option.TEXTURE,
        ),
        skin_shift_limit=12.0,
        colors=("#c9a26a", "#5b6b3a", "#f4dfb0"),
    ),
    medium=(
        "A gouache illustration from a painted travel journal, opaque color, confident drawing"
    ),
    surface="paper grain and dry brush",
    scenes=(
        Scene(
            attire="wearing a canvas jacket with many pockets and a scarf",
            setting="Behind them a jungle river with mist between the trees",
            light="Soft morning light from the left",
        ),
        Scene(
            attire="wearing a thick parka with the hood down",
            setting="Behind them ice cliffs and a small red ship",
            light="Bright, even polar daylight",
        ),
        Scene(
            attire="wearing a linen shirt buttoned up and a light neck cloth",
            setting="Behind them dunes and a distant rocky arch",
            light="Late, warm sun from the right",
        ),
        Scene(
            attire="wearing a wool sweater and a climbing rope over the shoulder",
            setting="Behind them a high mountain pass with strings of small colored flags",
            light="Clear mountain light from above",
        ),
        Scene(
            attire="wearing a waxed sailing jacket",
            setting="Behind them the deck of a sailing boat and a green coast",
            light="Open sky over water, soft reflections from below",
        ),
    ),
)
