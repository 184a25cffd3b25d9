"""What is staged is told by kind, and nothing where nothing is."""

from trombine.domain.order import NOTHING_STAGED, Staging


def test_what_is_staged_is_told_by_kind() -> None:
    assert Staging(pose="turned", world="aurora").told == {"pose": "turned", "world": "aurora"}
    assert NOTHING_STAGED.told == {}
