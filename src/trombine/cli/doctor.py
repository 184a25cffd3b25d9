"""``trombine doctor``: whether this installation is sound."""

import os
import platform

import click

from trombine import __version__
from trombine.cli.options import language_option
from trombine.domain.text import Language
from trombine.errors import InstallationBroken
from trombine.faces.weights import FOLDER as FACES
from trombine.i18n import explain, text
from trombine.imaging.codec import has_system_call_filter
from trombine.moderation.weights import FOLDER as MODERATION
from trombine.vendored import checked_path, read_manifest


@click.command()
@click.option("--warm", is_flag=True, help="Compile the drawing kernels now.")
@language_option
def doctor(*, warm: bool, language: Language) -> int:
    """Say what is installed and whether it can be trusted."""
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    sandbox = "rlimits + seccomp" if has_system_call_filter() else "rlimits"
    click.echo(f"trombine {__version__}, Python {platform.python_version()}")
    click.echo(f"{os.cpu_count()} cores, {memory_gib:.0f} GiB")
    click.echo(f"decoder sandbox: {sandbox}")
    sound = True
    weights = [(folder, name) for folder in (FACES, MODERATION) for name in read_manifest(folder)]
    for folder, name in weights:
        if name.endswith((".png", ".jpg")):
            continue
        try:
            checked_path(folder, name)
            click.echo(f"✓ {name} {str(read_manifest(folder)[name]['sha256'])[:12]}")
        except InstallationBroken as fault:
            sound = False
            click.echo(f"✗ {explain(fault, language)}")
    if warm and sound:
        from trombine.cli.warm import warm_kernels  # noqa: PLC0415  (costs seconds)

        warm_kernels()
    click.echo(text("sound" if sound else "broken", language))
    return 0 if sound else 1
