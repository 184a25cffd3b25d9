"""``trombine make``: thirty avatars from a folder of photos."""

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from trombine.bootstrap import (
    DEFAULT_ENGINE,
    choose_workers,
    diffusion_settings,
    open_catalogue,
    open_chosen_engine,
    open_gate,
    open_labeller,
    open_moderator,
)
from trombine.bootstrap.files import collect_photos, prepare_folder, write_whole
from trombine.cli.contact_sheet import write_contact_sheet
from trombine.cli.help import Command
from trombine.cli.options import json_option, language_option, photos_argument, whole_number
from trombine.cli.progress import DrawingBar, drawing_bar
from trombine.cli.verdicts import show_verdicts
from trombine.domain.avatar import Avatar
from trombine.domain.options import Value
from trombine.domain.order import Order
from trombine.domain.resemblance import tell_likeness, tell_skin
from trombine.domain.style import StyleCard
from trombine.domain.subject import Admission, Subject
from trombine.domain.text import Language
from trombine.errors import InputRefused
from trombine.i18n import text
from trombine.imaging.codec import Format
from trombine.intake.admission import require_subject
from trombine.pipeline import admit_photos, make_avatars
from trombine.planning import ask_order
from trombine.provenance.label import Labeller
from trombine.studio.dealing import Dealer
from trombine.studio.messages import ProcessSetup, StepDone

FORMATS = ("webp", "png", "jpeg")


@click.command(cls=Command)
@photos_argument
@click.option("--strict", is_flag=True)
@click.option("--engine", default=DEFAULT_ENGINE, show_default=True, metavar="NAME")
@click.option("--styles", metavar="A,B,C")
@click.option("--prompt", metavar="WORDS")
@click.option("--count", metavar="N", default=30, show_default=True, type=whole_number)
@click.option("--size", "size_px", metavar="PX", default=1024, show_default=True, type=whole_number)
@click.option("--seed", metavar="N", default=0, show_default=True, type=whole_number)
@click.option("--out", default=Path("avatars"), show_default=True, type=click.Path(path_type=Path))
@click.option(
    "--format", "file_format", default="webp", show_default=True, metavar="|".join(FORMATS)
)
@click.option(
    "--option",
    "options",
    multiple=True,
    metavar="STYLE.NAME=VALUE",
)
@click.option("--pack", metavar="A,B,C")
@click.option("--garment", metavar="NAME|own|any")
@click.option("--world", metavar="NAME|COLOR|own|any|none")
@click.option("--prop", metavar="NAME|none|any")
@click.option("--pose", metavar="NAME|straight|lively")
@click.option("--hair", metavar="COLOR|natural")
@click.option(
    "--badge/--no-badge",
    default=None,
)
@click.option("--workers", metavar="N", type=whole_number)
@language_option
@json_option
def make(  # noqa: PLR0913  (one parameter per option)
    photos: tuple[Path, ...],
    *,
    strict: bool,
    engine: str,
    styles: str | None,
    prompt: str | None,
    count: int,
    size_px: int,
    seed: int,
    out: Path,
    file_format: Format,
    options: tuple[str, ...],
    badge: bool | None,
    workers: int | None,
    language: Language,
    as_json: bool,
    **everywhere: str | None,
) -> int:
    """Make avatars from 3 to 10 photos of one person."""
    opened = open_chosen_engine(engine)
    cards = opened.cards
    order = ask_order(
        open_catalogue(opened),
        styles=[name.strip() for name in styles.split(",")] if styles else None,
        options=split_options(options),
        everywhere={name: value for name, value in everywhere.items() if value is not None},
        prompt=prompt,
        count=count,
        size_px=size_px,
        seed=seed,
    )
    if file_format not in FORMATS:
        raise InputRefused("format_unknown", format=file_format, known=", ".join(FORMATS))
    if file_format == "jpeg" and any(option.transparent for option in order.options.values()):
        raise InputRefused("transparent_jpeg")
    workers = choose_workers(workers, opened)
    opened.check_ready()
    labeller = replace(open_labeller(), badge=badge, badge_language=language)
    files = collect_photos(photos)
    made: list[Avatar] = []
    try:
        setup = ProcessSetup(engine, file_format, labeller, open_gate(engine), diffusion_settings())
        moderator = open_moderator()
        with Dealer(setup, min(workers, count)).running() as dealer:
            admission = admit_photos(files, dealer.pool, moderator=moderator)
            show_verdicts(admission.verdicts, language, as_json=as_json, err=True)
            subject = _require_subject(admission, strict=strict)
            prepare_folder(out)
            _say(as_json, event="plan", styles=order.styles, count=count, seed=seed, size=size_px)
            drawing = text("drawing", language)
            with drawing_bar(drawing, count=count, hidden=as_json) as bar:
                tell_step = partial(_tell_step, bar, as_json)
                for avatar in make_avatars(
                    order, subject, dealer, moderator=moderator, on_step=tell_step
                ):
                    name = write_avatar(avatar, out, file_format)
                    made.append(avatar)
                    bar.avatar_made()
                    _say(as_json, event="avatar", file=name, **describe(avatar))
    except KeyboardInterrupt:
        click.echo(text("interrupted", language, made=len(made), path=str(out)), err=True)
        return 130
    finish(made, out, order, [cards[style] for style in order.styles], labeller)
    _say(as_json, event="done", count=len(made))
    if not as_json:
        click.echo(text("done", language, made=len(made), path=str(out)))
    return 0


def split_options(given: Sequence[str]) -> dict[str, dict[str, Value]]:
    """Read STYLE.NAME=VALUE; the last of two equal ones counts."""
    chosen: dict[str, dict[str, Value]] = {}
    for word in given:
        place, equals, value = word.partition("=")
        style, dot, name = place.partition(".")
        if not (equals and dot and style and name and value):
            raise InputRefused("option_unreadable", given=word)
        chosen.setdefault(style, {})[name] = value
    return chosen


def write_avatar(avatar: Avatar, out: Path, file_format: Format) -> str:
    """Write one file under its final name at once, so that no half file is ever seen."""
    name = f"{avatar.assignment.index:02d}-{avatar.assignment.style}.{file_format}"
    write_whole(out / name, avatar.file or b"")
    return name


def finish(
    made: Sequence[Avatar],
    out: Path,
    order: Order,
    cards: Sequence[StyleCard],
    labeller: Labeller,
) -> None:
    """Write contact sheet and manifest."""
    ordered = sorted(made, key=lambda avatar: avatar.assignment.index)
    files = [avatar.file for avatar in ordered if avatar.file]
    write_whole(out / "contact-sheet.jpg", write_contact_sheet(files, cards, labeller))
    manifest = {
        "styles": order.styles,
        "count": order.count,
        "size": order.size_px,
        "seed": order.seed,
        "avatars": [describe(avatar) for avatar in ordered],
    }
    write_whole(out / "manifest.json", json.dumps(manifest, indent=2).encode())


def describe(avatar: Avatar) -> dict[str, str | int | float]:
    """Return what is told of an avatar; photos have numbers, never names."""
    assignment = avatar.assignment
    return {
        "index": assignment.index,
        "style": assignment.style,
        "photo": assignment.photo,
        "seed": assignment.seed,
        "variation": assignment.variation,
        "likeness": round(avatar.score.source_distance, 3),
        "resemblance": tell_likeness(avatar.score.source_distance).value,
        "skin": tell_skin(avatar.score).value,
        "seconds": round(avatar.seconds, 2),
        **assignment.staging.told,
    }


def _require_subject(admission: Admission, *, strict: bool) -> Subject:
    refused = [v for v in admission.verdicts if not v.decision.usable]
    if strict and refused:
        raise InputRefused("photos_refused_strict", refused=len(refused))
    return require_subject(admission)


def _tell_step(bar: DrawingBar, as_json: bool, step: StepDone) -> None:  # noqa: FBT001
    bar.step_done(step)
    _say(as_json, event="step", avatars=step.indexes, done=step.done, total=step.total)


def _say(as_json: bool, **line: object) -> None:  # noqa: FBT001  (reads as a condition)
    if as_json:
        click.echo(json.dumps(line))
