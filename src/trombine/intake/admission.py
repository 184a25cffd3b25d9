"""From decoded photos to a subject: a verdict for each photo, alone and within the set."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from trombine.domain.photo import Decision, Finding, Photo, Verdict
from trombine.domain.subject import Admission, Subject
from trombine.errors import InputRefused, PhotoRejected
from trombine.faces.detector import detect_faces
from trombine.faces.embedding import align_face, embed_face, face_distance
from trombine.faces.expression import measure_smile
from trombine.faces.mesh import find_main_face, find_rivals
from trombine.faces.pose import measure_pose
from trombine.faces.segmentation import find_salience
from trombine.faces.upright import find_quarter_turns, turn_left
from trombine.imaging.arrays import FloatArray, SrgbImage
from trombine.imaging.perceptual_hash import Glance, color_distance, glance_at, shape_distance
from trombine.intake.moments import is_same_moment, view_face
from trombine.intake.outline import measure_outline
from trombine.intake.quality import (
    BLUR_WARNED,
    judge_face,
    judge_outline,
    measure_quality,
    measure_sharpness,
    rate_quality,
)
from trombine.moderation.classifiers import (
    AGE_PADDING,
    AGE_SIDE_PX,
    NudityScores,
    estimate_age,
    rate_nudity,
)
from trombine.moderation.moderator import Moderator
from trombine.moderation.policy import Judgment, Ruling

MINIMUM_PHOTOS, MAXIMUM_PHOTOS = 3, 10
SAME_PERSON_DISTANCE = 0.60
COPY_BITS, COPY_COLOR = 6, 0.03
TURNED_DEG, TURNED_PERSON_DISTANCE = 25, 0.66
"""Turned so far, the same person is measured up to so far away: kept, and asked about."""


class PhotosRefused(InputRefused):
    """Too few of the photos can be used; ``verdicts`` says of each what is wrong with it."""

    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class Inspected:
    """One photo as far as it can be judged alone.

    ``quarter_turns`` to the left put what was given upright; the photo in here stands so. ``view``
    is what tells other pictures of the same moment; like the embedding it is never stored.
    """

    verdict: Verdict
    photo: Photo | None = None
    glance: Glance | None = None
    nudity: NudityScores | None = None
    age_years: float | None = None
    quarter_turns: int = 0
    view: FloatArray | None = None


def admit(
    photos: Iterable[SrgbImage | PhotoRejected], moderator: Moderator | None = None
) -> Admission:
    """Judge every photo; the subject is None when fewer than three were admitted."""
    inspected = [inspect(photo, number) for number, photo in enumerate(photos, start=1)]
    return judge_set(inspected, moderator)


def judge_set(inspected: Sequence[Inspected], moderator: Moderator | None = None) -> Admission:
    """Judge photos that were inspected one by one as the set they are, in their order."""
    moderator = moderator or Moderator()
    inspected = [_moderate(entry, moderator) for entry in inspected]
    inspected = _refuse_copies(inspected)
    inspected = _refuse_strangers(inspected)
    inspected = _guard_children(inspected, moderator)
    inspected = _keep_best(inspected)
    inspected = _warn_of_derivatives(inspected)
    admitted = [entry.photo for entry in inspected if entry.photo is not None]
    best_first = sorted(admitted, key=lambda photo: (-photo.quality, photo.number))
    enough = len(best_first) >= MINIMUM_PHOTOS
    return Admission(
        verdicts=tuple(entry.verdict for entry in inspected),
        subject=Subject(tuple(best_first)) if enough else None,
    )


def require_subject(admission: Admission) -> Subject:
    """Return the person who was admitted.

    Raises
    ------
    PhotosRefused
        ``too_few_photos``.
    """
    if admission.subject is not None:
        return admission.subject
    accepted = sum(verdict.decision.usable for verdict in admission.verdicts)
    refusal = PhotosRefused("too_few_photos", accepted=accepted, minimum=MINIMUM_PHOTOS)
    refusal.verdicts = admission.verdicts
    raise refusal


def inspect(photo: SrgbImage | PhotoRejected, number: int) -> Inspected:
    """Judge one photo by itself, turned upright by the face on it."""
    if isinstance(photo, PhotoRejected):
        return _refused(number, Finding(photo.code, dict(photo.details)))
    turns = find_quarter_turns(photo)
    return replace(_inspect_upright(turn_left(photo, turns), number), quarter_turns=turns)


def _inspect_upright(photo: SrgbImage, number: int) -> Inspected:
    faces = detect_faces(photo)
    rivals = find_rivals(photo, faces)
    if rivals:
        return _refused(number, Finding("several_faces", {"faces": len(rivals) + 1}))
    mesh = find_main_face(photo)
    if mesh is None:
        blurred = any(measure_sharpness(photo, face.box) < BLUR_WARNED for face in faces)
        return _refused(number, Finding("blurred" if blurred else "no_face"))
    pose = measure_pose(mesh.points)
    quality = measure_quality(photo, mesh.points, pose)
    refusals, warnings = judge_face(quality)
    if refusals:
        return _refused(number, *refusals)
    salience = find_salience(photo, mesh.points)
    outline = measure_outline(photo, mesh.points, salience)
    warnings += judge_outline(outline)
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
            quality=rate_quality(quality, outline=outline),
            embedding=embed_face(photo, mesh.points),
            smile=measure_smile(mesh.points),
            salience=salience,
        ),
        glance=glance_at(photo),
        nudity=rate_nudity(photo),
        age_years=estimate_age(
            align_face(photo, mesh.points, side_px=AGE_SIDE_PX, padding=AGE_PADDING)
        ),
        view=view_face(photo, mesh.points),
    )


def _moderate(entry: Inspected, moderator: Moderator) -> Inspected:
    """Apply the guidelines to a photo that is otherwise good."""
    if entry.photo is None or entry.nudity is None:
        return entry
    number = entry.verdict.photo
    judgment = moderator.judge_photo(number, entry.nudity, entry.photo.image)
    return _apply(judgment, entry, holds=moderator.holds)


def _apply(judgment: Judgment, entry: Inspected, *, holds: bool) -> Inspected:
    """Return the entry after a judgment: as it was, warned of, held back or refused."""
    if judgment.ruling is Ruling.ALLOW:
        return entry
    number, finding = entry.verdict.photo, Finding(judgment.code)
    if judgment.ruling is Ruling.REFUSE:
        return _refused(number, finding)
    if holds:
        return Inspected(Verdict(number, Decision.HELD, (finding,)))
    return _warned(entry, finding, *entry.verdict.findings)


def _guard_children(inspected: Sequence[Inspected], moderator: Moderator) -> list[Inspected]:
    """Judge the age of the person on the photos that are left, by the median of the estimates."""
    ages = [entry.age_years for entry in inspected if entry.age_years is not None]
    if not ages:
        return list(inspected)
    judgment = moderator.judge_person(ages)
    return [
        _apply(judgment, entry, holds=moderator.holds) if entry.photo else entry
        for entry in inspected
    ]


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
    """Refuse photos that show somebody else than most of the set does.

    A stranger is too far from the medoid, the photo most like all others; or, as one who happens to
    be near that one photo, on average too far from those that are left.
    """
    known = {entry.verdict.photo: entry.photo.embedding for entry in inspected if entry.photo}
    if len(known) < 2:
        return list(inspected)
    distances = {
        one: {other: face_distance(known[one], known[other]) for other in known if other != one}
        for one in known
    }
    medoid = min(known, key=lambda one: np.median([0.0, *distances[one].values()]))
    limits = {entry.verdict.photo: _reach(entry.photo) for entry in inspected if entry.photo}
    near = {one for one in known if distances[medoid].get(one, 0.0) <= limits[one]}
    while len(near) > 2:
        mean = {one: np.mean([distances[one][other] for other in near - {one}]) for one in near}
        farthest = max(sorted(near), key=lambda one: mean[one] - limits[one])
        if mean[farthest] <= limits[farthest]:
            break
        near.remove(farthest)
    strangers = known.keys() - near
    doubtful = {one for one in near if distances[medoid].get(one, 0.0) > SAME_PERSON_DISTANCE}
    return [
        _refused(entry.verdict.photo, Finding("another_person"))
        if entry.verdict.photo in strangers
        else _warned(entry, Finding("perhaps_another_person"), *entry.verdict.findings)
        if entry.verdict.photo in doubtful
        else entry
        for entry in inspected
    ]


def _reach(photo: Photo) -> float:
    """Return how far from the others the same person may be measured: farther on a turned head."""
    turned = abs(photo.pose.yaw_deg) > TURNED_DEG
    return TURNED_PERSON_DISTANCE if turned else SAME_PERSON_DISTANCE


def _warned(entry: Inspected, *findings: Finding) -> Inspected:
    """Return the entry with these findings, and still usable."""
    return replace(entry, verdict=Verdict(entry.verdict.photo, Decision.WARNED, findings))


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


def _warn_of_derivatives(inspected: Sequence[Inspected]) -> list[Inspected]:
    """Name, for each usable photo of a moment that an earlier one shows too, that earlier photo."""
    told: list[Inspected] = []
    for entry in inspected:
        original = next((other for other in told if _shows_same_moment(entry, other)), None)
        if original is None:
            told.append(entry)
        else:
            finding = Finding("same_moment", {"original": original.verdict.photo})
            told.append(_warned(entry, *entry.verdict.findings, finding))
    return told


def _shows_same_moment(entry: Inspected, other: Inspected) -> bool:
    if entry.photo is None or other.photo is None or entry.view is None or other.view is None:
        return False
    return is_same_moment(entry.view, other.view)
