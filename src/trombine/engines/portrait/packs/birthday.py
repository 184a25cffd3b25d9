"""Birthday: lanterns, paper hats and a day of their own."""

from trombine.domain.pack import Pack, PackCard
from trombine.domain.text import LocalizedText

PACK = Pack(
    PackCard(
        "birthday",
        title=LocalizedText(en="Birthday", fr="Anniversaire"),
        description=LocalizedText(
            en="Lanterns, paper hats and somebody’s day.",
            fr="Des lampions, des chapeaux de papier et une personne à fêter.",
        ),
        styles=("sticker", "toon3d", "comic", "papercut", "riso"),
        garments=("shirt", "denim", "hoodie"),
        worlds=("market-lanterns", "stage", "paper-theatre"),
        props=("party-hat", "bow", "crown"),
        palette="rose",
    )
)
