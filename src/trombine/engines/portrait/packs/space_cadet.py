"""Space cadet: a suit for the void, and the stars behind it."""

from trombine.domain.pack import Pack, PackCard
from trombine.domain.text import LocalizedText

PACK = Pack(
    PackCard(
        "space-cadet",
        title=LocalizedText(en="Space cadet", fr="Cadet de l’espace"),
        description=LocalizedText(
            en="A suit for the void, and the stars behind it.",
            fr="Une combinaison pour le vide, et les étoiles derrière.",
        ),
        styles=("painted", "comic", "neon", "poster", "toon3d"),
        garments=("astronaut",),
        worlds=("space", "observatory", "aurora"),
        props=("headphones",),
        palette="ink",
    )
)
