"""Painters are shared out: all for one, equally for many, and without needless preparation."""

import itertools
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from trombine.studio.fairness import QUANTUM, Pile, Streak, choose_pile

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def pile(user: str, photo: int, *, planned: int = 10) -> Pile:
    return Pile(f"order-of-{user}", user, photo, NOON, planned=planned, drawing=0)


def draw(piles: list[Pile], *, processes: int, pictures: int) -> list[Pile]:
    """Let processes take turns in drawing one picture each; return what was drawn, in order."""
    hands: list[tuple[Pile | None, int]] = [(None, 0)] * processes
    drawn: list[Pile] = []
    for step in range(pictures):
        last, streak = hands[step % processes]
        if last is not None:  # what it drew before is done
            piles = [replace(p, drawing=p.drawing - 1) if same(p, last) else p for p in piles]
        chosen = choose_pile(piles, last=last, streak=streak)
        if chosen is None:
            break
        now = NOON + timedelta(seconds=step)
        drawn.append(chosen)
        piles = [
            replace(p, planned=p.planned - 1, drawing=p.drawing + 1, served_at=now)
            if same(p, chosen)
            else p
            for p in piles
        ]
        on_it = streak + 1 if last and same(chosen, last) else 1
        hands[step % processes] = (chosen, on_it)
    return drawn


def same(one: Pile, other: Pile) -> bool:
    return (one.order_id, one.photo) == (other.order_id, other.photo)


def changes(drawn: list[Pile], processes: int) -> int:
    lanes = [drawn[number::processes] for number in range(processes)]
    return sum(not same(a, b) for lane in lanes for a, b in itertools.pairwise(lane))


def test_a_lone_user_has_every_process_each_on_a_photo_of_its_own() -> None:
    drawn = draw([pile("ada", 1), pile("ada", 2), pile("ada", 3)], processes=2, pictures=30)
    assert len(drawn) == 30
    assert drawn[0].photo != drawn[1].photo
    assert changes(drawn, 2) <= 2


def test_three_users_share_two_processes_equally() -> None:
    piles = [pile(user, photo) for user in ("ada", "bob", "eve") for photo in (1, 2, 3)]
    shares = Counter(p.user_id for p in draw(piles, processes=2, pictures=12 * QUANTUM))
    assert max(shares.values()) - min(shares.values()) <= QUANTUM


def test_sharing_costs_few_changes_of_photo() -> None:
    piles = [pile(user, photo) for user in ("ada", "bob", "eve") for photo in (1, 2, 3)]
    drawn = draw(piles, processes=2, pictures=40)
    assert changes(drawn, 2) <= 40 / QUANTUM + 2


def test_who_comes_late_is_served_next() -> None:
    busy = [replace(pile("ada", 1), drawing=2, served_at=NOON), pile("bob", 1)]
    chosen = choose_pile(busy, last=busy[0], streak=QUANTUM)
    assert chosen is not None
    assert chosen.user_id == "bob"


def test_two_orders_of_one_user_count_as_one() -> None:
    second = replace(pile("ada", 1), order_id="second")
    piles = [pile("ada", 1), second, pile("bob", 1)]
    shares = Counter(p.user_id for p in draw(piles, processes=2, pictures=4 * QUANTUM))
    assert abs(shares["ada"] - shares["bob"]) <= QUANTUM


def test_nothing_waits_so_nothing_is_chosen() -> None:
    assert choose_pile([replace(pile("ada", 1), planned=0)], last=None, streak=0) is None


def test_who_has_fewer_processes_is_next_even_if_served_last() -> None:
    later = NOON + timedelta(minutes=1)
    second = replace(pile("ada", 1), order_id="ada-again", drawing=1, served_at=NOON)
    piles = [
        replace(pile("ada", 1), drawing=1, served_at=NOON),
        second,
        replace(pile("bob", 1), drawing=1, served_at=later),
    ]

    chosen = choose_pile(piles, last=None, streak=0)

    assert chosen is not None
    assert chosen.user_id == "bob"  # one process against two, though in two orders


def test_processes_on_what_has_nothing_left_to_draw_count_as_well() -> None:
    piles = [
        replace(pile("ada", 1, planned=0), drawing=2, served_at=NOON),
        replace(pile("ada", 2), served_at=NOON),
        replace(pile("bob", 1), drawing=1, served_at=NOON + timedelta(minutes=1)),
    ]

    chosen = choose_pile(piles, last=None, streak=0)

    assert chosen is not None
    assert chosen.user_id == "bob"


def test_among_equals_who_was_served_longest_ago_is_next() -> None:
    piles = [
        replace(pile("ada", 1), drawing=1, served_at=NOON + timedelta(minutes=1)),
        replace(pile("bob", 1), drawing=1, served_at=NOON),
    ]

    chosen = choose_pile(piles, last=None, streak=0)

    assert chosen is not None
    assert chosen.user_id == "bob"


def test_a_photo_nobody_draws_comes_before_one_with_more_left() -> None:
    piles = [
        replace(pile("ada", 1, planned=10), drawing=1),
        replace(pile("ada", 2, planned=3), drawing=0),
    ]

    chosen = choose_pile(piles, last=None, streak=0)

    assert chosen is not None
    assert chosen.photo == 2


def test_of_photos_that_are_drawn_the_one_with_most_left_is_next_however_many_draw_it() -> None:
    piles = [
        replace(pile("ada", 1, planned=9), drawing=1),
        replace(pile("ada", 2, planned=10), drawing=2),
    ]

    chosen = choose_pile(piles, last=None, streak=0)

    assert chosen is not None
    assert chosen.photo == 2


def test_the_older_order_of_a_user_comes_first() -> None:
    piles = [
        replace(pile("ada", 1), order_id="a-new-one", started_at=NOON + timedelta(minutes=1)),
        replace(pile("ada", 1), order_id="the-old-one", planned=1),
    ]

    chosen = choose_pile(piles, last=None, streak=0)

    assert chosen is not None
    assert chosen.order_id == "the-old-one"


def test_a_painter_changes_after_four_pictures_where_others_wait() -> None:
    mine = replace(pile("ada", 1), drawing=1, served_at=NOON)
    piles = [mine, pile("bob", 1)]

    users = [
        chosen.user_id if (chosen := choose_pile(piles, last=mine, streak=streak)) else None
        for streak in (1, 2, 3, 4, 5)
    ]

    assert users == ["ada", "ada", "ada", "bob", "bob"]


def test_a_streak_grows_on_one_photo_of_one_order_and_begins_anew_on_another() -> None:
    streak = Streak()
    assert (streak.last, streak.length) == (None, 0)

    lengths = []
    for drawn, count in (
        (pile("ada", 1), 1),
        (pile("ada", 1), 3),
        (pile("ada", 2), 2),
        (replace(pile("ada", 2), order_id="another"), 1),
    ):
        streak.note(drawn, count)
        lengths.append(streak.length)

    assert lengths == [1, 4, 2, 1]
    assert streak.last == replace(pile("ada", 2), order_id="another")
