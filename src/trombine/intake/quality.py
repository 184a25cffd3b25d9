"""What one photo is like, measured on its main face."""

from dataclasses import dataclass

import cv2
import numpy as np

from trombine.domain.photo import Finding, HeadPose
from trombine.faces.covers import Covers, look_for_covers
from trombine.faces.topology import (
    LEFT_CHEEK,
    LEFT_EYE,
    LEFT_EYE_OUTER,
    MESH_POINTS,
    RIGHT_CHEEK,
    RIGHT_EYE,
    RIGHT_EYE_OUTER,
)
from trombine.imaging.arrays import FloatArray, Points, SrgbImage
from trombine.imaging.color import luma

FACE_PX = 160
FACE_WIDTH_REFUSED_PX, FACE_WIDTH_WARNED_PX = 64, 120
BLUR_REFUSED, BLUR_WARNED = 0.006, 0.02
DARK_REFUSED, DARK_WARNED = 40 / 255, 60 / 255
BRIGHT_REFUSED, BRIGHT_WARNED, CLIPPED_REFUSED = 215 / 255, 195 / 255, 0.35
YAW_REFUSED_DEG, YAW_WARNED_DEG = 42, 33
ROLL_REFUSED_DEG, PITCH_REFUSED_DEG = 40, (-38, 25)
EYE_LIGHT_REFUSED = 0.35
EYE_FLAT_REFUSED = 0.72
"""Of 1,306 faces sorted as without dark glasses the flattest reach 0.66; mirrored lenses, 0.96."""
MOUTH_REFUSED, MOUTH_WARNED = 0.7, 0.0
EYES_REFUSED, EYES_WARNED = 1.5, 0.5
"""Logits of ``look_for_covers``; decision 0030 says what each lets through and what it takes."""
OUTSIDE_REFUSED = 0.06
OUTLINE_GOOD, OUTLINE_WARNED = 0.85, 0.75
"""From the first a photo loses nothing by its ground; below the second its owner is told."""


@dataclass(frozen=True, slots=True)
class FaceQuality:
    """Measurements of a face; see the functions below for units."""

    width_px: float
    sharpness: float
    mean_light: float
    clipped: float
    eye_light: float
    eye_flatness: float
    covers: Covers
    outside: float
    pose: HeadPose


def measure_quality(image: SrgbImage, landmarks: Points, pose: HeadPose) -> FaceQuality:
    """Return the measurements the verdict rests on."""
    low, high = landmarks[:MESH_POINTS, :2].min(axis=0), landmarks[:MESH_POINTS, :2].max(axis=0)
    limits = np.array([image.shape[1], image.shape[0]])
    tone = _face_tone(image, np.concatenate([low, high]))
    points = landmarks[:MESH_POINTS, :2]
    inside = ((points >= 0) & (points < limits)).all(axis=1)
    return FaceQuality(
        width_px=float(high[0] - low[0]),
        sharpness=_sharpness(tone),
        mean_light=float(tone.mean()),
        clipped=float((tone > 245 / 255).mean()),
        eye_light=_eye_light(image, landmarks),
        eye_flatness=_eye_flatness(image, landmarks),
        covers=look_for_covers(image, landmarks),
        outside=float(1 - inside.mean()),
        pose=pose,
    )


def measure_sharpness(image: SrgbImage, box: FloatArray) -> float:
    """Return how sharp what lies in a box (x0, y0, x1, y1) is, as ``FaceQuality`` counts it."""
    return _sharpness(_face_tone(image, box))


def judge_face(quality: FaceQuality) -> tuple[list[Finding], list[Finding]]:
    """Return the reasons to refuse and the reasons to warn, the gravest first."""
    refusals, warnings = [], []

    def judge(code: str, *, refuse: bool, warn: str = "", warned: bool = False) -> None:
        if refuse:
            refusals.append(Finding(code))
        elif warned:
            warnings.append(Finding(warn))

    width, pose = quality.width_px, quality.pose
    judge("face_cut", refuse=quality.outside > OUTSIDE_REFUSED)
    judge(
        "face_too_small",
        refuse=width < FACE_WIDTH_REFUSED_PX,
        warn="low_resolution",
        warned=width < FACE_WIDTH_WARNED_PX,
    )
    judge(
        "turned_away",
        refuse=abs(pose.yaw_deg) > YAW_REFUSED_DEG
        or not PITCH_REFUSED_DEG[0] <= pose.pitch_deg <= PITCH_REFUSED_DEG[1],
        warn="turned_somewhat",
        warned=abs(pose.yaw_deg) > YAW_WARNED_DEG,
    )
    judge("tilted", refuse=abs(pose.roll_deg) > ROLL_REFUSED_DEG)
    judge(
        "too_dark",
        refuse=quality.mean_light < DARK_REFUSED,
        warn="dim",
        warned=quality.mean_light < DARK_WARNED,
    )
    judge(
        "too_bright",
        refuse=quality.mean_light > BRIGHT_REFUSED or quality.clipped > CLIPPED_REFUSED,
        warn="bright",
        warned=quality.mean_light > BRIGHT_WARNED,
    )
    judge(
        "blurred",
        refuse=quality.sharpness < BLUR_REFUSED,
        warn="soft",
        warned=quality.sharpness < BLUR_WARNED,
    )
    judge(
        "eyes_hidden",
        refuse=quality.eye_light < EYE_LIGHT_REFUSED
        or quality.eye_flatness > EYE_FLAT_REFUSED
        or quality.covers.eyes > EYES_REFUSED,
        warn="eyes_perhaps_hidden",
        warned=quality.covers.eyes > EYES_WARNED,
    )
    judge(
        "mouth_hidden",
        refuse=quality.covers.mouth > MOUTH_REFUSED,
        warn="mouth_perhaps_hidden",
        warned=quality.covers.mouth > MOUTH_WARNED,
    )
    return refusals, warnings


def judge_outline(outline: float) -> list[Finding]:
    """Return a reason to warn where the person can hardly be told from the ground."""
    return [Finding("unclear_outline")] if outline < OUTLINE_WARNED else []


def rate_quality(quality: FaceQuality, *, outline: float = 1.0) -> float:
    """Return the fitness for a portrait in [0, 1], to choose the best photos by.

    ``outline`` is what ``measure_outline`` says of the photo.
    """
    size = np.clip(quality.width_px / 300, 0, 1)
    sharp = np.clip(quality.sharpness / 0.06, 0, 1)
    frontal = np.clip(1 - abs(quality.pose.yaw_deg) / 45, 0, 1)
    light = np.clip(1 - abs(quality.mean_light - 0.5) * 1.6, 0, 1)
    face = 0.3 * size + 0.2 * sharp + 0.3 * frontal + 0.2 * light
    return float(face * min(outline / OUTLINE_GOOD, 1.0))


def _face_tone(image: SrgbImage, box: FloatArray) -> FloatArray:
    limits = np.array([image.shape[1], image.shape[0]])
    left, top = np.clip(box[:2], 0, limits - 2).astype(int)
    right, bottom = np.clip(box[2:], [left + 2, top + 2], limits).astype(int)
    face = image[top:bottom, left:right]
    return luma(SrgbImage(cv2.resize(face, (FACE_PX, FACE_PX), interpolation=cv2.INTER_AREA)))


def _sharpness(tone: FloatArray) -> float:
    return float(cv2.Laplacian(tone, cv2.CV_32F).var() / (tone.var() + 1e-6))


def _patch(image: FloatArray, center: FloatArray, radius_px: float) -> FloatArray:
    height, width = image.shape[:2]
    x, y = np.clip(center, [0, 0], [width - 1, height - 1])
    reach = max(radius_px, 1)
    rows = slice(int(max(0, y - reach)), int(min(height, y + reach + 1)))
    columns = slice(int(max(0, x - reach)), int(min(width, x + reach + 1)))
    return image[rows, columns].reshape(-1, image.shape[2])


def _eye_light(image: SrgbImage, landmarks: Points) -> float:
    """Return the light of the darker eye's brightest part over the cheeks': dark lenses lack it."""
    eye_distance = float(np.linalg.norm(landmarks[LEFT_EYE_OUTER] - landmarks[RIGHT_EYE_OUTER]))
    cheeks = [
        _patch(image, landmarks[i, :2], eye_distance * 0.09).mean()
        for i in (LEFT_CHEEK, RIGHT_CHEEK)
    ]
    eyes = [
        np.percentile(
            _patch(image, landmarks[list(eye), :2].mean(axis=0), eye_distance * 0.13).mean(axis=1),
            90,
        )
        for eye in (LEFT_EYE, RIGHT_EYE)
    ]
    return float(min(eyes) / max(float(np.median(cheeks)), 1e-3))


def _eye_flatness(image: SrgbImage, landmarks: Points) -> float:
    """Return the darkest over the lightest of the livelier eye, [0, 1]: a bare one has a pupil."""
    right, left = landmarks[LEFT_EYE_OUTER, :2], landmarks[RIGHT_EYE_OUTER, :2]
    reach = np.linalg.norm(left - right) * np.array([0.13, 0.09])
    limits = np.array([image.shape[1], image.shape[0]])
    shares = []
    for eye in (LEFT_EYE, RIGHT_EYE):
        center = landmarks[list(eye), :2].mean(axis=0)
        x0, y0 = np.clip(center - reach, 0, limits - 2).astype(int)
        x1, y1 = np.clip(center + reach + 1, [x0 + 2, y0 + 2], limits).astype(int)
        tone = image[y0:y1, x0:x1].mean(axis=2)
        dark, light = np.percentile(
            cv2.GaussianBlur(tone, (0, 0), max(reach[0] * 0.09, 0.5)), [5, 95]
        )
        shares.append(dark / max(light, 1e-3))
    return float(min(shares))
