"""From a photo to a portrait that every style can start from."""

from trombine.domain.photo import Photo
from trombine.engines.portrait.features import draw_features, draw_importance
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.preparation.crop import crop_head_and_shoulders
from trombine.engines.portrait.preparation.exposure import expose
from trombine.engines.portrait.preparation.eyes import calm_glare
from trombine.engines.portrait.preparation.matte import cut_out
from trombine.engines.portrait.preparation.normals import model_surface
from trombine.engines.portrait.preparation.regions import split_regions
from trombine.engines.portrait.preparation.relight import relight
from trombine.engines.portrait.preparation.sr_paint import comb, paint_by_super_resolution
from trombine.engines.portrait.preparation.strands import draw_missing_strands
from trombine.engines.portrait.preparation.truth import place_head, restore_details
from trombine.imaging.foreground import estimate_foreground

__all__ = ["prepare"]


def prepare(photo: Photo, *, stops: float = 0.0) -> Portrait:
    """Return the portrait of the one face on ``photo``, on a square of ``SIDE_PX``.

    Parameters
    ----------
    stops
        By how much to expose anew; ``metering.meter`` tells. At 0 skin is as light as it came.
    """
    crop = crop_head_and_shoulders(photo)
    landmarks = crop.landmarks
    features = draw_features(landmarks, size_px=SIDE_PX)
    importance = draw_importance(landmarks, size_px=SIDE_PX)
    alpha = cut_out(crop)
    foreground = estimate_foreground(crop.image, alpha)
    regions = split_regions(foreground, alpha, landmarks)
    exposed = expose(foreground, regions.skin, features, landmarks, stops=stops)
    relit = relight(exposed, alpha, regions.skin, features, importance, landmarks)
    head = place_head(alpha, regions, features, landmarks)
    relit = restore_details(relit, exposed, head)
    relit = calm_glare(relit, regions.skin, features, landmarks)
    normals, depth = model_surface(alpha, landmarks)
    painted = paint_by_super_resolution(relit, alpha, regions, features, importance, landmarks)
    painted = restore_details(painted, relit, head)
    painted = draw_missing_strands(painted, regions.hair, importance)
    return Portrait(
        relit=relit,
        painted=painted,
        combed=comb(painted, regions, importance),
        alpha=alpha,
        skin=regions.skin,
        hair=regions.hair,
        cloth=regions.cloth,
        normals=normals,
        depth=depth,
        importance=importance,
        landmarks=landmarks,
    )
