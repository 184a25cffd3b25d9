"""Autumn walk: tweed and wool under golden leaves."""

from trombine.domain.pack import Pack, PackCard
from trombine.domain.text import LocalizedText

PACK = Pack(
    PackCard(
        "autumn-walk",
        title=LocalizedText(en="Autumn walk", fr="Promenade d’automne"),
        description=LocalizedText(
            en="Tweed and wool under golden leaves.",
            fr="Du tweed et de la laine sous les feuilles d’or.",
        ),
        styles=("oil", "watercolor", "gouache", "pencil", "painted"),
        garments=("tweed", "knit", "poncho", "raincoat"),
        worlds=("autumn", "train-window", "rainy-window"),
        props=("beret", "scarf"),
        palette="sand",
    )
)
