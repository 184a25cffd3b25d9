"""The bar that fills while avatars are made; an engine with steps fills it step by step."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from trombine.studio.messages import StepDone


class DrawingBar:
    """How far an order is."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress, self._task = progress, task
        self._made = 0
        self._batch: tuple[int, ...] = ()
        self._made_before_batch = 0

    def avatar_made(self) -> None:
        """Count one more."""
        self._made += 1
        if not self._batch:  # else the steps say more
            self._progress.update(self._task, completed=self._made)

    def step_done(self, step: StepDone) -> None:
        """Count the share of a batch that is imagined."""
        if step.indexes != self._batch:
            self._batch, self._made_before_batch = step.indexes, self._made
        share = len(step.indexes) * step.done / step.total
        self._progress.update(self._task, completed=self._made_before_batch + share)


@contextmanager
def drawing_bar(words: str, *, count: int, hidden: bool) -> Iterator[DrawingBar]:
    """Show a bar on stderr, if that is a terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=hidden or not console.is_terminal) as progress:
        yield DrawingBar(progress, progress.add_task(words, total=count))
