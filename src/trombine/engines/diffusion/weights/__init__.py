"""Weights too large to come with Trombine: which there are, where they lie, how they get there.

Nothing here imports torch, so that weights can be fetched on one machine and used on another.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from trombine.domain.text import LocalizedText
from trombine.errors import InputRefused

__all__ = ["AURAFACE", "KLEIN", "WEIGHT_SETS", "WeightSet", "find_weight_set"]


@dataclass(frozen=True, slots=True)
class WeightSet:
    """One published model.

    Parameters
    ----------
    model
        Its name in the labels of the pictures it made.
    patterns
        The files of the repository that are needed; ``*`` matches across folders.
    essential
        The file without which a folder does not hold these weights.
    license_name, license_url
        SPDX name, and where the text is. A hub that tells of another license is refused.
    revision
        The commit whose files were read and tested; None while nobody here has read one: the
        first download then pins the hub's newest, in the lock beside the files.
    """

    name: str
    model: str
    repository: str
    patterns: tuple[str, ...]
    essential: str
    purpose: LocalizedText
    license_name: str
    license_url: str
    revision: str | None = None


KLEIN = WeightSet(
    name="flux2-klein-4b",
    model="FLUX.2-klein-4B",
    repository="black-forest-labs/FLUX.2-klein-4B",
    patterns=(
        "model_index.json", "LICENSE*", "scheduler/*", "text_encoder/*", "tokenizer/*",
        "transformer/*", "vae/*",
    ),
    essential="model_index.json",
    purpose=LocalizedText(
        en="imagines the pictures of the diffusion engine",
        fr="imagine les images du moteur de diffusion",
    ),
    license_name="Apache-2.0",
    license_url="https://www.apache.org/licenses/LICENSE-2.0",
)  # fmt: skip

AURAFACE = WeightSet(
    name="auraface",
    model="AuraFace-v1",
    repository="fal/AuraFace-v1",
    patterns=("glintr100.onnx", "LICENSE*"),
    essential="glintr100.onnx",
    purpose=LocalizedText(
        en="a second opinion on likeness; not needed",
        fr="un second avis sur la ressemblance ; facultatif",
    ),
    license_name="Apache-2.0",
    license_url="https://www.apache.org/licenses/LICENSE-2.0",
)

WEIGHT_SETS: Mapping[str, WeightSet] = {known.name: known for known in (KLEIN, AURAFACE)}


def find_weight_set(name: str) -> WeightSet:
    """Return the weights of this name.

    Raises
    ------
    InputRefused
        ``weights_unknown``.
    """
    if name not in WEIGHT_SETS:
        raise InputRefused("weights_unknown", name=name, known=", ".join(WEIGHT_SETS))
    return WEIGHT_SETS[name]
