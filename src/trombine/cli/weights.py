"""``trombine weights``: what is fetched from a hub, and only when this command is run."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TransferSpeedColumn,
)

from trombine.bootstrap import diffusion_settings
from trombine.cli.help import Group
from trombine.cli.voice import Voice, spoken
from trombine.domain.text import Language
from trombine.engines.diffusion.weights import KLEIN, WEIGHT_SETS, WeightSet, find_weight_set
from trombine.engines.diffusion.weights.download import OnBytes, copy_weights, download_weights
from trombine.engines.diffusion.weights.hub import Hub
from trombine.engines.diffusion.weights.store import (
    check_presence,
    folder_of,
    verify_weights,
)
from trombine.errors import InputRefused, InstallationBroken
from trombine.i18n import text

STATES = {"present": "weights_here", "absent": "weights_absent", "altered": "weights_differ"}

name_argument = click.argument("name", default=KLEIN.name)


@click.group(cls=Group)
def weights() -> None:
    """Weights of the diffusion engine: list, download, verify, path."""


@weights.command("list")
@spoken
def list_weights(voice: Voice) -> None:
    """Say which weights there are, their license, and whether they are here."""
    root = diffusion_settings().weights
    for known in WEIGHT_SETS.values():
        state, revision = _state(known, root)
        purpose = known.purpose.in_language(voice.language)
        shown = text(STATES[state], voice.language)
        voice.answer(
            f"{known.name}: {purpose}; {known.license_name}; {shown} {revision}".rstrip(),
            name=known.name,
            repository=known.repository,
            license=known.license_name,
            state=state,
            revision=revision,
            path=str(folder_of(known, root)),
        )


@weights.command()
@name_argument
@click.option("--accept-license", is_flag=True)
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
)
@spoken
def download(voice: Voice, name: str, *, accept_license: bool, source: Path | None) -> None:
    """Fetch weights, or go on fetching them; each file is checked."""
    known = find_weight_set(name)
    settings = diffusion_settings()
    name_of, address = known.license_name, known.license_url
    words = text(
        "weights_license", voice.language, model=known.model, license=name_of, address=address
    )
    heard = voice if accept_license else voice.aloud  # nobody accepts what was not shown
    heard.tell(words, event="license", model=known.model, license=name_of, address=address)
    if not (accept_license or _asks_for_consent(voice.language)):
        raise InputRefused("license_not_accepted")
    with _progress(hidden=voice.as_json or voice.is_quiet) as on_bytes:
        if source:
            lock = copy_weights(known, settings.weights, source, on_bytes=on_bytes)
        else:
            hub = Hub(settings.hub)
            lock = download_weights(known, settings.weights, hub, on_bytes=on_bytes)
    folder = str(folder_of(known, settings.weights))
    count, revision = len(lock.files), lock.revision
    words = text("weights_done", voice.language, files=count, path=folder, revision=revision)
    voice.tell(words, event="done", files=count, path=folder, revision=revision)


@weights.command()
@name_argument
@spoken
def verify(voice: Voice, name: str) -> int:
    """Read every file and compare it with its hash."""
    known = find_weight_set(name)
    sound = True
    for path, right in verify_weights(known, diffusion_settings().weights):
        sound &= right
        heard = voice if right else voice.aloud
        heard.tell(f"{'✓' if right else '✗'} {path}", event="file", file=str(path), sound=right)
    words = text("sound" if sound else "weights_unsound", voice.language, name=name)
    voice.tell(words, event="verdict", name=name, sound=sound)
    return 0 if sound else 1


@weights.command()
@name_argument
@spoken
def path(voice: Voice, name: str) -> None:
    """Print the folder the weights lie in, or would lie in."""
    folder = str(folder_of(find_weight_set(name), diffusion_settings().weights))
    voice.answer(folder, name=name, path=folder)


def _state(known: WeightSet, root: Path) -> tuple[str, str]:
    try:
        return "present", check_presence(known, root).revision
    except InstallationBroken as fault:
        return ("absent" if fault.code == "weights_missing" else "altered"), ""


def _asks_for_consent(language: Language) -> bool:
    if not sys.stdin.isatty():
        return False
    return click.confirm(text("weights_accept", language))


@contextmanager
def _progress(*, hidden: bool) -> Iterator[OnBytes]:
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
    )
    with Progress(*columns, console=console, disable=hidden or not console.is_terminal) as progress:
        yield _advance(progress)


def _advance(progress: Progress) -> OnBytes:
    tasks: dict[str, TaskID] = {}

    def on_bytes(name: str, done: int, size: int) -> None:
        if name not in tasks:
            tasks[name] = progress.add_task(name, total=size)
        progress.update(tasks[name], completed=done)

    return on_bytes
