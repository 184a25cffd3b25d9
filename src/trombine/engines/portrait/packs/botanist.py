"""Botanist: linen, large leaves and light through glass."""

from trombine.domain.pack import Pack, PackCard
from trombine.domain.text import LocalizedText

PACK = Pack(
    PackCard(
        "botanist",
        title=LocalizedText(en="Botanist", fr="Botaniste"),
        description=LocalizedText(
            en="Linen, large leaves and light through glass.",
            fr="Du lin, de grandes feuilles et la lumière d’une serre.",
        ),
        styles=("watercolor", "gouache", "papercut", "painted", "pencil"),
        garments=("linen", "shirt", "raincoat"),
        worlds=("greenhouse", "forest", "meadow"),
        props=("flower", "flower-wreath"),
        palette="forest",
    )
)
