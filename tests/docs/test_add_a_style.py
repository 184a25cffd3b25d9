"""The style of the documentation is a real style."""

from importlib import util
from pathlib import Path

from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Look, PortraitStyle
from trombine.imaging.arrays import check_image

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "add-a-style.md"


def test_the_example_draws_when_it_is_copied(tmp_path: Path, sample_portrait: Portrait) -> None:
    module = tmp_path / "chalk.py"
    module.write_text(DOCUMENT.read_text().split("```python\n")[1].split("```")[0])
    spec = util.spec_from_file_location("chalk", module)
    assert spec is not None
    assert spec.loader is not None
    chalk = util.module_from_spec(spec)

    spec.loader.exec_module(chalk)

    style: PortraitStyle = chalk.STYLE
    assert style.card.slug == "chalk"
    image = check_image(style.render(sample_portrait, Look()).image)
    assert image.shape == (SIDE_PX, SIDE_PX, 3)
