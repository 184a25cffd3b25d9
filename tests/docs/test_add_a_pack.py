"""The pack of the documentation is a real pack."""

from datetime import date
from importlib import util
from pathlib import Path

from trombine.domain.pack import Pack
from trombine.engines.registry import pack_cards

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "add-a-pack.md"


def test_the_example_is_a_pack_of_things_there_are(tmp_path: Path) -> None:
    module = tmp_path / "harvest.py"
    module.write_text(DOCUMENT.read_text().split("```python\n")[1].split("```")[0])
    spec = util.spec_from_file_location("harvest", module)
    assert spec is not None
    assert spec.loader is not None
    harvest = util.module_from_spec(spec)

    spec.loader.exec_module(harvest)

    pack = harvest.PACK
    assert isinstance(pack, Pack)
    assert pack.card.slug == "harvest"
    assert "harvest" not in pack_cards()
    assert pack.card.season is not None
    assert [pack.card.season.holds(date(2027, month, 15)) for month in (8, 9, 10, 11)] == [
        False,
        True,
        True,
        False,
    ]
