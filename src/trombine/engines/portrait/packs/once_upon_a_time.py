"""Once upon a time: paper woods, crowns and a little magic."""

from trombine.domain.pack import Pack, PackCard
from trombine.domain.text import LocalizedText

PACK = Pack(
    PackCard(
        "once-upon-a-time",
        title=LocalizedText(en="Once upon a time", fr="Il était une fois"),
        description=LocalizedText(
            en="Paper woods, crowns and a little magic.",
            fr="Des bois de papier, des couronnes et un peu de magie.",
        ),
        styles=("toon3d", "papercut", "gouache", "sticker", "painted"),
        garments=("royal", "armour", "kimono"),
        worlds=("paper-theatre", "forest", "underwater", "blossom"),
        props=("wizard-hat", "crown", "halo", "flower-wreath"),
        palette="violet",
    )
)
