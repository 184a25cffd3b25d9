"""``trombine make``: thirty avatars from a folder of photos.

What draws is loaded when something is drawn: help and completion do not wait for it.
"""

from pathlib import Path
from typing import Any

import click

from trombine.cli.help import Command
from trombine.cli.names import (
    engine_option,
    garments,
    hair_colors,
    packs,
    poses,
    props,
    style_options,
    styles,
    worlds,
)
from trombine.cli.options import photos_argument
from trombine.cli.values import completes, whole_number
from trombine.cli.voice import Voice, spoken

FORMATS = ("webp", "png", "jpeg")


@click.command(cls=Command)
@photos_argument
@click.option("--strict", is_flag=True)
@engine_option
@click.option("--styles", metavar="A,B,C", shell_complete=completes(styles, is_list=True))
@click.option("--prompt", metavar="WORDS")
@click.option("--count", metavar="N", default=30, show_default=True, type=whole_number)
@click.option("--size", "size_px", metavar="PX", default=1024, show_default=True, type=whole_number)
@click.option("--seed", metavar="N", default=0, show_default=True, type=whole_number)
@click.option("--out", default=Path("avatars"), show_default=True, type=click.Path(path_type=Path))
@click.option("--overwrite", is_flag=True)
@click.option(
    "--format",
    "file_format",
    default=FORMATS[0],
    show_default=True,
    metavar="|".join(FORMATS),
    shell_complete=completes(lambda: FORMATS),
)
@click.option(
    "--option",
    "options",
    multiple=True,
    metavar="STYLE.NAME=VALUE",
    shell_complete=completes(style_options),
)
@click.option("--pack", metavar="A,B,C", shell_complete=completes(packs, is_list=True))
@click.option("--garment", metavar="NAME|own|any", shell_complete=completes(garments))
@click.option("--world", metavar="NAME|COLOR|own|any|none", shell_complete=completes(worlds))
@click.option("--prop", metavar="NAME|none|any", shell_complete=completes(props))
@click.option("--pose", metavar="NAME|straight|lively", shell_complete=completes(poses))
@click.option("--hair", metavar="COLOR|natural", shell_complete=completes(hair_colors))
@click.option("--badge/--no-badge", default=None)
@click.option("--workers", metavar="N", type=whole_number)
@spoken
def make(voice: Voice, /, **asked: Any) -> int:
    """Make avatars from 3 to 10 photos of one person."""
    from trombine.cli.making import Wish, make_as_wished  # noqa: PLC0415  (costs a second)

    return make_as_wished(Wish(**asked), voice)
