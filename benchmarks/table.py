"""Put what was measured of every style and skin into the README, from the files in ``results``.

::

    python benchmarks/table.py
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
RESULTS = Path(__file__).parent / "results"
PREPARATION = "preparation"
GROUPS = ("very light", "light", "intermediate", "tan", "brown", "dark")
SKIN_HEAD = (
    f"| skin, dL (people) | {' | '.join(GROUPS)} | dL per 10 L | hue |",
    "|---" * (len(GROUPS) + 3) + "|",
)
HEAD = ("| style | distance | recognized | at 48 px | skin, abs. dL |", "|---|---|---|---|---|")


def write_table() -> str:
    """Return the table, a row a style."""
    likeness, circles, fairness = (
        json.loads((RESULTS / f"{name}.json").read_text())
        for name in ("likeness", "circles", "fairness")
    )
    rows = []
    for slug in sorted(slug for slug, figures in likeness.items() if isinstance(figures, dict)):
        skin = fairness.get(slug, {})
        cells = (
            slug,
            f"{likeness[slug]['mean_distance']:.2f}",
            _tell_share(likeness[slug]),
            _tell_share(circles.get(slug, {})),
            _tell_skin(skin),
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join([*HEAD, *rows])


def _tell_share(figures: Mapping[str, object]) -> str:
    """Return the share that is recognized, with its interval where one was kept."""
    if "share_recognized" not in figures:
        return "–"
    share = f"{figures['share_recognized']:.0%}"
    interval = figures.get("share_recognized_interval")
    if not isinstance(interval, list):
        return share
    low, high = interval
    return f"{share} ({low:.0%} to {high:.0%})"


def _tell_skin(figures: Mapping[str, object]) -> str:
    """Return what becomes of skin in a style, in few words; a dash where it was not measured."""
    if "median_abs_dL" in figures:
        return f"{figures['median_abs_dL']:.1f}"
    order = figures.get("rank_correlation_of_L")
    return "–" if order is None else f"recolors, order {order:.2f}"


def write_skin_table(fairness: Mapping[str, object]) -> str:
    """Return the table of what becomes of skin, a row a style of natural color."""
    rows = []
    for slug, figures in sorted(fairness.items(), key=lambda row: (row[0] != PREPARATION, row[0])):
        if not isinstance(figures, dict) or "groups" not in figures:
            continue
        groups = [figures["groups"].get(name) for name in GROUPS]
        slope, low, high = figures["dL_per_10_L"]
        cells = (
            slug,
            *(
                "" if group is None else f"{group['dL']:+.1f} ({group['people']})"
                for group in groups
            ),
            f"{slope:+.1f} ({low:+.1f} to {high:+.1f})",
            f"{figures['median_abs_dhue_deg']:.1f}°",
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join([*SKIN_HEAD, *rows])


def main() -> None:
    """Replace the tables of the README."""
    readme = README.read_text()
    fairness = json.loads((RESULTS / "fairness.json").read_text())
    for head, written in ((HEAD, write_table()), (SKIN_HEAD, write_skin_table(fairness))):
        table = re.compile(re.escape(head[0]) + r"\n(\|.*\n?)+")
        readme = table.sub(written + "\n", readme, count=1)
    README.write_text(readme)


if __name__ == "__main__":
    main()
