"""Photos become thirty imagined avatars through the real command, library and studio."""

import json
from pathlib import Path

import pytest
from tests.diffusion.command import make, make_module
from tests.diffusion.gates import accept_everybody
from tests.processes import drawing_processes

import trombine
from trombine import bootstrap
from trombine.cli import cli
from trombine.domain.order import Assignment
from trombine.domain.photo import Photo
from trombine.domain.subject import Subject
from trombine.engines.diffusion.settings import DiffusionSettings
from trombine.errors import OrderFailed
from trombine.imaging.codec import read_xmp
from trombine.studio.dealing import Dealer, Lost
from trombine.studio.messages import Outcome, ProcessSetup, StepDone
from trombine.web.pages.rendering import find_example

pytestmark = pytest.mark.usefixtures("host")


def open_dealer(settings: DiffusionSettings) -> Dealer:
    return Dealer(ProcessSetup("diffusion", gate=accept_everybody, diffusion=settings), 1)


def draw(dealer: Dealer, subject: Subject, index: int) -> Outcome:
    with dealer.taking(subject) as order:
        order.add(Assignment(index, "jazz", 1, variation=index, seed=0, size_px=64))
        (outcome,) = order.outcomes()
    assert not isinstance(outcome, Lost)
    return outcome


def test_thirty_imagined_avatars_are_labelled_as_what_they_are(
    sample_set: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"

    code = make(*sample_set, "--styles", "astronaut,jazz,royal", "--out", out, "--json")

    assert code == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    steps = [event for event in events if event["event"] == "step"]
    assert (steps[0]["done"], steps[0]["total"]) == (1, 120)
    assert steps[-1]["done"] == 120
    files = sorted(out.glob("*.webp"))
    assert len(files) == 30
    assert len({path.read_bytes() for path in files}) == 30
    for path in files:
        packet = read_xmp(path.read_bytes())
        assert b"digitalsourcetype/trainedAlgorithmicMedia" in packet
        assert b"Trombine (FLUX.2-klein-4B)" in packet
    told = trombine.verify(files[0])
    assert told.verdict == "made_by_trombine"
    assert any(source.endswith("trainedAlgorithmicMedia") for source in told.claims.c2pa.sources)


def test_the_real_gate_lets_no_noise_pass(
    sample_set: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make_module, "open_gate", bootstrap.open_gate)

    with pytest.raises(OrderFailed, match="likeness_unreached"):
        make(*sample_set, "--styles", "jazz", "--count", "1", "--out", tmp_path / "out")

    assert not list((tmp_path / "out").glob("*.webp"))


def test_an_order_interrupted_in_mid_step_leaves_nobody_running(
    sample_set: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(make_module, "_tell_step", interrupt)

    code = make(*sample_set, "--styles", "jazz", "--count", "4", "--out", tmp_path / "out")

    assert code == 130
    assert not list((tmp_path / "out").glob("*.webp"))
    assert drawing_processes() == []


def test_a_person_dismissed_in_mid_step_leaves_a_warm_model(
    sample_photo: Photo, settings: DiffusionSettings
) -> None:
    class Enough(Exception):
        pass

    def enough(step: StepDone) -> None:
        if step.done == 2:
            raise Enough

    subject = Subject((sample_photo,) * 3)
    with open_dealer(settings).running() as dealer:
        with dealer.taking(subject, enough) as order:
            order.add(Assignment(1, "jazz", 1, variation=0, seed=0, size_px=64))
            with pytest.raises(Enough):
                list(order.outcomes())
        process = dealer.pool.processes[0]
        before = process.number

        outcome = draw(dealer, subject, 2)

        assert process.number == before
    assert outcome.avatar.assignment.index == 2


def test_ones_own_words_are_a_style_of_their_own(sample_set: list[Path]) -> None:
    avatars = list(
        trombine.make_avatars(
            sample_set, engine="diffusion", prompt="A lighthouse keeper", count=2, size_px=256
        )
    )

    assert {avatar.assignment.style for avatar in avatars} == {"own-words"}
    assert len(avatars) == 2


def test_of_several_candidates_the_best_is_kept(
    sample_photo: Photo, settings: DiffusionSettings
) -> None:
    def distance(candidates: int) -> float:
        several = DiffusionSettings(
            weights=settings.weights,
            device="cpu",
            side_px=64,
            reference_px=64,
            candidates=candidates,
        )
        with open_dealer(several).running() as dealer:
            outcome = draw(dealer, Subject((sample_photo,) * 3), 0)
        return outcome.avatar.score.source_distance

    assert distance(4) < distance(1)


def test_examples_are_rendered_for_every_style_but_ones_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["styles", "--engine", "diffusion", "--render-examples"], standalone_mode=False)

    written = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert len(written) == 8
    assert {path.parent for path in written} == {tmp_path / "data" / "examples"}
    assert b"trainedAlgorithmicMedia" in read_xmp(written[0].read_bytes())
    on_pages = [find_example(tmp_path / "data" / "examples", path.stem) for path in written]
    assert all(address.startswith("/examples/") for address in on_pages if address)
    assert None not in on_pages
