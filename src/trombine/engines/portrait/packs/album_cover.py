"""Album cover: a stage, a bold ink, a look to remember."""

from trombine.domain.pack import Pack, PackCard
from trombine.domain.text import LocalizedText

PACK = Pack(
    PackCard(
        "album-cover",
        title=LocalizedText(en="Album cover", fr="Pochette d’album"),
        description=LocalizedText(
            en="A stage, a bold ink, a look to remember.",
            fr="Une scène, une encre franche, une allure qui reste.",
        ),
        styles=("riso", "poster", "double-exposure", "neon", "comic"),
        garments=("leather", "denim", "turtleneck", "hoodie"),
        worlds=("stage", "sunset-sky", "neon-street"),
        props=("headphones", "beret", "glasses"),
        palette="violet",
    )
)
