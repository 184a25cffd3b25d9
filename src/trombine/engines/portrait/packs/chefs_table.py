"""The chef at table: white cotton and the warmth of a kitchen."""

from trombine.domain.pack import Pack, PackCard
from trombine.domain.text import LocalizedText

PACK = Pack(
    PackCard(
        "chefs-table",
        title=LocalizedText(en="Chef’s table", fr="La table du chef"),
        description=LocalizedText(
            en="White cotton and the warmth of a kitchen.",
            fr="Du coton blanc et la chaleur d’une cuisine.",
        ),
        styles=("comic", "sticker", "painted", "gouache", "riso"),
        garments=("chef",),
        worlds=("cafe", "market-lanterns", "greenhouse"),
        palette="mustard",
    )
)
