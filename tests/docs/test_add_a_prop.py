"""The prop of the documentation is a real prop."""

from importlib import util
from pathlib import Path

import numpy as np

from trombine.engines.portrait.changes import Change, Kind
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.imaging.arrays import check_image

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "add-a-prop.md"


def test_the_example_is_worn_when_it_is_copied(tmp_path: Path, sample_portrait: Portrait) -> None:
    module = tmp_path / "antennae.py"
    module.write_text(DOCUMENT.read_text().split("```python\n")[1].split("```")[0])
    spec = util.spec_from_file_location("antennae", module)
    assert spec is not None
    assert spec.loader is not None
    antennae = util.module_from_spec(spec)

    spec.loader.exec_module(antennae)

    prop: Change = antennae.PROP
    assert (prop.kind, prop.card.slug) == (Kind.PROP, "antennae")
    worn = prop.apply(sample_portrait, Look())
    check_image(worn.painted)
    assert worn.cloth[:300].sum() > sample_portrait.cloth[:300].sum() + 1000
    assert np.abs(worn.skin + worn.hair + worn.cloth - worn.alpha).mean() < 0.01
