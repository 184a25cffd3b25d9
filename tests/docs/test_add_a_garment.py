"""The garment of the documentation is a real garment."""

from importlib import util
from pathlib import Path

from trombine.engines.portrait.changes import Change, Kind
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.imaging.arrays import check_image

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "add-a-garment.md"


def test_the_example_dresses_somebody_when_it_is_copied(
    tmp_path: Path, sample_portrait: Portrait
) -> None:
    module = tmp_path / "scarf_coat.py"
    module.write_text(DOCUMENT.read_text().split("```python\n")[1].split("```")[0])
    spec = util.spec_from_file_location("scarf_coat", module)
    assert spec is not None
    assert spec.loader is not None
    scarf_coat = util.module_from_spec(spec)

    spec.loader.exec_module(scarf_coat)

    garment: Change = scarf_coat.GARMENT
    assert (garment.kind, garment.card.slug) == (Kind.GARMENT, "scarf-coat")
    after = garment.apply(sample_portrait, Look())
    check_image(after.painted)
    assert after.cloth.sum() > sample_portrait.cloth.sum()
