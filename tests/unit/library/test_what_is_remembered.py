"""A studio remembers a person for as long as PRIVACY says."""

import inspect

import trombine


def test_a_studio_remembers_a_person_for_a_minute() -> None:
    assert inspect.signature(trombine.Studio).parameters["remember_s"].default == 60.0
