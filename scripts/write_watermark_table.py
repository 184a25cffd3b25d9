"""Write into docs/provenance.md what the mark survives, from benchmarks/results/watermark.json."""

import json
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "provenance.md"
RESULT = ROOT / "benchmarks" / "results" / "watermark.json"
START, END = "<!-- watermark -->\n", "<!-- end of watermark -->\n"


def with_table(page: str) -> str:
    """Return the page with its table as the benchmark measured last."""
    before, _, rest = page.partition(START)
    after = rest.partition(END)[2]
    attacks = json.loads(RESULT.read_text())["attacks"]
    rows = "".join(
        f"| {name} | {row['avatars']} | {row['share_found']:.1%} | {row['share_read']:.1%} "
        f"| {row['lowest_score']:.1f} | {_worst(row)} |\n"
        for name, row in attacks.items()
    )
    head = (
        "| after | avatars | found, known | read, unknown | lowest score | weakest style |\n"
        "|---|---|---|---|---|---|\n"
    )
    return f"{before}{START}{head}{rows}{END}{after}"


def _worst(row: dict[str, object]) -> str:
    share = row["share_read_in_worst_style"]
    return "" if share == 1 else f"{row['worst_style']}, read {share:.0%}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
