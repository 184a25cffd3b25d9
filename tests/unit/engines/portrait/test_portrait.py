"""One place moves a portrait, and it moves all of it."""

from dataclasses import fields

import numpy as np

from trombine.engines.portrait.portrait import Portrait
from trombine.imaging.arrays import FloatArray, Points


def test_everything_of_the_person_moves(sample_portrait: Portrait) -> None:
    def roll(plane: FloatArray) -> FloatArray:
        return np.roll(plane, 40, axis=1)

    landmarks = Points(sample_portrait.landmarks + np.float32([40, 0, 0]))

    moved = sample_portrait.move(roll, landmarks=landmarks, nearer=1.5)

    for field in fields(Portrait):
        before, after = getattr(sample_portrait, field.name), getattr(moved, field.name)
        if field.name == "depth":
            assert np.array_equal(after, np.roll(before, 40, axis=1) * np.float32(1.5))
        elif field.name == "landmarks":
            assert after is landmarks
        elif field.name != "world":
            assert np.array_equal(after, np.roll(before, 40, axis=1)), field.name


def test_normals_are_turned_after_they_were_moved(sample_portrait: Portrait) -> None:
    moved = sample_portrait.move(
        lambda plane: plane,
        landmarks=sample_portrait.landmarks,
        turn_normals=lambda normals: -normals,
    )

    assert np.array_equal(moved.normals, -sample_portrait.normals)
