"""Graduation: the gown, the library, the day everybody is proud."""

from trombine.domain.pack import Pack, PackCard
from trombine.domain.text import LocalizedText

PACK = Pack(
    PackCard(
        "graduation",
        title=LocalizedText(en="Graduation", fr="Remise de diplôme"),
        description=LocalizedText(
            en="The gown, the library, the day everybody is proud.",
            fr="La toge, la bibliothèque, le jour où tout le monde est fier.",
        ),
        styles=("painted", "watercolor", "pencil", "gouache", "sticker"),
        garments=("gown",),
        worlds=("library", "blossom", "stained-glass"),
        palette="teal",
    )
)
