"""Comic hero: a cape above the roofs."""

from trombine.domain.pack import Pack, PackCard
from trombine.domain.text import LocalizedText

PACK = Pack(
    PackCard(
        "comic-hero",
        title=LocalizedText(en="Comic hero", fr="Héros de bande dessinée"),
        description=LocalizedText(
            en="A cape above the roofs.",
            fr="Une cape au-dessus des toits.",
        ),
        styles=("comic", "poster", "pixel", "sticker", "toon3d"),
        garments=("superhero",),
        worlds=("night-city", "sunset-sky", "mountains"),
        palette="coral",
    )
)
