"""A studio for programs: drawing processes that stay warm from one order to the next."""

import asyncio
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType, TracebackType
from typing import Self, TypedDict, Unpack, cast

from trombine.bootstrap import (
    choose_workers,
    diffusion_settings,
    open_catalogue,
    open_chosen_engine,
    open_gate,
    open_moderator,
)
from trombine.domain.options import Value
from trombine.domain.order import DEFAULT_ENGINE, Order
from trombine.domain.photo import Verdict
from trombine.domain.style import StyleCard
from trombine.domain.text import Language
from trombine.errors import ArgumentInvalid, OrderFailed, TrombineError, WorkerLost
from trombine.intake.admission import require_subject
from trombine.library.avatar import Avatar
from trombine.library.photos import Photo, read_photos
from trombine.library.telling import telling
from trombine.moderation.moderator import Moderator
from trombine.pipeline import admit_photos, make_avatars
from trombine.planning import ask_order
from trombine.studio.dealing import Dealer, RunningOrder
from trombine.studio.messages import ProcessSetup, StepDone

Options = Mapping[str, Mapping[str, Value]]
NOTHING_SET: Options = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an order is.

    Parameters
    ----------
    made
        So many of ``count`` avatars are finished.
    verdicts
        On the photos, in the order given; empty until they were judged.
    steps, of
        How far an engine that works in steps is with what it draws now; 0 of 0 where none are told.
    """

    made: int
    count: int
    verdicts: tuple[Verdict, ...] = ()
    steps: int = 0
    of: int = 0


class Everywhere(TypedDict, total=False):
    """What may be chosen for all styles of an order at once; what is left out is varied.

    Parameters
    ----------
    pack
        Names of packs, joined by commas.
    pose, garment, world, prop
        A name; ``straight``, ``own``, ``own``, ``none``: as photographed; ``lively``, ``any``:
        always another. A world may also be a palette, a color or ``none``, as ``background`` is.
    hair
        A color, or ``natural``.
    """

    pack: str
    pose: str
    garment: str
    world: str
    prop: str
    hair: str


class Studio:
    """Makes avatars; open it once and use it for many people, from any thread.

    >>> with Studio() as studio:
    ...     for avatar in studio.make("photos", styles=["painted"], count=6):
    ...         avatar.save(f"{avatar.assignment.index}.webp")

    Processes are started on first use, by a module of ours: no ``if __name__`` guard is needed, and
    it works in notebooks, threads and daemonic processes.

    Parameters
    ----------
    engine
        ``portrait`` draws on any CPU; others see docs/engines.md.
    workers
        Processes that draw, each on a core; 2 when not given.
    moderator
        Brings another policy, a list of known abuse or a host's own checks.
    remember_s
        So long after an order the processes remember the person, in memory alone, so that another
        order of the same photos begins at once; 0: they forget at once.
    language
        Of what errors say.

    Raises
    ------
    InputRefused
        ``engine_unknown``, ``workers_out_of_range``, or what the engine misses on this machine.
    """

    def __init__(
        self,
        *,
        engine: str = DEFAULT_ENGINE,
        workers: int | None = None,
        moderator: Moderator | None = None,
        remember_s: float = 60.0,
        language: Language = "en",
    ) -> None:
        self.language = language
        with telling(language):
            _check_type("engine", engine, str, "the name of an engine")
            _check_type("workers", workers, int | None, "a whole number")
            _check_type("remember_s", remember_s, int | float, "a number of seconds")
            opened = open_chosen_engine(engine)
            workers = choose_workers(workers, opened)
            opened.check_ready()
            self._engine, self._moderator = engine, moderator or open_moderator()
            self._catalogue = open_catalogue(opened)
            setup = ProcessSetup(engine, gate=open_gate(engine), diffusion=diffusion_settings())
        self.dealer = Dealer(setup, workers, remember_s)
        self._lock = threading.Lock()
        self._started = self._closed = False

    @property
    def styles(self) -> Mapping[str, StyleCard]:
        """The cards of the styles there are, by slug."""
        return dict(self._catalogue.styles)

    def check(self, photos: Photo | Iterable[Photo]) -> tuple[Verdict, ...]:
        """Return a verdict for each photo, in the order given; its findings say why.

        Raises
        ------
        InputRefused
            ``path_missing``, ``no_photos_in_folder``, ``too_many_photos``, ``argument_invalid``.
        OrderFrozen
            A photo is on the moderator's list of known abuse.
        """
        with telling(self.language):
            files = read_photos(photos)
            return admit_photos(files, self._start().pool, moderator=self._moderator).verdicts

    def make(  # noqa: PLR0913  (one parameter per thing that may be asked)
        self,
        photos: Photo | Iterable[Photo],
        *,
        styles: str | Sequence[str] | None = None,
        prompt: str | None = None,
        count: int = 30,
        size_px: int = 1024,
        seed: int = 0,
        options: Options = NOTHING_SET,
        on_progress: Callable[[Progress], None] | None = None,
        timeout_s: float | None = None,
        **everywhere: Unpack[Everywhere],
    ) -> "Making":
        """Return the avatars, to be gone through as they are ready, with ``for`` or ``async for``.

        Without ``styles`` each engine has some of its own. ``prompt`` says in one's own words what
        the diffusion engine is to show. ``options`` sets what a style offers: ``{"painted":
        {"background": "navy"}}``; with the background ``none``, ``avatar.cutout`` covers the
        figure. ``pack``, ``pose``, ``garment``, ``world``, ``prop`` and ``hair`` hold for every
        style that is set nothing else. ``on_progress`` is called by the thread that waits for
        avatars. What is not finished after ``timeout_s`` is stopped.

        Raises
        ------
        InputRefused
            What was asked cannot be done; ``code`` says why, the text how to mend it. Photos are
            judged when the first avatar is waited for: see ``Making``.
        """
        with telling(self.language):
            _check_choices(styles, prompt, options, everywhere)
            for name, number in (("count", count), ("size_px", size_px), ("seed", seed)):
                _check_type(name, number, int, "a whole number")
            order = ask_order(
                self._catalogue,
                styles=[styles] if isinstance(styles, str) else styles,
                options=options,
                everywhere=cast("Mapping[str, Value]", everywhere),
                prompt=prompt,
                count=count,
                size_px=size_px,
                seed=seed,
            )
            _check_type("timeout_s", timeout_s, float | int | None, "a number of seconds")
            return Making(self, order, read_photos(photos), on_progress, timeout_s)

    def close(self) -> None:
        """End the processes; what is being drawn is given up."""
        with self._lock:
            self._closed = True
        if self._started:
            self.dealer.pool.stop()

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Studio {self._engine}, {self.dealer.workers} workers>"

    def _start(self) -> Dealer:
        with self._lock:
            if self._closed:
                raise WorkerLost("studio_closed")
            if not self._started:
                self.dealer.pool.start()
                self._started = True
        return self.dealer


def _check_choices(
    styles: str | Sequence[str] | None,
    prompt: str | None,
    options: Options,
    everywhere: Everywhere,
) -> None:
    named = [styles] if isinstance(styles, str) else styles
    _check_type("styles", named, Sequence | None, "names of styles")
    for style in named or ():
        _check_type("styles", style, str, "names of styles")
    _check_type("prompt", prompt, str | None, "words")
    _check_type("options", options, Mapping, "a mapping from styles to their options")
    for style, given in options.items():
        takes = "a mapping from names to values"
        _check_type(f"options[{style!r}]", given, Mapping, takes)
    for name, chosen in everywhere.items():
        _check_type(name, chosen, str, "a name")


class Making:
    """The avatars of one order, as they are ready.

    Photos are judged when the first is waited for; what is raised then and later:

    - PhotosRefused, ``too_few_photos``: ``verdicts`` and the text say which photo, and why.
    - OrderFailed: too few pictures looked like the person or were fit, ``cancelled_by_caller``,
      ``time_allowed_over``.
    - OrderFrozen: a photo is on the moderator's list of known abuse.

    Leaving the loop, ``close``, and ``cancel`` from another thread end what is drawn.
    """

    def __init__(
        self,
        studio: Studio,
        order: Order,
        files: Sequence[bytes],
        on_progress: Callable[[Progress], None] | None,
        timeout_s: float | None,
    ) -> None:
        self.order, self.verdicts = order, tuple[Verdict, ...]()
        self._studio, self._files = studio, files
        self._on_progress, self._timeout_s = on_progress, timeout_s
        self._lock = threading.Lock()
        self._fault: TrombineError | None = None
        self._running: RunningOrder | None = None
        self._made = 0
        self._avatars = self._draw()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Avatar:
        with telling(self._studio.language):
            return next(self._avatars)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Avatar:
        try:
            avatar = await asyncio.to_thread(next, self, None)
        except asyncio.CancelledError:
            self.cancel()
            raise
        if avatar is None:
            raise StopAsyncIteration
        return avatar

    def cancel(self) -> None:
        """End the order, from any thread; who waits for the next avatar is told so."""
        self._end(OrderFailed("cancelled_by_caller"))

    def close(self) -> None:
        """End the order and forget the photos."""
        self._avatars.close()

    def __repr__(self) -> str:
        return f"<Making {self.order.count} avatars in {', '.join(self.order.styles)}>"

    def _draw(self) -> Generator[Avatar]:
        dealer, moderator = self._studio._start(), self._studio._moderator  # noqa: SLF001
        with self._within_time():
            files, self._files = self._files, ()
            admission = admit_photos(files, dealer.pool, moderator=moderator)
            self.verdicts = admission.verdicts
            subject = require_subject(admission)
            self._tell(0)
            drawn = make_avatars(
                self.order,
                subject,
                dealer,
                moderator=moderator,
                on_step=self._tell_step,
                on_begin=self._note,
            )
            for made, avatar in enumerate(drawn, start=1):
                self._made = made
                self._tell(made)
                yield Avatar.of(avatar, self._studio.language)

    @contextmanager
    def _within_time(self) -> Iterator[None]:
        """End the order when the time allowed is over, unless the block has ended before."""
        if self._timeout_s is None:
            yield
            return
        over = OrderFailed("time_allowed_over", seconds=self._timeout_s)
        timer = threading.Timer(self._timeout_s, self._end, [over])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _note(self, running: RunningOrder) -> None:
        """Keep what ends the order, and end it at once where that was asked before."""
        with self._lock:
            self._running = running
            fault = self._fault
        if fault is not None:
            raise fault

    def _end(self, fault: TrombineError) -> None:
        with self._lock:
            self._fault = self._fault or fault
            running = self._running
        if running is not None:
            running.cancel(self._fault)

    def _tell(self, made: int, steps: int = 0, of: int = 0) -> None:
        if self._on_progress is not None:
            told = Progress(made, self.order.count, self.verdicts, steps, of)
            self._on_progress(told)

    def _tell_step(self, step: StepDone) -> None:
        self._tell(self._made, step.done, step.total)


def _check_type(name: str, given: object, kind: object, takes: str) -> None:
    fits = isinstance(given, kind)  # type: ignore[arg-type]  # a type or a union of types
    if not fits or isinstance(given, bool):
        raise ArgumentInvalid(
            "argument_invalid", name=name, takes=takes, given=type(given).__name__
        )
