"""Whether avatars keep the tone of the skin, and treat everybody alike.

Styles that keep natural color: how far the facial skin drifts in CIELAB from the relit photo, and
whether darker skin is lightened more: the slope of the change of lightness over lightness, over
people, with a 95 % interval by bootstrap over people (Efron 1979). The row "preparation" is the
relit photo against the photo itself: exposing what was too dark shows there, and has no limit.
Styles that recolor: how far the skins of different people are apart in the picture, against how far
apart they are on the photos.

Every usable photo (see ``people.py``) is drawn; people have numbers in ``results/fairness.json``::

    python benchmarks/fairness.py FOLDER [STYLE ...]
"""

import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from people import find_people, keep, measure_photos
from trombine.domain.order import Assignment
from trombine.domain.photo import Photo
from trombine.domain.subject import Subject
from trombine.engines.portrait.engine import PortraitEngine
from trombine.engines.portrait.preparation import prepare
from trombine.engines.portrait.preparation.crop import crop_head_and_shoulders
from trombine.engines.portrait.skin_tone import facial_skin, middle_mean
from trombine.engines.portrait.styles import find_styles
from trombine.imaging.arrays import FloatArray, SrgbImage
from trombine.imaging.color import linear_to_srgb, srgb_to_lab, srgb_to_linear

PREPARATION = "preparation"
VARIATIONS = (0, 1)
DRIFT_LIMIT = 3.0
NOTICEABLE_SLOPE = 0.05
"""Half a step of lightness between skins ten apart: less is not seen."""
RESAMPLES = 2000


def measure_skins(photo: Photo, styles: Sequence[str]) -> dict[str, np.ndarray]:
    """Return (variations, 2, 3): the CIELAB of the skin before and after, for each style.

    Before is the relit photo, but the photo as it came for ``PREPARATION``. Natural color is the
    middle half of the skin, its mean; ink and metal are seen from afar, as the mean of their light.
    """
    portrait, sitting = prepare(photo), PortraitEngine().sit(Subject((photo,)))
    skin = facial_skin(portrait)
    relit = _middle_color(portrait.relit, skin)
    came = _middle_color(crop_head_and_shoulders(photo).image, skin)
    measured = {PREPARATION: np.array([[came, relit]])}
    for slug in styles:
        see = _mean_color if find_styles()[slug].card.recolors else _middle_color
        orders = [Assignment(1, slug, photo=1, variation=v, seed=0) for v in VARIATIONS]
        pictures = [sitting.render(order).image for order in orders]
        measured[slug] = np.array([[relit, see(picture, skin)] for picture in pictures])
    return measured


def _middle_color(picture: SrgbImage, skin: np.ndarray) -> FloatArray:
    return middle_mean(srgb_to_lab(picture)[skin])


def _mean_color(picture: SrgbImage, skin: np.ndarray) -> np.ndarray:
    light = srgb_to_linear(picture)[skin].mean(axis=0)
    return srgb_to_lab(linear_to_srgb(light[None, None])).ravel()


def summarize_drift(skins: Mapping[str, np.ndarray]) -> dict[str, object]:
    """Return drift and its slope over skin tone from each person's (photos, 2, 3) skins."""
    every = np.concatenate(list(skins.values()))
    change = every[:, 1] - every[:, 0]
    tones = np.array([theirs[:, 0, 0].mean() for theirs in skins.values()])
    lifts = np.array([(theirs[:, 1, 0] - theirs[:, 0, 0]).mean() for theirs in skins.values()])
    slope, low, high = slope_with_interval(tones, lifts)
    return {
        "median_abs_dL": round(float(np.median(np.abs(change[:, 0]))), 2),
        "median_dL": round(float(np.median(change[:, 0])), 2),
        "median_dE": round(float(np.median(np.linalg.norm(change, axis=1))), 2),
        "dL_per_10_L": [round(10 * value, 2) for value in (slope, low, high)],
        "lightens_darker_skin": high < 0 and slope < -NOTICEABLE_SLOPE,
        "people": {
            f"person {number}": {
                "skin_L": round(float(tones[number - 1]), 1),
                "dL": round(float(lifts[number - 1]), 2),
                "dE": round(float(np.linalg.norm(theirs[:, 1] - theirs[:, 0], axis=1).mean()), 2),
            }
            for number, theirs in enumerate(skins.values(), start=1)
        },
    }


def slope_with_interval(tones: np.ndarray, lifts: np.ndarray) -> tuple[float, float, float]:
    """Return the least-squares slope of ``lifts`` over ``tones`` and its 95 % interval."""
    rng = np.random.default_rng(0)
    slopes = []
    while len(slopes) < RESAMPLES:
        chosen = rng.integers(0, len(tones), len(tones))
        if np.ptp(tones[chosen]) > 1:  # one person alone has no slope
            slopes.append(np.polyfit(tones[chosen], lifts[chosen], 1)[0])
    low, high = np.percentile(slopes, [2.5, 97.5])
    return float(np.polyfit(tones, lifts, 1)[0]), float(low), float(high)


def summarize_recoloring(skins: Mapping[str, np.ndarray]) -> dict[str, object]:
    """Return how far apart people's skins are, with the variation fixed.

    Parameters
    ----------
    skins
        Each person's (photos, variations, 2, 3).
    """
    means = np.array([theirs.mean(axis=0) for theirs in skins.values()])
    apart = means - means.mean(axis=0)  # (people, variations, 2, 3)
    light = np.abs(apart[..., 0]).mean(axis=(0, 1))
    chroma = np.linalg.norm(apart[..., 1:], axis=-1).mean(axis=(0, 1))
    return {
        "mean_L_apart_on_photos": round(float(light[0]), 2),
        "mean_L_apart_in_pictures": round(float(light[1]), 2),
        "mean_ab_apart_on_photos": round(float(chroma[0]), 2),
        "mean_ab_apart_in_pictures": round(float(chroma[1]), 2),
        "L_of_pictures": {
            f"person {number}": round(float(lightness), 1)
            for number, lightness in enumerate(means[:, :, 1, 0].mean(axis=1), start=1)
        },
    }


def main(folder: Path, chosen: Sequence[str]) -> None:
    """Draw, measure, keep and tell."""
    styles = list(chosen) or list(find_styles())
    people = find_people(folder)
    gathered: dict[str, dict[str, list[np.ndarray]]] = defaultdict(lambda: defaultdict(list))
    for name, measured in measure_photos(people, partial(measure_skins, styles=styles)):
        for slug, skins in measured.items():
            gathered[slug][name].append(skins)
    result: dict[str, object] = {"people": len(people)}
    for slug, theirs in gathered.items():
        if slug != PREPARATION and find_styles()[slug].card.recolors:
            result[slug] = summarize_recoloring({n: np.stack(s) for n, s in theirs.items()})
        else:
            result[slug] = summarize_drift({n: np.concatenate(s) for n, s in theirs.items()})
    keep("fairness", result)
    tell(result, list(people))


def tell(result: Mapping[str, object], names: Sequence[str]) -> None:
    """Print a line a style, and what it does to each person by name."""
    for slug, figures in result.items():
        if not isinstance(figures, dict):
            continue
        if "median_dL" not in figures:
            whole = ", ".join(f"{k} {v}" for k, v in figures.items() if k.startswith("mean"))
            each = zip(names, figures["L_of_pictures"].values(), strict=True)
            print(f"{slug}: {whole}\n    " + "  ".join(f"{n} L {lt:.0f}" for n, lt in each))
            continue
        kept = "kept" if figures["median_abs_dL"] <= DRIFT_LIMIT else "DRIFTS"
        kept = "exposed" if slug == PREPARATION else kept
        trend = "LIGHTENS DARKER SKIN" if figures["lightens_darker_skin"] else "no such trend shown"
        print(
            f"{slug}: |dL| {figures['median_abs_dL']} {kept}, dL {figures['median_dL']}, "
            f"dE {figures['median_dE']}, dL per 10 L {figures['dL_per_10_L']} {trend}"
        )
        each = zip(names, figures["people"].values(), strict=True)
        print("    " + "  ".join(f"{n} L{p['skin_L']:.0f} dL{p['dL']:+.1f}" for n, p in each))


if __name__ == "__main__":
    cv2.setNumThreads(1)
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
