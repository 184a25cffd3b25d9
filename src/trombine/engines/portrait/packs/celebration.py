"""Celebration: festive cloth from many places, lanterns overhead."""

from trombine.domain.pack import Pack, PackCard
from trombine.domain.text import LocalizedText

PACK = Pack(
    PackCard(
        "celebration",
        title=LocalizedText(en="Celebration", fr="Jour de fête"),
        description=LocalizedText(
            en="Festive cloth from many places, lanterns overhead.",
            fr="Des étoffes de fête de bien des pays, des lampions au-dessus.",
        ),
        styles=("painted", "gouache", "watercolor", "toon3d", "papercut"),
        garments=("sari", "boubou", "kimono", "linen"),
        worlds=("market-lanterns", "blossom", "sunset-sky"),
        props=("flower", "flower-wreath"),
        palette="rose",
    )
)
