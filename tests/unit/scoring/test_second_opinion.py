"""What the first gate lets pass must please the second network as well, where there is one."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from tests.onnx_stand_in import mean_color_network

from trombine.bootstrap import open_gate
from trombine.domain.avatar import Rendering, Score
from trombine.domain.photo import Photo
from trombine.domain.style import StyleCard
from trombine.domain.subject import Subject
from trombine.domain.text import LocalizedText
from trombine.engines.diffusion.weights import AURAFACE
from trombine.engines.diffusion.weights.download import copy_weights
from trombine.errors import InstallationBroken
from trombine.faces.arcface import FaceNetwork
from trombine.imaging.arrays import SrgbImage, as_srgb
from trombine.scoring import NO_FACE, Scorer
from trombine.scoring.second_opinion import SecondOpinion

WORDS = LocalizedText(en="Imagined", fr="Imaginé")
CARD = StyleCard("imagined", title=WORDS, description=WORDS, media=("photo",))
PASSED = Score(0.3, 0.3, margin=0.2, face_found=True, passed=True)


class First:
    def __init__(self, score: Score) -> None:
        self.answer = score

    def score(self, rendering: Rendering, *, photo: int, card: StyleCard) -> Score:  # noqa: ARG002
        return self.answer


@pytest.fixture
def network_file(tmp_path: Path) -> Path:
    path = tmp_path / "published" / AURAFACE.essential
    path.parent.mkdir()
    path.write_bytes(mean_color_network())
    return path


@pytest.fixture
def person(sample_photo: Photo) -> Subject:
    darker = as_srgb(sample_photo.image * np.float32(0.9))
    return Subject((sample_photo, replace(sample_photo, number=2, image=darker)))


def square(photo: Photo, image: SrgbImage) -> Rendering:
    side = min(image.shape[:2])
    return Rendering(as_srgb(image[:side, :side]), photo.landmarks)


def test_both_must_agree(network_file: Path, person: Subject, sample_photo: Photo) -> None:
    gate = SecondOpinion.behind(First(PASSED), person, FaceNetwork(network_file))
    negative = as_srgb(1 - sample_photo.image)

    alike = gate.score(square(sample_photo, sample_photo.image), photo=1, card=CARD)
    unlike = gate.score(square(sample_photo, negative), photo=1, card=CARD)

    assert alike == PASSED
    assert unlike == replace(PASSED, passed=False)


def test_what_the_first_refuses_stays_refused(
    network_file: Path, person: Subject, sample_photo: Photo
) -> None:
    gate = SecondOpinion.behind(First(NO_FACE), person, FaceNetwork(network_file))

    assert gate.score(square(sample_photo, sample_photo.image), photo=1, card=CARD) == NO_FACE


def test_the_face_of_an_imagined_picture_is_looked_for(
    network_file: Path, person: Subject, sample_photo: Photo
) -> None:
    gate = SecondOpinion.behind(First(PASSED), person, FaceNetwork(network_file))
    imagined = replace(square(sample_photo, sample_photo.image), landmarks=None)
    blank = Rendering(SrgbImage(np.full((256, 256, 3), 0.5, np.float32)), None)

    assert gate.score(imagined, photo=1, card=CARD).passed
    assert not gate.score(blank, photo=1, card=CARD).passed


def test_it_is_asked_where_the_host_has_fetched_it(
    network_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TROMBINE_WEIGHTS", str(tmp_path / "weights"))
    assert open_gate("diffusion") == Scorer.of

    copy_weights(
        AURAFACE, tmp_path / "weights", network_file.parent, on_bytes=lambda _, __, ___: None
    )
    asked = open_gate("diffusion")
    assert isinstance(asked, partial)
    assert asked.func == SecondOpinion.of
    assert open_gate("portrait") == Scorer.of

    place = tmp_path / "weights" / AURAFACE.name / AURAFACE.essential
    place.write_bytes(place.read_bytes()[:-1] + b"!")
    with pytest.raises(InstallationBroken, match="weights_altered"):
        open_gate("diffusion")
