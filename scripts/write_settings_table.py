"""Write the table of settings into docs/operations.md, from the settings themselves."""

from pathlib import Path

from trombine.settings import list_settings

PAGE = Path(__file__).parents[1] / "docs" / "operations.md"
START, END = "<!-- settings -->\n", "<!-- end of settings -->\n"


def with_table(page: str) -> str:
    """Return the page with its table as the settings are today."""
    before, _, rest = page.partition(START)
    after = rest.partition(END)[2]
    rows = "".join(f"| `{row.name}` | {row.default} | {row.meaning} |\n" for row in list_settings())
    return f"{before}{START}| setting | default | meaning |\n|---|---|---|\n{rows}{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
