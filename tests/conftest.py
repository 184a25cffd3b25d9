from collections.abc import Iterator
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import cv2
import hypothesis
import pytest
import structlog
from tests.drawings import seat

from trombine.domain.photo import Photo
from trombine.engines.portrait.engine import PortraitSitting
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.preparation import prepare
from trombine.imaging.arrays import SrgbImage
from trombine.imaging.codec import decode_photo
from trombine.intake.admission import inspect

# What needs torch has a virtual environment of its own: make test-diffusion.
collect_ignore = [] if find_spec("torch") else ["diffusion"]

hypothesis.settings.register_profile("suite", deadline=None)  # no test measures time
hypothesis.settings.load_profile("suite")
cv2.setNumThreads(1)  # as in drawing processes: the tests' own two share two cores

SAMPLES = Path(str(files("trombine.samples")))


@pytest.fixture(autouse=True, scope="session")
def _plain_log() -> Iterator[None]:
    # The default draws every local variable of a fault, for seconds.
    structlog.configure(processors=[structlog.processors.LogfmtRenderer()])
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def sample_file() -> bytes:
    return (SAMPLES / "astronaut.png").read_bytes()


@pytest.fixture(scope="session")
def hat_and_glasses_file() -> bytes:
    return (SAMPLES / "grace_hopper.jpg").read_bytes()


@pytest.fixture(scope="session")
def sample_set() -> list[Path]:
    return sorted((SAMPLES / "set").glob("*.jpg"))


@pytest.fixture(scope="session")
def three_photos(sample_set: list[Path]) -> list[Path]:
    """The fewest an order may have."""
    return sample_set[:3]


@pytest.fixture(scope="session")
def sample_image(sample_file: bytes) -> SrgbImage:
    return decode_photo(sample_file)


@pytest.fixture(scope="session")
def sample_photo(sample_image: SrgbImage) -> Photo:
    photo = inspect(sample_image, 1).photo
    assert photo is not None
    return photo


@pytest.fixture(scope="session")
def hat_and_glasses_photo(hat_and_glasses_file: bytes) -> Photo:
    photo = inspect(decode_photo(hat_and_glasses_file), 2).photo
    assert photo is not None
    return photo


@pytest.fixture(scope="session")
def sample_portrait(sample_photo: Photo) -> Portrait:
    return prepare(sample_photo)


@pytest.fixture(scope="session")
def sample_sitting(sample_photo: Photo, sample_portrait: Portrait) -> PortraitSitting:
    """All installed styles and changes, with a photo that was prepared for other tests as well."""
    return seat(sample_photo, sample_portrait)
