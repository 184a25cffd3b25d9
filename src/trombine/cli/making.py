"""What ``trombine make`` does: photos are judged, avatars are drawn into a folder of their own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from trombine.bootstrap import (
    choose_workers,
    diffusion_settings,
    open_catalogue,
    open_chosen_engine,
    open_gate,
    open_labeller,
    open_moderator,
)
from trombine.bootstrap.files import PhotoFile, collect_photos, write_whole
from trombine.cli.contact_sheet import write_contact_sheet
from trombine.cli.make import FORMATS
from trombine.cli.progress import DrawingBar, drawing_bar
from trombine.cli.runs import SHEET, Run, begun_on, name_run, opened_run
from trombine.cli.signals import ended_by
from trombine.cli.verdicts import show_verdicts
from trombine.cli.voice import Voice, shown_name
from trombine.domain.catalogue import today
from trombine.domain.options import Value
from trombine.domain.order import Order
from trombine.domain.subject import Admission, Subject
from trombine.engines.base import Engine
from trombine.errors import InputRefused
from trombine.i18n import text
from trombine.imaging.codec import Format
from trombine.intake.admission import require_subject
from trombine.pipeline import admit_photos, make_avatars
from trombine.planning import ask_order
from trombine.studio.dealing import Dealer
from trombine.studio.messages import ProcessSetup, StepDone

EVERYWHERE = ("pack", "garment", "world", "prop", "pose", "hair")


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for on the command line, one field an option.

    The last six hold for every style; see ``library.studio.Everywhere``.
    """

    photos: tuple[Path, ...]
    strict: bool
    engine: str
    styles: str | None
    prompt: str | None
    count: int
    size_px: int
    seed: int
    out: Path
    overwrite: bool
    file_format: Format
    options: tuple[str, ...]
    badge: bool | None
    workers: int | None
    pack: str | None
    garment: str | None
    world: str | None
    prop: str | None
    pose: str | None
    hair: str | None


def make_as_wished(wish: Wish, voice: Voice) -> int:
    """Make the avatars, or those a run that was stopped still lacks; return the exit code."""
    opened = open_chosen_engine(wish.engine)
    day = begun_on(wish.out, today())
    order = _order_of(wish, opened, day)
    workers = choose_workers(wish.workers, opened)
    opened.check_ready()
    labeller = replace(open_labeller(), badge=wish.badge, badge_language=voice.language)
    cards = [opened.cards[style] for style in order.styles]
    files = collect_photos(wish.photos)
    badged = voice.language if any(map(labeller.shows_badge, cards)) else ""
    digest = name_run(order, files, wish.file_format, badge=badged)
    asked = Run(wish.out, order, wish.file_format, digest, day)
    with opened_run(asked, overwrite=wish.overwrite) as run:
        try:
            _tell_kept(run, voice)
            lacks_sheet = not (run.is_complete and (run.out / SHEET).exists())
            if not run.is_complete:
                setup = ProcessSetup(
                    wish.engine,
                    wish.file_format,
                    labeller,
                    open_gate(wish.engine),
                    diffusion_settings(),
                )
                dealer = Dealer(setup, min(workers, order.count - len(run.finished)))
                _draw(run, files, dealer, voice, strict=wish.strict)
            if lacks_sheet:
                write_whole(run.out / SHEET, write_contact_sheet(run.read_files(), cards, labeller))
        except KeyboardInterrupt as end:
            _tell_count("interrupted", run, voice.aloud, err=True)
            return ended_by(end)
    _tell_count("done", run, voice)
    return 0


def _tell_count(code: str, run: Run, voice: Voice, *, err: bool = False) -> None:
    """Tell how a run ended, and how many pictures lie in its folder."""
    made = len(run.finished)
    words = text(code, voice.language, made=made, path=shown_name(run.out))
    voice.tell(words, err=err, event=code, count=made)


def _order_of(wish: Wish, engine: Engine, day: date) -> Order:
    """Return the order a command line asks for."""
    chosen = {name: getattr(wish, name) for name in EVERYWHERE}
    order = ask_order(
        open_catalogue(engine),
        styles=[name.strip() for name in wish.styles.split(",")] if wish.styles else None,
        options=split_options(wish.options),
        everywhere={name: value for name, value in chosen.items() if value is not None},
        prompt=wish.prompt,
        count=wish.count,
        size_px=wish.size_px,
        seed=wish.seed,
        day=day,
    )
    if wish.file_format not in FORMATS:
        raise InputRefused("format_unknown", format=wish.file_format, known=", ".join(FORMATS))
    if wish.file_format == "jpeg" and any(each.transparent for each in order.options.values()):
        raise InputRefused("transparent_jpeg")
    return order


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


def _tell_kept(run: Run, voice: Voice) -> None:
    """Tell what an earlier start of the run has left."""
    if not run.finished:
        return
    made, path = len(run.finished), shown_name(run.out)
    if not voice.as_json:
        voice.tell(
            text("kept", voice.language, made=made, count=run.order.count, path=path), err=True
        )
    for index in sorted(run.finished):
        each = run.finished[index]
        voice.note({"event": "avatar", "file": each.name, "kept": True, **each.told})


def _draw(
    run: Run, files: Sequence[PhotoFile], dealer: Dealer, voice: Voice, *, strict: bool
) -> None:
    """Judge the photos, and draw what the run still lacks."""
    order, moderator = run.order, open_moderator()
    with dealer.running():
        admission = admit_photos((file.content for file in files), dealer.pool, moderator=moderator)
        show_verdicts(admission.verdicts, files, voice, err=True)
        subject = _require_subject(admission, strict=strict)
        run.note()
        plan = {"event": "plan", "styles": order.styles, "count": order.count}
        plan |= {"seed": order.seed, "size": order.size_px, "kept": len(run.finished)}
        voice.note(plan)
        hidden = voice.as_json or voice.is_quiet
        missing = order.count - len(run.finished)
        with drawing_bar(text("drawing", voice.language), count=missing, hidden=hidden) as bar:
            drawn = make_avatars(
                order,
                subject,
                dealer,
                moderator=moderator,
                on_step=partial(_tell_step, bar, voice),
                finished=run.glances,
            )
            for avatar in drawn:
                kept = run.keep(avatar)
                bar.avatar_made()
                voice.note({"event": "avatar", "file": kept.name, "kept": False, **kept.told})


def _require_subject(admission: Admission, *, strict: bool) -> Subject:
    refused = [v for v in admission.verdicts if not v.decision.usable]
    if strict and refused:
        raise InputRefused("photos_refused_strict", refused=len(refused))
    return require_subject(admission)


def _tell_step(bar: DrawingBar, voice: Voice, step: StepDone) -> None:
    bar.step_done(step)
    voice.note({"event": "step", "avatars": step.indexes, "done": step.done, "total": step.total})
