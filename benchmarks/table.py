"""Put what was measured of every style into the README, from the files in ``results``.

::

    python benchmarks/table.py
"""

import json
import re
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
RESULTS = Path(__file__).parent / "results"
HEAD = ("| style | distance | recognized | at 48 px | skin, abs. dL |", "|---|---|---|---|---|")


def write_table() -> str:
    """Return the table, a row a style."""
    likeness, circles, fairness = (
        json.loads((RESULTS / f"{name}.json").read_text())
        for name in ("likeness", "circles", "fairness")
    )
    rows = []
    for slug in sorted(slug for slug in likeness if slug != "people"):
        drift = fairness[slug].get("median_abs_dL")
        cells = (
            slug,
            f"{likeness[slug]['mean_distance']:.2f}",
            f"{likeness[slug]['share_recognized']:.0%}",
            f"{circles[slug]['share_recognized']:.0%}",
            "recolors" if drift is None else f"{drift:.1f}",
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join([*HEAD, *rows])


def main() -> None:
    """Replace the table of the README."""
    before = README.read_text()
    table = re.compile(re.escape(HEAD[0]) + r"\n(\|.*\n?)+")
    README.write_text(table.sub(lambda _: write_table() + "\n", before, count=1))


if __name__ == "__main__":
    main()
