"""Summer: light cloth, long evenings, the sea not far."""

from trombine.domain.pack import Pack, PackCard
from trombine.domain.text import LocalizedText

PACK = Pack(
    PackCard(
        "summer",
        title=LocalizedText(en="Summer", fr="Été"),
        description=LocalizedText(
            en="Light cloth, long evenings, the sea not far.",
            fr="Des étoffes légères, de longues soirées, la mer tout près.",
        ),
        styles=("riso", "watercolor", "poster", "comic", "painted"),
        garments=("linen", "shirt", "sailor"),
        worlds=("beach", "sunset-sky", "meadow", "underwater"),
        props=("glasses", "cap", "flower"),
        palette="coral",
    )
)
