"""Expedition: a field jacket and a far horizon."""

from trombine.domain.pack import Pack, PackCard
from trombine.domain.text import LocalizedText

PACK = Pack(
    PackCard(
        "expedition",
        title=LocalizedText(en="Expedition", fr="Expédition"),
        description=LocalizedText(
            en="A field jacket and a far horizon.",
            fr="Une veste de terrain et un horizon lointain.",
        ),
        styles=("gouache", "poster", "watercolor", "painted", "banknote"),
        garments=("explorer", "poncho", "linen"),
        worlds=("desert", "mountains", "forest", "observatory"),
        props=("glasses",),
        palette="sand",
    )
)
