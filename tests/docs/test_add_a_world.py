"""The world of the documentation is a real world."""

from importlib import util
from pathlib import Path

from trombine.engines.portrait.changes import Change, Kind
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.styles import find_styles
from trombine.imaging.arrays import check_image

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "add-a-world.md"


def test_the_example_draws_when_it_is_copied(tmp_path: Path, sample_portrait: Portrait) -> None:
    module = tmp_path / "dusk.py"
    module.write_text(DOCUMENT.read_text().split("```python\n")[1].split("```")[0])
    spec = util.spec_from_file_location("dusk", module)
    assert spec is not None
    assert spec.loader is not None
    dusk = util.module_from_spec(spec)

    spec.loader.exec_module(dusk)

    world: Change = dusk.WORLD
    assert (world.kind, world.card.slug) == (Kind.WORLD, "dusk")
    staged = world.apply(sample_portrait, Look())
    assert staged.world is not None
    style = find_styles()["poster"]
    assert style.draw_in_world is not None
    check_image(style.draw_in_world(style.render, staged, Look()).image)
