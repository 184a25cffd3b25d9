"""The folder of a run: it tells what is finished, so that a run that was stopped goes on there.

Two runs are the same when nothing that decides their pictures differs: the order, the photos to the
last byte, and the version. Another run is refused its folder, and so is whoever is not alone.
"""

import base64
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from trombine import __version__
from trombine.bootstrap.files import PhotoFile, prepared_folder, write_whole
from trombine.domain.avatar import Avatar
from trombine.domain.order import Order
from trombine.domain.resemblance import tell_likeness, tell_skin
from trombine.errors import InputRefused
from trombine.imaging.codec import Format
from trombine.imaging.perceptual_hash import COLOR_SIDE, HASH_SIDE, Glance

MANIFEST, SHEET = "manifest.json", "contact-sheet.jpg"
LEAST_BYTES_PER_PIXEL: Mapping[str, float] = {"webp": 0.05, "jpeg": 0.1, "png": 0.4}
"""So much the smallest pictures take: less free room than that is certainly too little."""

Told = dict[str, str | int | float]
"""What is told of an avatar."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A picture that lies in the folder: what is told of it, its digest, and what it looks like."""

    name: str
    told: Told
    digest: str
    glance: Glance


@dataclass(slots=True)
class Run:
    """One order of the same photos into one folder, stopped and gone on with as often as it is.

    ``finished`` are the pictures that are there, by their places from 1. ``day`` is the one whose
    seasonal packs count, however late the run goes on.
    """

    out: Path
    order: Order
    file_format: Format
    digest: str
    day: date
    finished: dict[int, Finished] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Whether there is nothing left to draw."""
        return len(self.finished) == self.order.count

    @property
    def glances(self) -> dict[int, Glance]:
        """What the finished pictures look like."""
        return {index: each.glance for index, each in self.finished.items()}

    def keep(self, avatar: Avatar) -> Finished:
        """Write one picture under its final name at once, then note that it is there."""
        content, assignment = avatar.file or b"", avatar.assignment
        assert avatar.glance is not None  # noqa: S101  (whoever passes was looked at)
        name = f"{assignment.index:02d}-{assignment.style}.{self.file_format}"
        kept = Finished(name, describe(avatar), _digest(content), avatar.glance)
        write_whole(self.out / name, content)
        self.finished[assignment.index] = kept
        self.note()
        return kept

    def note(self) -> None:
        """Write the manifest as things stand."""
        order = self.order
        ordered = [self.finished[index] for index in sorted(self.finished)]
        manifest = {
            "state": "finished" if self.is_complete else "unfinished",
            "styles": order.styles,
            "count": order.count,
            "size": order.size_px,
            "seed": order.seed,
            "avatars": [each.told for each in ordered],
            "resume": {
                "run": self.digest,
                "day": self.day.isoformat(),
                "files": {
                    each.name: {"sha256": each.digest, "glance": _pack(each.glance)}
                    for each in ordered
                },
            },
        }
        write_whole(self.out / MANIFEST, json.dumps(manifest, indent=2).encode())

    def read_files(self) -> list[bytes]:
        """Return the finished pictures in order; only what this program wrote is among them."""
        return [
            (self.out / self.finished[index].name).read_bytes() for index in sorted(self.finished)
        ]


def name_run(
    order: Order, photos: Sequence[PhotoFile], file_format: Format, *, badge: str = ""
) -> str:
    """Return one digest of all that decides the pictures of a run; nothing in it can be told apart.

    ``badge`` is the language of the badge that is drawn on pictures, empty where none is.
    """
    asked = json.dumps([asdict(order), file_format, badge, __version__], sort_keys=True)
    digest = hashlib.sha256(asked.encode())
    for photo in photos:
        digest.update(hashlib.sha256(photo.content).digest())
    return digest.hexdigest()


def begun_on(out: Path, today: date) -> date:
    """Return the day on which the run in a folder was begun; ``today`` where there is none."""
    with suppress(OSError, ValueError, LookupError, TypeError):
        return date.fromisoformat(json.loads((out / MANIFEST).read_bytes())["resume"]["day"])
    return today


@contextmanager
def opened_run(asked: Run, *, overwrite: bool) -> Iterator[Run]:
    """Return the run with what is finished of it; the folder is nobody else's until the block ends.

    Raises
    ------
    InputRefused
        As ``prepared_folder`` does; ``out_busy`` while another run writes there. Without
        ``overwrite`` also ``out_other_run`` where another has written, ``out_taken`` where files
        lie that no run knows, ``out_altered`` where a finished picture was changed.
    """
    order = asked.order
    needs = order.count * order.size_px**2 * LEAST_BYTES_PER_PIXEL[asked.file_format]
    with prepared_folder(asked.out, needs_bytes=int(needs)), _locked(asked.out):
        run = _with_finished(asked, overwrite=overwrite)
        try:
            yield run
        finally:
            if not run.finished:  # a manifest of nothing would keep the folder from others
                (run.out / MANIFEST).unlink(missing_ok=True)


def _with_finished(asked: Run, *, overwrite: bool) -> Run:
    """Return the run as its folder tells it."""
    names = _names_of(asked.order, asked.file_format)
    there = sorted(names.intersection(path.name for path in asked.out.iterdir()))
    if not there:
        return asked
    manifest = _read_manifest(asked.out)
    digest = manifest.get("resume", {}).get("run")
    if digest == asked.digest:
        return replace(asked, finished=_find_finished(asked.out, manifest, overwrite=overwrite))
    if not overwrite:
        code = "out_taken" if digest is None else "out_other_run"
        raise InputRefused(code, path=str(asked.out), file=there[0])
    for name in _names_in(manifest) | set(there):
        (asked.out / name).unlink(missing_ok=True)
    return asked


def _find_finished(
    out: Path, manifest: Mapping[str, Any], *, overwrite: bool
) -> dict[int, Finished]:
    """Return the pictures of this very run that are there; what is missing is drawn again."""
    finished: dict[int, Finished] = {}
    files = manifest["resume"]["files"]
    for told, (name, noted) in zip(manifest["avatars"], files.items(), strict=True):
        with suppress(FileNotFoundError):
            if _digest((out / name).read_bytes()) == noted["sha256"]:
                kept = Finished(name, told, noted["sha256"], _unpack(noted["glance"]))
                finished[told["index"]] = kept
            elif not overwrite:
                raise InputRefused("out_altered", path=str(out), file=name)
    return finished


def _read_manifest(out: Path) -> Mapping[str, Any]:
    """Return the manifest of a folder, empty where that of no run of ours can be read."""
    try:
        manifest = json.loads((out / MANIFEST).read_bytes())
        files = manifest["resume"]["files"]
        for told, noted in zip(manifest["avatars"], files.values(), strict=True):
            int(told["index"]), _unpack(noted["glance"]), str(noted["sha256"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}
    found: Mapping[str, Any] = manifest
    return found


def _names_of(order: Order, file_format: Format) -> set[str]:
    """Return every name a picture of the run may get; a spare can be of any of its styles."""
    pictures = {
        f"{index:02d}-{style}.{file_format}"
        for index in range(1, order.count + 1)
        for style in order.styles
    }
    return {*pictures, MANIFEST, SHEET}


def _names_in(manifest: Mapping[str, Any]) -> set[str]:
    """Return the names of the pictures a manifest lists; none that leads out of the folder."""
    files = manifest.get("resume", {}).get("files", {})
    return {name for name in files if name == Path(name).name}


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    """Have the folder alone, where the system can tell; the lock goes with the process."""
    folder = os.open(out, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise InputRefused("out_busy", path=str(out)) from fault
        except OSError:
            pass  # some shares know no locks
        yield
    finally:
        os.close(folder)


def describe(avatar: Avatar) -> Told:
    """Return what is told of an avatar; photos have numbers, never names."""
    assignment = avatar.assignment
    return {
        "index": assignment.index,
        "style": assignment.style,
        "photo": assignment.photo,
        "seed": assignment.seed,
        "variation": assignment.variation,
        "likeness": round(avatar.score.source_distance, 3),
        "resemblance": tell_likeness(avatar.score.source_distance).value,
        "skin": tell_skin(avatar.score).value,
        "seconds": round(avatar.seconds, 2),
        **assignment.staging.told,
    }


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _pack(glance: Glance) -> str:
    """Return a glance to the last bit: what repeats what must not depend on having been stopped."""
    bits = np.packbits(glance.shape).tobytes()
    return base64.b64encode(bits + glance.colors.astype("<f4").tobytes()).decode()


def _unpack(packed: str) -> Glance:
    content, bits = base64.b64decode(packed), HASH_SIDE**2
    shape = np.unpackbits(np.frombuffer(content[: bits // 8], np.uint8)).astype(np.bool_)
    colors = np.frombuffer(content[bits // 8 :], "<f4").astype(np.float32)
    return Glance(shape, colors.reshape(COLOR_SIDE**2, 3))
