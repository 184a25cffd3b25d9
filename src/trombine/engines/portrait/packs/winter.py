"""Winter: wool and fur, snow in the air."""

from trombine.domain.pack import Pack, PackCard
from trombine.domain.text import LocalizedText

PACK = Pack(
    PackCard(
        "winter",
        title=LocalizedText(en="Winter", fr="Hiver"),
        description=LocalizedText(
            en="Wool and fur, snow in the air.",
            fr="De la laine, de la fourrure, et la neige qui tombe.",
        ),
        styles=("watercolor", "gouache", "painted", "papercut", "toon3d"),
        garments=("knit", "parka"),
        worlds=("snow", "aurora", "mountains"),
        props=("scarf",),
        palette="sky",
    )
)
