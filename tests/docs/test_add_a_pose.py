"""The pose of the documentation is a real pose."""

from importlib import util
from pathlib import Path

import numpy as np

from trombine.engines.portrait.changes import Change, Kind
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "add-a-pose.md"


def test_the_example_moves_when_it_is_copied(tmp_path: Path, sample_portrait: Portrait) -> None:
    module = tmp_path / "curious.py"
    module.write_text(DOCUMENT.read_text().split("```python\n")[1].split("```")[0])
    spec = util.spec_from_file_location("curious", module)
    assert spec is not None
    assert spec.loader is not None
    curious = util.module_from_spec(spec)

    spec.loader.exec_module(curious)

    pose: Change = curious.POSE
    assert (pose.kind, pose.card.slug) == (Kind.POSE, "curious")
    brows = []
    for portrait in (sample_portrait, pose.apply(sample_portrait, Look())):
        points = portrait.landmarks[:, :2]
        brows.append([np.linalg.norm(points[b] - points[e]) for b, e in ((105, 159), (334, 386))])
    raised = np.subtract(*reversed(brows))
    assert raised[1] > raised[0] > 0
