"""A studio as a program uses it: warm, from any thread, told of progress, ended early."""

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import trombine
from trombine.errors import WorkerLost


@pytest.fixture(scope="module")
def studio() -> Iterator[trombine.Studio]:
    with trombine.Studio() as studio:
        yield studio


def test_a_second_order_is_drawn_by_the_same_processes(
    studio: trombine.Studio, three_photos: list[Path]
) -> None:
    def make() -> tuple[list[int], set[int]]:
        avatars = list(studio.make(three_photos, styles="neon", count=2, size_px=256))
        numbers = {process.number for process in studio.dealer.pool.processes}
        return sorted(avatar.assignment.index for avatar in avatars), numbers

    first, second = make(), make()

    assert first == second
    assert first[0] == [1, 2]


def test_two_threads_make_avatars_at_once(
    studio: trombine.Studio, three_photos: list[Path]
) -> None:
    made: dict[str, int] = {}

    def make(style: str) -> None:
        made[style] = len(list(studio.make(three_photos, styles=style, count=2, size_px=256)))

    threads = [threading.Thread(target=make, args=(style,)) for style in ("neon", "poster")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert made == {"neon": 2, "poster": 2}


def test_avatars_may_be_waited_for_without_blocking(
    studio: trombine.Studio, three_photos: list[Path]
) -> None:
    async def make() -> list[str]:
        making = studio.make(three_photos, styles=["neon"], count=2, size_px=256)
        return [avatar.style async for avatar in making]

    assert asyncio.run(make()) == ["neon", "neon"]


def test_it_tells_how_far_it_is(studio: trombine.Studio, three_photos: list[Path]) -> None:
    told: list[trombine.Progress] = []

    list(studio.make(three_photos, styles="neon", count=2, size_px=256, on_progress=told.append))

    assert [(progress.made, progress.count) for progress in told] == [(0, 2), (1, 2), (2, 2)]
    assert [verdict.photo for verdict in told[0].verdicts] == [1, 2, 3]
    assert all(verdict.decision.usable for verdict in told[0].verdicts)


def test_an_order_is_cancelled_from_another_thread(
    studio: trombine.Studio, three_photos: list[Path]
) -> None:
    making = studio.make(three_photos, styles="neon", count=30, size_px=256)
    next(making)
    threading.Timer(0.1, making.cancel).start()

    with pytest.raises(trombine.OrderFailed, match="This order was cancelled"):
        list(making)


def test_an_order_cancelled_before_it_began_draws_nothing(
    studio: trombine.Studio, three_photos: list[Path]
) -> None:
    making = studio.make(three_photos, styles="neon", count=30, size_px=256)
    making.cancel()

    with pytest.raises(trombine.OrderFailed) as refused:
        next(making)
    assert refused.value.code == "cancelled_by_caller"


def test_time_may_be_limited(studio: trombine.Studio, three_photos: list[Path]) -> None:
    making = studio.make(three_photos, styles="neon", count=30, size_px=256, timeout_s=0.05)

    with pytest.raises(trombine.OrderFailed, match=r"longer than the 0\.05 s you allowed"):
        list(making)


def test_who_leaves_the_loop_leaves_nothing_behind(
    studio: trombine.Studio, three_photos: list[Path]
) -> None:
    making = studio.make(three_photos, styles="neon", count=30, size_px=256)
    next(making)
    making.close()

    assert not studio.dealer.orders


def test_too_few_photos_are_told_of_one_by_one(
    studio: trombine.Studio, three_photos: list[Path]
) -> None:
    with pytest.raises(trombine.PhotosRefused) as refused:
        next(studio.make([three_photos[0], three_photos[0], b"no photo"]))

    assert str(refused.value) == (
        "1 usable photo; at least 3 are needed. Add photos from other angles or other days. "
        "Photo 2: left out. This is the same picture as photo 1. Choose a different one: variety "
        "makes better avatars. "
        "Photo 3: left out. This file is no picture of a kind that is known here. Give a photo as "
        "JPEG, PNG, WebP, HEIC, AVIF, TIFF, GIF or BMP."
    )
    assert [verdict.decision.usable for verdict in refused.value.verdicts] == [True, False, False]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"styles": 3}, "“styles” cannot be int. It takes names of styles."),
        ({"styles": [3]}, "“styles” cannot be int. It takes names of styles."),
        ({"count": "30"}, "“count” cannot be str. It takes a whole number."),
        ({"count": True}, "“count” cannot be bool. It takes a whole number."),
        ({"size_px": 2.5}, "“size_px” cannot be float. It takes a whole number."),
        (
            {"options": []},
            "“options” cannot be list. It takes a mapping from styles to their options.",
        ),
        (
            {"options": {"neon": "navy"}},
            "“options['neon']” cannot be str. It takes a mapping from names to values.",
        ),
        ({"timeout_s": "1"}, "“timeout_s” cannot be str. It takes a number of seconds."),
    ],
    ids=str,
)
def test_what_is_of_another_kind_is_said_in_a_sentence(
    studio: trombine.Studio, words: dict[str, object], sentence: str
) -> None:
    with pytest.raises(TypeError) as refused:
        studio.make(b"photo", **words)  # type: ignore[arg-type]  # as a program without types may

    assert str(refused.value) == sentence


def test_errors_speak_the_language_asked_for() -> None:
    with trombine.Studio(workers=1, language="fr") as studio, pytest.raises(TypeError) as refused:
        studio.make(5)  # type: ignore[arg-type]  # as above
    assert str(refused.value).startswith("«\u202fphotos\u202f» ne peut pas être int. ")


def test_a_closed_studio_says_so(three_photos: list[Path]) -> None:
    studio = trombine.Studio(workers=1)
    studio.close()

    with pytest.raises(WorkerLost, match="This studio was closed"):
        studio.check(three_photos)


def test_an_avatar_saves_shows_and_names_itself(
    studio: trombine.Studio, three_photos: list[Path], tmp_path: Path
) -> None:
    making = studio.make(three_photos, styles="sticker", count=1, size_px=256, options=CUT_OUT)
    (avatar,) = list(making)

    for name in ("a.webp", "a.png"):
        assert trombine.verify(avatar.save(tmp_path / name)).verdict == "made_by_trombine"
    assert not list(tmp_path.glob("*.part"))
    assert avatar.to_pil().mode == "RGBA"
    assert np.asarray(avatar.to_pil()).shape == (256, 256, 4)
    assert avatar._repr_png_().startswith(b"\x89PNG")
    assert repr(avatar).startswith("<Avatar 1: sticker, photo ")
    assert len(repr(avatar)) < 60
    with pytest.raises(trombine.InputRefused, match=r"no format called “\.gif”"):
        avatar.save(tmp_path / "a.gif")
    with pytest.raises(trombine.InputRefused, match="transparent"):
        avatar.save(tmp_path / "a.jpg")
    with pytest.raises(trombine.OrderFailed):
        avatar.save(tmp_path / "missing" / "a.png")


CUT_OUT = {"sticker": {"background": "none"}}

WITHOUT_A_GUARD = """
import trombine
print("once")
for avatar in trombine.make_avatars("photos", styles="neon", count=1, size_px=256):
    print(avatar.style)
"""


def test_a_script_needs_no_guard(tmp_path: Path, three_photos: list[Path]) -> None:
    (tmp_path / "photos").symlink_to(three_photos[0].parent)
    (tmp_path / "script.py").write_text(WITHOUT_A_GUARD)

    told = run(tmp_path, "script.py")

    assert told.stdout == "once\nneon\n", told.stderr


IN_A_DAEMON = """
import multiprocessing
import trombine

def make(style):
    with trombine.Studio(workers=1) as studio:
        made = studio.make("photos", styles=style, count=1, size_px=256)
        return [avatar.style for avatar in made]

if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(1) as pool:
        print(pool.apply(make, ["neon"]))
"""


def test_a_daemonic_worker_of_a_task_queue_may_make_avatars(
    tmp_path: Path, three_photos: list[Path]
) -> None:
    (tmp_path / "photos").symlink_to(three_photos[0].parent)
    (tmp_path / "script.py").write_text(IN_A_DAEMON)

    told = run(tmp_path, "script.py")

    assert told.stdout == "['neon']\n", told.stderr


def run(folder: Path, script: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, script],
        cwd=folder,
        env={**os.environ},
        capture_output=True,
        text=True,
        check=False,
    )
