import numpy as np
import pytest

from trombine.imaging.perceptual_hash import Glance
from trombine.studio.acceptance import Acceptance

GLANCE = Glance(np.arange(64) % 2 == 0, np.zeros((16, 3), np.float32))


@pytest.mark.parametrize(
    ("glance", "like", "complete", "fit", "code"),
    [
        (GLANCE, False, True, True, "likeness_unreached"),
        (GLANCE, False, False, True, "likeness_unreached"),
        (GLANCE, True, False, True, "accessories_lost"),
        (GLANCE, True, True, False, "avatars_unfit"),
        (GLANCE, True, True, True, "avatars_alike"),
        (None, True, True, True, "avatars_lost"),
    ],
)
def test_what_stopped_most_pictures_is_why_an_order_fails(
    glance: Glance | None, code: str, *, like: bool, complete: bool, fit: bool
) -> None:
    acceptance = Acceptance(count=2)
    acceptance.passes(GLANCE, like=True, fit=True)

    passed = [acceptance.passes(glance, like=like, complete=complete, fit=fit) for _ in range(3)]

    assert passed == [False] * 3
    assert acceptance.spent_all
    fault = acceptance.failure()
    assert (fault.code, fault.details) == (code, {"made": 1, "count": 2})
