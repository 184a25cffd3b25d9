"""Every hostile file ends in pixels or a clear refusal, and leaves nothing behind."""

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import PIL
import pytest
from PIL import Image
from tests.hostile_files import EITHER, GROUPS, PIXELS, SECRET, Entries, base, metadata, saved

from trombine.errors import InstallationBroken, PhotoRejected
from trombine.imaging import codec
from trombine.imaging.arrays import SrgbImage, check_image
from trombine.imaging.codec import decode_photo, decode_photos, encode
from trombine.imaging.locked_child import child_command

ANY_JPEG = saved(base(), "JPEG")


def decoders_running() -> list[str]:
    children = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    pids = [pid for listing in children for pid in listing.read_text().split()]
    lines = [Path(f"/proc/{pid}/cmdline") for pid in pids]
    return [line.read_text() for line in lines if line.exists() and "decoder" in line.read_text()]


@pytest.fixture(autouse=True)
def untouched_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail any test here that leaves a file, an open pipe or a process."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    pipes = set(Path("/proc/self/fd").iterdir())
    yield
    assert decoders_running() == []
    assert list(tmp_path.iterdir()) == []
    assert set(Path("/proc/self/fd").iterdir()) <= pipes


def outcome(answer: SrgbImage | PhotoRejected) -> str:
    if isinstance(answer, PhotoRejected):
        assert answer.details.keys() == codec.REASONS[answer.code].keys()
        assert all(answer.details.values())
        return answer.code
    check_image(answer)
    return PIXELS


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.__name__)
def test_every_file_ends_as_it_should(group: Callable[[], Entries]) -> None:
    files = list(group())

    answers = [outcome(answer) for answer in decode_photos(content for _, content, _ in files)]

    surprises = [
        (name, expected, answer)
        for (name, _, expected), answer in zip(files, answers, strict=True)
        if answer not in ({expected} if expected != EITHER else {PIXELS, *codec.REASONS})
    ]
    assert surprises == []


@pytest.mark.parametrize("file_format", ["webp", "png", "jpeg"])
def test_nothing_but_pixels_survives(file_format: codec.Format) -> None:
    for name, content, _ in metadata():
        if not name.endswith("gps"):
            continue
        assert SECRET in content

        file = encode(decode_photo(content), file_format, xmp=b"<label/>")

        assert SECRET not in file
        with Image.open(io.BytesIO(file)) as picture:
            assert not picture.getexif()
            assert not {"exif", "comment", "icc_profile", "photoshop"} & set(picture.info)


# Ready, and then taken over by what it is given.
READY = "import os; os.write(1, b'READY')\n"
CAPTURED = {
    "babbling": "import sys\nwhile True: sys.stdout.write('OK' * 4096)",
    "dying": "import os, sys; sys.stdin.buffer.read(); os.abort()",
    "short": "import sys; sys.stdout.buffer.write(b'OK' + bytes([1, 44, 1, 44]) + bytes(500))",
    "no size": "import sys; sys.stdout.buffer.write(b'OK' + bytes([0, 0, 0, 0]))",
    "too wide": "import sys; sys.stdout.buffer.write(b'OK' + bytes([7, 8, 1, 0]) + bytes(1382400))",
    "inventive": "import sys; sys.stdout.write('NO' + 'rm -rf ' * 9)",
    "slandering": "import sys; sys.stdout.write('NOdecoder_broken')",
    "naming": "import sys; sys.stdout.write('NOformat_not_taken ../../x')",
    "half a word": "import sys; sys.stdout.write('OK')",
}


@pytest.mark.parametrize("program", CAPTURED.values(), ids=CAPTURED)
def test_a_captured_child_cannot_harm_its_parent(
    program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codec, "CHILD_COMMAND", [sys.executable, "-I", "-c", READY + program])

    with pytest.raises(PhotoRejected) as refusal:
        decode_photo(ANY_JPEG)

    assert refusal.value.code == "unreadable"


HANGING = {
    "silent": READY + "import time; time.sleep(60)",
    "deaf and silent": READY + "import sys, time; sys.stdin.close(); time.sleep(60)",
    "never ready": "import time; time.sleep(60)",
}


@pytest.mark.parametrize("program", HANGING.values(), ids=HANGING)
def test_a_child_that_hangs_is_ended_and_told_as_lack_of_time(
    program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codec, "CHILD_COMMAND", [sys.executable, "-I", "-c", program])
    monkeypatch.setattr(codec, "DECODE_TIMEOUT_S", 0.5)

    with pytest.raises(PhotoRejected) as refusal:
        decode_photo(ANY_JPEG)

    assert refusal.value.code == "out_of_time"


OUR_FAULTS = {
    "time of a processor": (
        "import resource as r; r.setrlimit(r.RLIMIT_CPU, (1, 2))\nwhile True: pass",
        "out_of_time",
    ),
    "killed for memory": ("import signal; os.kill(os.getpid(), signal.SIGKILL)", "out_of_memory"),
}


@pytest.mark.parametrize(("program", "code"), OUR_FAULTS.values(), ids=OUR_FAULTS)
def test_what_the_computer_lacks_is_not_told_as_a_fault_of_the_file(
    program: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codec, "CHILD_COMMAND", [sys.executable, "-I", "-c", READY + program])

    with pytest.raises(PhotoRejected) as refusal:
        decode_photo(ANY_JPEG)

    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("program", "part"),
    [
        ("import sys; sys.exit(print('MISSING PIL._imaging', end=''))", "PIL._imaging"),
        ("raise SystemError", "python"),
    ],
)
def test_a_child_that_cannot_start_means_a_broken_installation(
    program: str, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codec, "CHILD_COMMAND", [sys.executable, "-I", "-c", program])

    with pytest.raises(InstallationBroken) as fault:
        list(decode_photos([ANY_JPEG]))

    assert (fault.value.code, fault.value.details) == ("decoder_broken", {"part": part})


def test_without_a_python_the_installation_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codec, "CHILD_COMMAND", ["/nowhere/python"])

    with pytest.raises(InstallationBroken, match="decoder_broken"):
        decode_photo(ANY_JPEG)


def test_a_missing_decoder_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    command = [word for word in codec.CHILD_COMMAND if "site-packages" not in word]
    monkeypatch.setattr(codec, "CHILD_COMMAND", command)

    with pytest.raises(InstallationBroken) as fault:
        decode_photo(ANY_JPEG)

    assert fault.value.details == {"part": "PIL"}


def test_the_child_finds_packages_wherever_this_process_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after an installation by --user: no folder Python looks in by itself."""
    packages = tmp_path / "chez Zoé, dossier"
    packages.symlink_to(Path(PIL.__file__).parents[1])
    known = [str(packages) if "site-packages" in entry else entry for entry in sys.path]
    monkeypatch.setattr(sys, "path", ["", "relative", *known])

    command = child_command(codec.CHILD)
    monkeypatch.setattr(codec, "CHILD_COMMAND", command)
    answer = decode_photo(ANY_JPEG)
    packages.unlink()

    assert answer.shape == (300, 400, 3)
    assert not {"", "relative"} & set(command[7:])


def test_who_stops_listening_leaves_no_child() -> None:
    answers = decode_photos([saved(base(), "PNG")] * 6)
    next(answers)

    answers.close()

    assert decoders_running() == []


LOCKED = """
import _socket, ctypes, os, sys
sys.path.insert(0, {folder!r})
{before}
from trombine.imaging.decoder_child import load_decoders
from trombine.imaging.rights import give_up_rights
load_decoders(["PNG"], deep=True)
filtered = give_up_rights()
{deed}
"""


def misbehave(deed: str, *, before: str = "") -> subprocess.CompletedProcess[bytes]:
    folder = str(Path(codec.__file__).parents[2])
    program = LOCKED.format(folder=folder, before=before, deed=deed)
    return subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, timeout=30, check=False
    )


FORBIDDEN = {
    "open a file": "open('/etc/passwd')",
    "look into a folder": "os.listdir('/')",
    "fork": "os.fork()",
    "connect": "_socket.socket()",
    "kill": "os.kill(os.getppid(), 0)",
    "trace": "ctypes.CDLL(None).ptrace(0, 0, 0, 0)",
    "lift its limits": "import resource as r; r.setrlimit(r.RLIMIT_FSIZE, (9, 9))",
}


@pytest.mark.skipif(not codec.has_system_call_filter(), reason="no libseccomp on this machine")
@pytest.mark.parametrize("deed", FORBIDDEN.values(), ids=FORBIDDEN)
def test_with_filtered_calls_the_child_cannot(deed: str) -> None:
    assert misbehave(deed).returncode != 0


WITHOUT_FILTER = "sys.modules['pyseccomp'] = None"


def test_without_libseccomp_the_child_says_that_calls_are_not_filtered() -> None:
    assert misbehave("print(filtered)", before=WITHOUT_FILTER).stdout == b"False\n"


@pytest.mark.parametrize(
    ("deed", "error"),
    [
        ("bytearray(1300 << 20)", b"MemoryError"),
        ("open('left-behind', 'wb', buffering=0).write(b'x')", b"File too large"),
        ("[open('/etc/passwd') for _ in range(20)]", b"Too many open files"),
    ],
    ids=["take all memory", "write a file", "open many files"],
)
def test_even_without_filter_the_child_cannot(deed: str, error: bytes, tmp_path: Path) -> None:
    answer = misbehave(deed, before=WITHOUT_FILTER)

    (tmp_path / "left-behind").unlink(missing_ok=True)  # made, but empty
    assert error in answer.stderr


def test_nobody_can_look_into_the_child() -> None:
    dumpable = "sys.stdout.write(str(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)))"

    assert misbehave(dumpable, before=WITHOUT_FILTER).stdout == b"0"


def test_an_obedient_child_is_left_alone() -> None:
    answer = misbehave("print('here')")

    assert (answer.returncode, answer.stdout) == (0, b"here\n")
