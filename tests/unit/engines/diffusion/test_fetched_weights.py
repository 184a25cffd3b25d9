"""Weights arrive whole and as published, or not at all; what has come is never fetched twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.hub_stand_in import REVISION, HubStandIn, serving

from trombine.engines.diffusion.weights import KLEIN
from trombine.engines.diffusion.weights.download import copy_weights, download_weights
from trombine.engines.diffusion.weights.hub import Hub
from trombine.engines.diffusion.weights.store import (
    LOCK_NAME,
    check_presence,
    read_lock,
    require_weights,
    verify_weights,
)
from trombine.errors import InputRefused, InstallationBroken, SourceUnreachable

TENSORS = bytes(range(256)) * 4000
FILES = {
    "model_index.json": b'{"_class_name": "Flux2KleinPipeline"}',
    "transformer/config.json": b"{}",
    "transformer/diffusion_pytorch_model.safetensors": TENSORS,
    "tokenizer/merges.txt": b"",
    "all-in-one.safetensors": TENSORS,
    "README.md": b"# Not needed",
}
WANTED = {path for path in FILES if "/" in path or path == "model_index.json"}
TRANSFORMER = "transformer/diffusion_pytorch_model.safetensors"


@pytest.fixture
def hub() -> Iterator[HubStandIn]:
    with serving(HubStandIn(FILES)) as standing_in:
        yield standing_in


def ignore(path: str, done: int, size: int) -> None:
    """Tell nobody how far it is."""


def fetch(hub: HubStandIn, root: Path) -> None:
    download_weights(KLEIN, root, Hub(hub.address), on_bytes=ignore)


def test_what_is_needed_arrives_and_is_pinned(hub: HubStandIn, tmp_path: Path) -> None:
    fetch(hub, tmp_path)

    folder = tmp_path / KLEIN.name
    arrived = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert arrived == {*WANTED, LOCK_NAME}
    lock = require_weights(KLEIN, tmp_path)
    assert lock.revision == REVISION
    assert lock.license_name == "Apache-2.0"
    assert all(right for _, right in verify_weights(KLEIN, tmp_path))


def test_an_interrupted_download_goes_on_where_it_stopped(hub: HubStandIn, tmp_path: Path) -> None:
    hub.cuts, hub.cut_after_bytes = 2, 300_000

    fetch(hub, tmp_path)

    assert hub.ranges == ["bytes=300000-", "bytes=600000-"]
    assert (tmp_path / KLEIN.name / TRANSFORMER).read_bytes() == TENSORS


def test_a_download_that_was_given_up_is_taken_up_by_the_next(
    hub: HubStandIn, tmp_path: Path
) -> None:
    class Impatience(Exception):
        pass

    def give_up(path: str, done: int, size: int) -> None:  # noqa: ARG001  (told all three)
        if path == TRANSFORMER and done:
            raise Impatience

    with pytest.raises(Impatience):
        download_weights(KLEIN, tmp_path, Hub(hub.address), on_bytes=give_up)
    assert read_lock(tmp_path / KLEIN.name) is None
    hub.asked.clear()

    fetch(hub, tmp_path)

    assert not any("model_index" in asked for asked in hub.asked)
    assert require_weights(KLEIN, tmp_path).files[TRANSFORMER].size == len(TENSORS)


def test_a_hub_that_never_answers_is_named(hub: HubStandIn, tmp_path: Path) -> None:
    hub.cuts, hub.cut_after_bytes = 99, 0

    with pytest.raises(SourceUnreachable, match="hub_unreachable"):
        fetch(hub, tmp_path)


@pytest.mark.parametrize("path", [TRANSFORMER, "model_index.json"])
def test_other_bytes_than_announced_are_thrown_away(
    hub: HubStandIn, tmp_path: Path, path: str
) -> None:
    hub.false_content[path] = bytes(len(FILES[path]))

    with pytest.raises(InstallationBroken, match="weights_altered"):
        fetch(hub, tmp_path)

    assert not (tmp_path / KLEIN.name / path).exists()
    assert read_lock(tmp_path / KLEIN.name) is None


def test_another_license_is_refused(hub: HubStandIn, tmp_path: Path) -> None:
    hub.license_name = "other"

    with pytest.raises(InputRefused, match="hub_license_other"):
        fetch(hub, tmp_path)

    assert not (tmp_path / KLEIN.name).exists()


def test_a_path_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    with (
        serving(HubStandIn({"transformer/../../outside": b"x"})) as hub,
        pytest.raises(InputRefused, match="hub_answer_malformed"),
    ):
        fetch(hub, tmp_path)


def test_nothing_fetched_is_said_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(InstallationBroken, match="weights_missing") as fault:
        require_weights(KLEIN, tmp_path)

    assert fault.value.details["name"] == KLEIN.name


def test_a_changed_file_is_found_before_it_is_loaded(hub: HubStandIn, tmp_path: Path) -> None:
    fetch(hub, tmp_path)
    place = tmp_path / KLEIN.name / TRANSFORMER
    place.write_bytes(TENSORS[:-1] + b"!")

    with pytest.raises(InstallationBroken, match="weights_altered"):
        require_weights(KLEIN, tmp_path)
    assert dict(verify_weights(KLEIN, tmp_path))[TRANSFORMER] is False
    place.unlink()
    with pytest.raises(InstallationBroken, match="weights_missing"):
        check_presence(KLEIN, tmp_path)


def test_an_unchanged_file_is_read_once_only(hub: HubStandIn, tmp_path: Path) -> None:
    fetch(hub, tmp_path)
    place = tmp_path / KLEIN.name / TRANSFORMER
    place.touch()
    touched_ns = place.stat().st_mtime_ns

    require_weights(KLEIN, tmp_path)

    assert check_presence(KLEIN, tmp_path).files[TRANSFORMER].mtime_ns == touched_ns


def test_weights_come_from_another_machines_folder(hub: HubStandIn, tmp_path: Path) -> None:
    fetch(hub, tmp_path / "online")

    copy_weights(KLEIN, tmp_path / "offline", tmp_path / "online" / KLEIN.name, on_bytes=ignore)

    assert require_weights(KLEIN, tmp_path / "offline").revision == REVISION
    (tmp_path / "online" / KLEIN.name / "transformer" / "config.json").write_bytes(b"[]")
    with pytest.raises(InstallationBroken, match="weights_altered"):
        copy_weights(KLEIN, tmp_path / "again", tmp_path / "online" / KLEIN.name, on_bytes=ignore)


def test_a_plain_snapshot_is_named_after_what_it_holds(tmp_path: Path) -> None:
    for path, content in FILES.items():
        (tmp_path / "snapshot" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "snapshot" / path).write_bytes(content)

    first = copy_weights(KLEIN, tmp_path / "one", tmp_path / "snapshot", on_bytes=ignore)
    second = copy_weights(KLEIN, tmp_path / "two", tmp_path / "snapshot", on_bytes=ignore)

    assert first.revision == second.revision
    assert first.revision.startswith("local-")
    assert set(first.files) == WANTED


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="weights_not_there"):
        copy_weights(KLEIN, tmp_path / "root", tmp_path, on_bytes=ignore)
