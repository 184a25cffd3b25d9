"""Whose picture is drawn next: one user alone has every process, several have equal shares."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

QUANTUM = 4
"""Pictures a process draws of one photo before others who wait have their turn; a photo has to be
prepared anew for each process that changes to it, which takes as long as three pictures."""
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Pile:
    """The pictures of one order to draw from one photo: so many wait, so many are being drawn."""

    order_id: str
    user_id: str
    photo: int
    started_at: datetime
    planned: int
    drawing: int
    served_at: datetime | None = None


def choose_pile(piles: Sequence[Pile], *, last: Pile | None, streak: int) -> Pile | None:
    """Return where a process goes next: it stays on its photo while that is fair.

    Otherwise it goes to the user with fewest processes, among equals to who has waited longest; of
    their orders to the oldest, and there to the photo nobody draws with most left.
    """
    waiting = [pile for pile in piles if pile.planned]
    if not waiting:
        return None
    alone = len({pile.user_id for pile in waiting}) == 1
    if last is not None and (alone or streak < QUANTUM):
        same = [p for p in waiting if (p.order_id, p.photo) == (last.order_id, last.photo)]
        if same:
            return same[0]
    served = {user: _served_at(piles, user) for user in {pile.user_id for pile in waiting}}
    processes = {user: sum(p.drawing for p in piles if p.user_id == user) for user in served}
    return min(
        waiting,
        key=lambda pile: (
            processes[pile.user_id],
            served[pile.user_id],
            pile.user_id,
            pile.started_at,
            pile.order_id,
            pile.drawing > 0,
            -pile.planned,
            pile.photo,
        ),
    )


def _served_at(piles: Sequence[Pile], user_id: str) -> datetime:
    return max((p.served_at or NEVER for p in piles if p.user_id == user_id), default=NEVER)


@dataclass(slots=True)
class Streak:
    """What a process drew last, and how many pictures of it in a row."""

    last: Pile | None = None
    length: int = 0

    def note(self, pile: Pile, count: int) -> None:
        """Add so many pictures of this pile."""
        last = self.last
        same = last and (last.order_id, last.photo) == (pile.order_id, pile.photo)
        self.length = self.length + count if same else count
        self.last = pile
