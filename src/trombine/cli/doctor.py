"""``trombine doctor``: whether this installation is sound."""

import os
import platform
from collections.abc import Iterator
from importlib.metadata import version

import click
import numpy as np

from trombine import __version__
from trombine.bootstrap import DEFAULT_ENGINE, open_chosen_engine, open_labeller
from trombine.cli.help import Command
from trombine.cli.options import language_option
from trombine.domain.text import Language
from trombine.engines.registry import list_engines, open_engine
from trombine.errors import InputRefused, InstallationBroken, SigningFailed, TrombineError
from trombine.faces.weights import FOLDER as FACES
from trombine.i18n import explain, text
from trombine.imaging.arrays import SrgbImage
from trombine.imaging.codec import has_system_call_filter
from trombine.moderation.weights import FOLDER as MODERATION
from trombine.provenance.certificates import describe_chain
from trombine.provenance.label import SMALLEST_PX
from trombine.provenance.trust_list import FOLDER as TRUST_LIST
from trombine.vendored import checked_path, read_manifest

DRAWING_PACKAGES = (
    "numpy",
    "opencv-contrib-python-headless",
    "numba",
    "ncnn",
    "ai-edge-litert",
    "dlib-bin",
    "pillow",
    "pi-heif",
)
"""What a picture depends on to the last bit: asked for in every report of a fault."""


@click.command(cls=Command)
@click.option("--warm", is_flag=True)
@language_option
def doctor(*, warm: bool, language: Language) -> int:
    """Say what is installed and whether it can be trusted."""
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    sandbox = "rlimits + seccomp" if has_system_call_filter() else "rlimits"
    click.echo(f"trombine {__version__}, Python {platform.python_version()}")
    click.echo(", ".join(f"{package} {version(package)}" for package in DRAWING_PACKAGES))
    click.echo(f"{os.cpu_count()} cores, {memory_gib:.0f} GiB")
    click.echo(f"decoder sandbox: {sandbox}")
    checks = (_check_engines, _check_weights, _check_signing)
    passed = [each for check in checks for each in check(language)]  # all are told
    sound = all(passed)
    if warm and sound:
        from trombine.cli.warm import warm_kernels  # noqa: PLC0415  (costs seconds)

        warm_kernels()
    click.echo(text("sound" if sound else "broken", language))
    return 0 if sound else 1


def _check_engines(language: Language) -> Iterator[bool]:
    """Name the styles of each engine, also those that were installed beside ours.

    That the one that is not set up cannot draw here is told, and nothing is broken by it.
    """
    for engine in list_engines():
        try:
            opened = open_chosen_engine(engine)
            styles = ", ".join(opened.cards)
        except InstallationBroken as fault:
            click.echo(f"✗ {engine}: {explain(fault, language)}")
            yield False
            continue
        try:
            opened.check_ready()
            click.echo(f"✓ {engine}: {styles}")
        except TrombineError as fault:
            click.echo(f"– {engine}: {explain(fault, language)}")
        yield True


def _check_signing(language: Language) -> Iterator[bool]:
    """Sign a small picture as every other is; in community mode the first certificate is made."""
    try:
        labeller = open_labeller()
        gray = SrgbImage(np.full((SMALLEST_PX, SMALLEST_PX, 3), 0.5, np.float32))
        labeller.label_sheet(gray, [next(iter(open_engine(DEFAULT_ENGINE).cards.values()))], "png")
    except (InputRefused, SigningFailed) as fault:
        click.echo(f"✗ {explain(fault, language)}")
        yield False
        return
    signer = labeller.signer
    if signer.throws_away:
        click.echo("✓ signing: a throw-away certificate for each picture")
    else:
        told = describe_chain(signer.chain)
        click.echo(f"✓ signing: {told.name}, {told.algorithm}, until {told.last_day}")
    if signer.timestamp_url:
        click.echo(f"✓ time stamps: {signer.timestamp_url}")
    yield True


def _check_weights(language: Language) -> Iterator[bool]:
    """Compare every file that came with Trombine with its pinned hash."""
    weights = [
        (folder, name)
        for folder in (FACES, MODERATION, TRUST_LIST)
        for name in read_manifest(folder)
    ]
    for folder, name in weights:
        if name.endswith((".png", ".jpg")):
            continue
        try:
            checked_path(folder, name)
            click.echo(f"✓ {name} {str(read_manifest(folder)[name]['sha256'])[:12]}")
            yield True
        except InstallationBroken as fault:
            click.echo(f"✗ {explain(fault, language)}")
            yield False
