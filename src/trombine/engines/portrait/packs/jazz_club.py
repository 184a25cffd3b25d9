"""Jazz club: a late set, a warm lamp, a bow tie."""

from trombine.domain.pack import Pack, PackCard
from trombine.domain.text import LocalizedText

PACK = Pack(
    PackCard(
        "jazz-club",
        title=LocalizedText(en="Jazz club", fr="Club de jazz"),
        description=LocalizedText(
            en="A late set, a warm lamp, a bow tie.",
            fr="Un dernier morceau, une lampe chaude, un nœud papillon.",
        ),
        styles=("oil", "double-exposure", "riso", "pencil", "poster"),
        garments=("tuxedo", "turtleneck", "blazer"),
        worlds=("stage", "cafe", "night-city"),
        props=("beret",),
        palette="mustard",
    )
)
