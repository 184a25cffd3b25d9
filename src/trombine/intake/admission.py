"""From decoded photos to a subject: a verdict for each photo, alone and within the set."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from trombine.domain.photo import Decision, Finding, Photo, Verdict
from trombine.domain.subject import Admission, Subject
from trombine.errors import PhotoRejected
from trombine.faces.detector import detect_faces
from trombine.faces.embedding import embed_face, face_distance
from trombine.faces.mesh import PRESENT, find_face_mesh, find_main_face
from trombine.faces.pose import measure_pose
from trombine.imaging.arrays import SrgbImage
from trombine.imaging.perceptual_hash import Glance, color_distance, glance_at, shape_distance
from trombine.intake.quality import judge_face, measure_quality, rate_quality

MINIMUM_PHOTOS, MAXIMUM_PHOTOS = 3, 10
SECOND_FACE_SHARE = 0.5
SAME_PERSON_DISTANCE = 0.60
COPY_BITS, COPY_COLOR = 6, 0.03


@dataclass(frozen=True, slots=True)
class Inspected:
    """One photo as far as it can be judged alone."""

    verdict: Verdict
    photo: Photo | None = None
    glance: Glance | None = None


def admit(photos: Iterable[SrgbImage | PhotoRejected]) -> Admission:
    """Judge every photo; the subject is None when fewer than three were admitted."""
    return judge_set([inspect(photo, number) for number, photo in enumerate(photos, start=1)])


def judge_set(inspected: Sequence[Inspected]) -> Admission:
    """Judge photos that were inspected one by one as the set they are, in their order."""
    inspected = _refuse_copies(inspected)
    inspected = _refuse_strangers(inspected)
    inspected = _keep_best(inspected)
    admitted = [entry.photo for entry in inspected if entry.photo is not None]
    best_first = sorted(admitted, key=lambda photo: (-photo.quality, photo.number))
    enough = len(best_first) >= MINIMUM_PHOTOS
    return Admission(
        verdicts=tuple(entry.verdict for entry in inspected),
        subject=Subject(tuple(best_first)) if enough else None,
    )


def inspect(photo: SrgbImage | PhotoRejected, number: int) -> Inspected:
    """Judge one photo by itself."""
    if isinstance(photo, PhotoRejected):
        return _refused(number, Finding(photo.code, dict(photo.details)))
    faces = detect_faces(photo)
    widest = faces[0].width_px if faces else 0.0
    others = [
        face
        for face in faces[1:]
        # A detector also likes seals and knots of curtain; the mesh knows better.
        if face.width_px >= widest * SECOND_FACE_SHARE
        and find_face_mesh(photo, face).confidence > PRESENT
    ]
    if others:
        return _refused(number, Finding("several_faces", {"faces": len(others) + 1}))
    mesh = find_main_face(photo)
    if mesh is None:
        return _refused(number, Finding("no_face"))
    pose = measure_pose(mesh.points)
    quality = measure_quality(photo, mesh.points, pose)
    refusals, warnings = judge_face(quality)
    if refusals:
        return _refused(number, *refusals)
    if len(faces) > 1:
        warnings.append(Finding("other_faces"))
    return Inspected(
        verdict=Verdict(
            number, Decision.WARNED if warnings else Decision.ACCEPTED, tuple(warnings)
        ),
        photo=Photo(
            number=number,
            image=photo,
            landmarks=mesh.points,
            pose=pose,
            quality=rate_quality(quality),
            embedding=embed_face(photo, mesh.points),
        ),
        glance=glance_at(photo),
    )


def _refused(number: int, *findings: Finding) -> Inspected:
    return Inspected(Verdict(number, Decision.REFUSED, findings))


def _refuse_copies(inspected: Sequence[Inspected]) -> list[Inspected]:
    """Refuse a photo that shows the same picture as an earlier one."""
    kept: list[Inspected] = []
    for entry in inspected:
        original = next((other for other in kept if _is_copy(entry, other)), None)
        if original is None:
            kept.append(entry)
        else:
            finding = Finding("duplicate", {"original": original.verdict.photo})
            kept.append(_refused(entry.verdict.photo, finding))
    return kept


def _is_copy(entry: Inspected, other: Inspected) -> bool:
    if entry.glance is None or other.glance is None:
        return False
    return (
        shape_distance(entry.glance, other.glance) <= COPY_BITS
        and color_distance(entry.glance, other.glance) <= COPY_COLOR
    )


def _refuse_strangers(inspected: Sequence[Inspected]) -> list[Inspected]:
    """Refuse photos too far from the one most like all others, the set's medoid."""
    known = [entry.photo.embedding for entry in inspected if entry.photo is not None]
    if len(known) < 2:
        return list(inspected)
    distances = np.array([[face_distance(a, b) for b in known] for a in known])
    medoid = known[int(np.median(distances, axis=1).argmin())]
    return [
        _refused(entry.verdict.photo, Finding("another_person"))
        if entry.photo and face_distance(entry.photo.embedding, medoid) > SAME_PERSON_DISTANCE
        else entry
        for entry in inspected
    ]


def _keep_best(inspected: Sequence[Inspected]) -> list[Inspected]:
    """Set aside the weakest of more than ten admitted photos; they are not at fault."""
    admitted = [entry for entry in inspected if entry.photo is not None]
    admitted.sort(key=lambda entry: -(entry.photo.quality if entry.photo else 0))
    surplus = {entry.verdict.photo for entry in admitted[MAXIMUM_PHOTOS:]}
    return [
        _refused(entry.verdict.photo, Finding("surplus", {"maximum": MAXIMUM_PHOTOS}))
        if entry.verdict.photo in surplus
        else entry
        for entry in inspected
    ]
