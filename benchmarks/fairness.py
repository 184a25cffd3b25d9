"""Whether avatars keep the tone of the skin, and treat everybody alike.

Everything is measured against the photo as it came, before the first of our steps. Styles that keep
natural color, and the prepared photo they start from ("preparation"): by how much each person's
facial skin gets lighter (CIELAB) and by how many degrees its hue turns; the means of each group of
skin tone; and whether darker skin is lightened more: the slope of the change over lightness, with a
95 % interval by bootstrap over people (Efron 1979). Styles that recolor: whether who is lighter on
the photos is lighter in the picture (Spearman 1904), and how far people's skins are apart.

Groups are by the individual typology angle of the pixels (Chardon, Cretois & Hourseau 1991) with
the limits of Del Bino & Bernerd 2013. They exist in this file only; of people, only differences are
kept in ``results/fairness.json``. Every usable photo (see ``people.py``) is drawn::

    python benchmarks/fairness.py FOLDER [STYLE ...]
"""

import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from people import find_people, keep, measure_people
from table import write_skin_table
from trombine.domain.order import Assignment
from trombine.domain.photo import Photo
from trombine.domain.subject import Subject
from trombine.engines.portrait.engine import PortraitEngine
from trombine.engines.portrait.preparation import prepare
from trombine.engines.portrait.preparation.crop import crop_head_and_shoulders
from trombine.engines.portrait.preparation.metering import meter
from trombine.engines.portrait.skin_tone import facial_skin, middle_mean
from trombine.engines.portrait.styles import find_styles
from trombine.imaging.arrays import FloatArray, SrgbImage
from trombine.imaging.color import linear_to_srgb, srgb_to_lab, srgb_to_linear

PREPARATION = "preparation"
VARIATIONS = (0,)
"""The others differ in ground and ink, not in what becomes of skin."""
GROUPS_DEG = {
    "very light": 55,
    "light": 41,
    "intermediate": 28,
    "tan": 10,
    "brown": -30,
    "dark": -90,
}
"""Names of skin tones, each with the angle from which it holds."""

NOTICEABLE_SLOPE = 0.05
"""Half a step of lightness between skins ten apart: less is not seen."""
RESAMPLES = 2000
FEWEST_PEOPLE = 3
"""Fewer have no slope worth an interval."""


@dataclass(frozen=True, slots=True)
class Skin:
    """One person's facial skin in CIELAB, (photos, 3) before and (photos, variations, 3) after."""

    before: FloatArray
    after: FloatArray


def measure_person(photos: Sequence[Photo], styles: Sequence[str]) -> dict[str, Skin]:
    """Return the skin on the photos as they came, and after each style and the preparation.

    Natural color is the middle half of the skin, its mean; ink and metal are seen from afar, as
    the mean of their light.
    """
    sitting = PortraitEngine().sit(Subject(tuple(photos)))
    came, after = [], defaultdict(list)
    for photo, stops in zip(photos, meter(photos), strict=True):
        portrait = prepare(photo, stops=stops)
        skin = facial_skin(portrait)
        came.append(_middle_color(crop_head_and_shoulders(photo).image, skin))
        after[PREPARATION].append([_middle_color(portrait.relit, skin)])
        for slug in styles:
            see = _mean_color if find_styles()[slug].card.recolors else _middle_color
            orders = [
                Assignment(1, slug, photo=photo.number, variation=v, seed=0) for v in VARIATIONS
            ]
            after[slug].append([see(sitting.render(order).image, skin) for order in orders])
    return {slug: Skin(np.array(came), np.array(skins)) for slug, skins in after.items()}


def _middle_color(picture: SrgbImage, skin: np.ndarray) -> FloatArray:
    return middle_mean(srgb_to_lab(picture)[skin])


def _mean_color(picture: SrgbImage, skin: np.ndarray) -> np.ndarray:
    light = srgb_to_linear(picture)[skin].mean(axis=0)
    return srgb_to_lab(linear_to_srgb(light[None, None])).ravel()


def summarize_drift(skins: Sequence[Skin]) -> dict[str, object]:
    """Return what happens to skin, over all people and by group."""
    tones = np.array([skin.before.mean(axis=0) for skin in skins])
    lifts = np.array(
        [(skin.after[..., 0].mean(axis=1) - skin.before[:, 0]).mean() for skin in skins]
    )
    turns = np.array([_turns_deg(skin).mean() for skin in skins])
    groups = np.array([name_group(tone) for tone in tones])
    slope, low, high = slope_with_interval(tones[:, 0], lifts)
    return {
        "median_abs_dL": round(float(np.median(np.abs(lifts))), 2),
        "median_dL": round(float(np.median(lifts)), 2),
        "median_abs_dhue_deg": round(float(np.median(np.abs(turns))), 2),
        "dL_per_10_L": [round(10 * value, 2) for value in (slope, low, high)],
        "lightens_darker_skin": bool(high < 0 and slope < -NOTICEABLE_SLOPE),
        "groups": {
            name: {
                "people": int((groups == name).sum()),
                "dL": round(float(lifts[groups == name].mean()), 2),
                "dhue_deg": round(float(turns[groups == name].mean()), 2),
            }
            for name in GROUPS_DEG
            if name in groups
        },
    }


def _turns_deg(skin: Skin) -> FloatArray:
    """Return by how much the hue turns towards yellow, (photos, variations), in [-180, 180)."""
    before, after = (
        np.degrees(np.arctan2(c[..., 2], c[..., 1])) for c in (skin.before, skin.after)
    )
    return (after - before[:, None] + 180) % 360 - 180


def name_group(tone: FloatArray) -> str:
    """Return the group of a color in CIELAB by its individual typology angle."""
    angle_deg = float(np.degrees(np.arctan2(tone[0] - 50, tone[2])))
    return next((name for name, least in GROUPS_DEG.items() if angle_deg > least), "dark")


def slope_with_interval(tones: np.ndarray, lifts: np.ndarray) -> tuple[float, float, float]:
    """Return the least-squares slope of ``lifts`` over ``tones`` and its 95 % interval."""
    if len(tones) < FEWEST_PEOPLE:
        return 0.0, 0.0, 0.0
    rng = np.random.default_rng(0)
    slopes = []
    while len(slopes) < RESAMPLES:
        chosen = rng.integers(0, len(tones), len(tones))
        if np.ptp(tones[chosen]) > 1:  # one person alone has no slope
            slopes.append(np.polyfit(tones[chosen], lifts[chosen], 1)[0])
    low, high = np.percentile(slopes, [2.5, 97.5])
    return float(np.polyfit(tones, lifts, 1)[0]), float(low), float(high)


def summarize_recoloring(skins: Sequence[Skin]) -> dict[str, object]:
    """Return whether people keep their order from dark to light, and how far they are apart."""
    came = np.array([skin.before.mean(axis=0) for skin in skins])
    drawn = np.array([skin.after.mean(axis=0) for skin in skins])  # (people, variations, 3)
    order = [rank_correlation(came[:, 0], drawn[:, v, 0]) for v in range(drawn.shape[1])]
    return {
        "rank_correlation_of_L": round(float(np.mean(order)), 2),
        "mean_L_apart_on_photos": round(float(_spread(came[:, None])), 2),
        "mean_L_apart_in_pictures": round(float(_spread(drawn)), 2),
    }


def rank_correlation(first: np.ndarray, second: np.ndarray) -> float:
    """Return Spearman's correlation: 1 where both put people into the same order."""
    ranks = [np.argsort(np.argsort(values)) for values in (first, second)]
    return float(np.corrcoef(*ranks)[0, 1])


def _spread(colors: np.ndarray) -> float:
    return np.abs(colors[..., 0] - colors[..., 0].mean(axis=0)).mean()


def main(folder: Path, chosen: Sequence[str]) -> None:
    """Draw, measure, keep and tell."""
    styles = list(chosen) or list(find_styles())
    people = find_people(folder)
    gathered: dict[str, list[Skin]] = defaultdict(list)
    for measured in measure_people(people, partial(measure_person, styles=styles)):
        for slug, skin in measured.items():
            gathered[slug].append(skin)
    result: dict[str, object] = {"people": len(people)}
    for slug, skins in gathered.items():
        recolors = slug != PREPARATION and find_styles()[slug].card.recolors
        result[slug] = summarize_recoloring(skins) if recolors else summarize_drift(skins)
    keep("fairness", result)
    tell(result)


def tell(result: Mapping[str, object]) -> None:
    """Print the README's table, and what the table leaves out."""
    print(write_skin_table(result))
    for slug, figures in result.items():
        if isinstance(figures, dict) and "groups" not in figures:
            print(f"{slug}: " + ", ".join(f"{name} {value}" for name, value in figures.items()))
        elif isinstance(figures, dict) and figures["lightens_darker_skin"]:
            print(f"{slug}: LIGHTENS DARKER SKIN")


if __name__ == "__main__":
    cv2.setNumThreads(1)
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
