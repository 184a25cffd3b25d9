"""Whatever a program has a photo as, it is read; what is none is refused by what it is."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from trombine.errors import ArgumentInvalid, InputRefused
from trombine.library.photos import Photo, read_photos

RED = np.full((4, 6, 3), (255, 0, 0), np.uint8)


def pixels(file: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(file)) as picture:
        return np.asarray(picture.convert("RGB"))


def red_file() -> bytes:
    stream = io.BytesIO()
    Image.fromarray(RED).save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize(
    "photo",
    [
        red_file(),
        bytearray(red_file()),
        memoryview(red_file()),
        io.BytesIO(red_file()),
        Image.fromarray(RED),
        Image.fromarray(RED).convert("CMYK"),
        RED,
        RED.astype(np.float32) / 255,
        RED.astype(np.float64) / 255,
    ],
    ids=lambda photo: type(photo).__name__,
)
def test_one_photo_is_a_list_of_one(photo: Photo) -> None:
    for given in (photo, [photo]):
        if isinstance(given, io.BytesIO):
            given.seek(0)
        if isinstance(given, list) and isinstance(photo, io.BytesIO):
            photo.seek(0)
        (file,) = read_photos(given)
        assert np.abs(pixels(file).astype(int) - RED).max() <= 2


def test_paths_and_folders_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(red_file())
    (tmp_path / "b.png").write_bytes(b"b")

    assert read_photos(tmp_path) == [red_file(), b"b"]
    assert read_photos(str(tmp_path)) == [red_file(), b"b"]
    assert read_photos([tmp_path / "b.png", str(tmp_path / "a.png")]) == [b"b", red_file()]
    with (tmp_path / "b.png").open("rb") as stream:
        assert read_photos([stream]) == [b"b"]


def test_the_name_of_a_folder_is_no_list_of_letters() -> None:
    with pytest.raises(InputRefused) as refusal:
        read_photos("folder")

    assert (refusal.value.code, refusal.value.details["path"]) == ("path_missing", "folder")


def test_a_picture_in_memory_is_turned_as_its_camera_noted() -> None:
    picture = Image.fromarray(np.concatenate([RED, np.zeros_like(RED)]))
    picture.getexif()[0x0112] = 3  # upside down

    (file,) = read_photos(picture)

    assert pixels(file)[-1, -1].tolist() == [255, 0, 0]


def test_gray_arrays_are_photos_too() -> None:
    (file,) = read_photos(np.full((5, 7), 0.5))

    assert pixels(file).shape == (5, 7, 3)
    assert pixels(file)[0, 0].tolist() == [128, 128, 128]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (5, "int"),
        (None, "NoneType"),
        ([5], "int"),
        ([None], "NoneType"),
        (object(), "object"),
        (io.StringIO("text"), "StringIO"),
        (np.zeros((4, 4, 4), np.uint8), "array (4, 4, 4) uint8"),
        (np.zeros((4, 4, 3), np.int64), "array (4, 4, 3) int64"),
        (np.full((4, 4, 3), 255.0), "array (4, 4, 3) float64"),
        (np.full((4, 4, 3), np.nan), "array (4, 4, 3) float64"),
        (np.zeros((0, 0, 3), np.uint8), "array (0, 0, 3) uint8"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_what_is_no_photo_is_named(given: object, named: str) -> None:
    with pytest.raises(ArgumentInvalid) as refusal:
        read_photos(given)  # type: ignore[arg-type]  # as a program without types may

    assert isinstance(refusal.value, TypeError)
    assert refusal.value.details["given"] == named
