"""What the contract tests of styles and changes share, so that each picture is drawn once."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.drawings import Drawings

from trombine.domain.photo import Photo
from trombine.engines.portrait.changes import Change, find_changes
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.preparation import prepare
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.styles import find_styles
from trombine.engines.portrait.techniques.palettes import rank_palettes
from trombine.faces.topology import MESH_POINTS
from trombine.imaging.arrays import Mask, SrgbImage, as_srgb
from trombine.intake.admission import inspect
from trombine.intake.quality import FACE_WIDTH_REFUSED_PX

HERE = Path(__file__).parent
SMALLEST_SCALE = 0.7  # the sample with a face as small as intake admits


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a style's tests in a file follow each other: what one has drawn the next one finds."""
    places = [place for place, item in enumerate(items) if item.path.parent == HERE]
    files: dict[Path, int] = {}
    for place in places:
        files.setdefault(items[place].path, place)
    contracts = sorted(
        (items[place] for place in places), key=lambda item: (files[item.path], _style_of(item))
    )
    for place, item in zip(places, contracts, strict=True):
        items[place] = item


def _style_of(item: pytest.Item) -> str:
    callspec = getattr(item, "callspec", None)
    return str(callspec.params.get("drawings", "")) if callspec else ""


@pytest.fixture(scope="session", params=sorted(find_styles()))
def drawings(request: pytest.FixtureRequest, sample_portrait: Portrait) -> Drawings:
    """Every style in turn, with what it draws."""
    return Drawings(request.param, sample_portrait)


@pytest.fixture(scope="session")
def looks(sample_portrait: Portrait) -> tuple[Look, Look]:
    """Two variations; palettes are ranked, as the engine does before it stages anything."""
    ranked = tuple(palette.name for palette in rank_palettes(sample_portrait))
    return Look(variation=0, seed=3, palettes=ranked), Look(variation=1, seed=3, palettes=ranked)


@pytest.fixture(scope="session")
def worlds(sample_portrait: Portrait, looks: tuple[Look, Look]) -> Mapping[str, Change]:
    """Every world, made for the sample in the first look, whatever portrait it is given."""

    def make(world: Change) -> Change:
        return replace(world, apply=lambda _portrait, _look: world.apply(sample_portrait, looks[0]))

    return {slug: make(world) for slug, world in find_changes()["world"].items()}


@pytest.fixture(scope="session")
def one_color_portrait(sample_portrait: Portrait) -> Portrait:
    """A photo of one color: no edge, no range, no hair to tell from skin."""
    gray = SrgbImage(np.full_like(sample_portrait.relit, 0.5))
    nothing = Mask(np.zeros_like(sample_portrait.hair))
    return replace(
        sample_portrait,
        relit=gray,
        painted=gray,
        combed=gray,
        skin=sample_portrait.alpha,
        hair=nothing,
        cloth=nothing,
    )


@pytest.fixture(scope="session")
def small_face_photo(sample_image: SrgbImage) -> Photo:
    height, width = (round(side * SMALLEST_SCALE) for side in sample_image.shape[:2])
    small = as_srgb(cv2.resize(sample_image, (width, height), interpolation=cv2.INTER_AREA))
    photo = inspect(small, 1).photo
    assert photo is not None
    widths = photo.landmarks[:MESH_POINTS, 0]
    assert FACE_WIDTH_REFUSED_PX < np.ptp(widths) < FACE_WIDTH_REFUSED_PX + 6
    return photo


@pytest.fixture(scope="session")
def small_face_portrait(small_face_photo: Photo) -> Portrait:
    return prepare(small_face_photo)
