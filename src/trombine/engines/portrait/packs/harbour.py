"""Harbour: salt, stripes and boats coming home."""

from trombine.domain.pack import Pack, PackCard
from trombine.domain.text import LocalizedText

PACK = Pack(
    PackCard(
        "harbour",
        title=LocalizedText(en="Harbour", fr="Port de pêche"),
        description=LocalizedText(
            en="Salt, stripes and boats coming home.",
            fr="Du sel, des rayures et des bateaux qui rentrent.",
        ),
        styles=("watercolor", "gouache", "oil", "riso", "papercut"),
        garments=("sailor", "raincoat", "knit"),
        worlds=("harbour", "beach"),
        props=("cap",),
        palette="sky",
    )
)
