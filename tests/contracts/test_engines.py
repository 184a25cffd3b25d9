"""What holds over all engines together."""

from collections import Counter

from trombine.engines.registry import ENGINES, open_engine


def test_no_two_styles_of_all_engines_share_a_slug() -> None:
    slugs = Counter(slug for engine in ENGINES for slug in open_engine(engine).cards)

    assert [slug for slug, count in slugs.items() if count > 1] == []
