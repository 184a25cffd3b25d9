"""Photos of every kind the checks tell apart, made from the samples."""

import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter

SAMPLES = Path(__file__).parents[2] / "src/trombine/samples/set"
GOOD = sorted(SAMPLES.glob("*.jpg"))


def make_poor_photos(folder: Path) -> list[Path]:
    """Write photos that words come with: warned of, or refused."""
    first, second, third, fourth = (Image.open(path).convert("RGB") for path in GOOD)
    twice = Image.new("RGB", (2 * third.width, third.height))
    twice.paste(third, (0, 0))
    twice.paste(fourth, (third.width, 0))
    far = Image.new("RGB", (900, 1200), "#8890a8")
    far.paste(fourth.resize((300, 300)), (300, 300))
    pictures = {
        "dark": ImageEnhance.Brightness(second).enhance(0.25),
        "far": far,
        "blurred": first.filter(ImageFilter.GaussianBlur(9)),
        "two-faces": twice,
        "no-face": Image.fromarray(np.full((600, 800, 3), (90, 130, 80), np.uint8)),
    }
    paths = []
    for name, picture in pictures.items():
        paths.append(folder / f"{name}.jpg")
        picture.save(paths[-1])
    paths.append(folder / "no-photo.jpg")
    paths[-1].write_bytes(b"no photo")
    return paths


def alter(file: bytes) -> bytes:
    """Return a picture of which one bit is another."""
    altered = bytearray(file)
    altered[900] ^= 1
    return bytes(altered)


def save_again(file: bytes) -> bytes:
    """Return a picture as a program saves it that knows nothing of labels."""
    stream = io.BytesIO()
    Image.open(io.BytesIO(file)).convert("RGB").save(stream, "JPEG", quality=88)
    return stream.getvalue()
