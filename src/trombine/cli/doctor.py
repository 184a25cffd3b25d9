"""``trombine doctor``: whether this installation is sound, and what serving needs is there."""

import os
import platform
from collections.abc import Callable, Iterator
from importlib.metadata import version

import click
import numpy as np

from trombine import __version__
from trombine.bootstrap import open_chosen_engine, open_labeller
from trombine.cli.help import Command
from trombine.cli.self_test import Found, try_drawing, try_ground, try_ordering
from trombine.cli.voice import Voice, spoken
from trombine.domain.order import DEFAULT_ENGINE
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
from trombine.settings import read_settings
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


MARKS = {"sound": "✓", "noted": "–", "broken": "✗"}


@click.command(cls=Command)
@click.option("--warm", is_flag=True)
@spoken
def doctor(voice: Voice, /, *, warm: bool) -> int:
    """Say what is installed, try it, and say whether it can be trusted."""
    _tell_versions(voice)
    sound = True
    for check in CHECKS:
        for found in check():
            _tell(found, voice)
            sound &= found.state != "broken"
    if warm and sound:
        from trombine.cli.warm import warm_kernels  # noqa: PLC0415  (costs seconds)

        warm_kernels()
    words = text("sound" if sound else "broken", voice.language)
    voice.answer(words, event="verdict", sound=sound, message=words)
    return 0 if sound else 1


def _tell_versions(voice: Voice) -> None:
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    sandbox = "rlimits + seccomp" if has_system_call_filter() else "rlimits"
    versions = {package: version(package) for package in DRAWING_PACKAGES}
    words = (
        f"trombine {__version__}, Python {platform.python_version()}",
        ", ".join(f"{package} {number}" for package, number in versions.items()),
        f"{os.cpu_count()} cores, {memory_gib:.0f} GiB",
        f"decoder sandbox: {sandbox}",
    )
    voice.tell(
        "\n".join(words),
        event="versions",
        trombine=__version__,
        python=platform.python_version(),
        packages=versions,
        cores=os.cpu_count(),
        sandbox=sandbox,
    )


def _tell(found: Found, voice: Voice) -> None:
    words = explain(found.fault, voice.language) if found.fault else found.words
    name = f"{found.trial}: " if found.trial else ""
    voice.tell(
        f"{MARKS[found.state]} {name}{words}",
        event="check",
        check=found.trial,
        state=found.state,
        code=found.fault.code if found.fault else None,
        message=words,
    )


def _check_engines() -> Iterator[Found]:
    """Name the styles of each engine, also those that were installed beside ours.

    That the one that is not set up cannot draw here is told, and nothing is broken by it.
    """
    for engine in list_engines():
        try:
            opened = open_chosen_engine(engine)
            styles = ", ".join(opened.cards)
        except InstallationBroken as fault:
            yield Found(engine, "broken", fault=fault)
            continue
        try:
            opened.check_ready()
            yield Found(engine, "sound", styles)
        except TrombineError as fault:
            yield Found(engine, "noted", fault=fault)


def _check_signing() -> Iterator[Found]:
    """Sign a small picture as every other is; in community mode the first certificate is made."""
    try:
        labeller = open_labeller()
        gray = SrgbImage(np.full((SMALLEST_PX, SMALLEST_PX, 3), 0.5, np.float32))
        labeller.label_sheet(gray, [next(iter(open_engine(DEFAULT_ENGINE).cards.values()))], "png")
    except (InputRefused, SigningFailed) as fault:
        yield Found("", "broken", fault=fault)
        return
    signer = labeller.signer
    if signer.throws_away:
        yield Found("signing", "sound", "a throw-away certificate for each picture")
    else:
        told = describe_chain(signer.chain)
        yield Found("signing", "sound", f"{told.name}, {told.algorithm}, until {told.last_day}")
    if signer.timestamp_url:
        yield Found("time stamps", "sound", signer.timestamp_url)


def _check_weights() -> Iterator[Found]:
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
            yield Found(name, "sound", str(read_manifest(folder)[name]["sha256"])[:12])
        except InstallationBroken as fault:
            yield Found("", "broken", fault=fault)


def _check_ground() -> Iterator[Found]:
    yield from try_ground(read_settings())


CHECKS: tuple[Callable[[], Iterator[Found]], ...] = (
    *(_check_engines, _check_weights, _check_signing),
    *(try_drawing, try_ordering, _check_ground),
)
"""What is looked at, in the order in which it is told."""
