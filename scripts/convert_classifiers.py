"""Make small ONNX files of the published networks, for ``vendor_weights.py``.

The weights stay the published ones: those that come in 8 bits stay in 8 bits, the others are halved
to 16, and a node beside each widens it when the network is loaded. Needs ``onnx==1.23.2``, which is
no dependency of Trombine; the same version writes the same bytes.
"""

import base64
import io
import json
import re
import tarfile
from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET, IR_VERSION = 17, 9
SMALL = 64
"""Arrays of at most so many numbers stay in 32 bits: they are shapes, means and scales."""
U2NET_SIDE_PX = 224
NSFWJS = "package/dist/models/mobilenet_v2_mid/"
NSFWJS_CLASSES = 5
NSFWJS_SIDE_PX = 224

PLAIN_NODES: Mapping[str, tuple[str, dict[str, object]]] = {
    "Mul": ("Mul", {}),
    "Sub": ("Sub", {}),
    "AddV2": ("Add", {}),
    "AvgPool": ("GlobalAveragePool", {}),
    "Squeeze": ("Flatten", {}),
    "_FusedMatMul": ("Gemm", {}),
    "Softmax": ("Softmax", {"axis": 1}),
    "Identity": ("Identity", {}),
}
"""TensorFlow.js operations without surprises, in the words of ONNX."""

Array = np.ndarray[Any, np.dtype[Any]]
Node = dict[str, Any]


def halve_weights(published: bytes) -> bytes:
    """Return an ONNX network with its weights stored in 16 bits, computing in 32 as before."""
    model = onnx.load_model_from_string(published)
    graph = model.graph
    casts, stored = [], []
    for weight in graph.initializer:
        values = numpy_helper.to_array(weight)
        if values.dtype == np.float32 and values.size > SMALL:
            stored.append(numpy_helper.from_array(values.astype(np.float16), weight.name + "_half"))
            casts.append(_widen(weight.name + "_half", weight.name))
        else:
            stored.append(weight)
    inputs = [given for given in graph.input if given.name not in {w.name for w in stored}]
    inputs = [given for given in inputs if given.name + "_half" not in {w.name for w in stored}]
    nodes = [*casts, *graph.node]
    smaller = helper.make_graph(nodes, graph.name, inputs, list(graph.output), stored)
    return _serialized(smaller, model.opset_import[0].version, model.ir_version)


def fit_u2net(published: bytes) -> bytes:
    """Return U2-Net for pictures of ``U2NET_SIDE_PX``, with 16 bit weights and one map.

    Qin et al. 2020, "U2-Net: Going Deeper with Nested U-Structure for Salient Object Detection",
    Pattern Recognition 106. It has only convolutions and runs at any side; the six maps beside
    the fused one serve training.
    """
    model = onnx.load_model_from_string(published)
    del model.graph.output[1:]
    for end in (*model.graph.input, *model.graph.output):
        for side in end.type.tensor_type.shape.dim[2:]:
            side.dim_value = U2NET_SIDE_PX
    return halve_weights(bytes(model.SerializeToString()))


def convert_nsfwjs(tarball: bytes) -> bytes:
    """Return nsfwjs' middle MobileNet v2 as ONNX: (1, 3, 224, 224) in [0, 1] to 5 shares.

    Howard et al. 2017, arXiv:1704.04861, Sandler et al. 2018, arXiv:1801.04381. The shares are
    Drawing, Hentai, Neutral, Porn, Sexy.
    """
    with tarfile.open(fileobj=io.BytesIO(tarball), mode="r:gz") as archive:
        topology = _read_topology(_member(archive, "model.min.js"))
        shards = sorted(
            name for name in archive.getnames() if name.startswith(NSFWJS + "group1-shard")
        )
        raw = b"".join(_read_shard(_member(archive, name.removeprefix(NSFWJS))) for name in shards)
    return _NsfwjsGraph(topology, raw).build()


class _NsfwjsGraph:
    """Turns TensorFlow.js nodes into ONNX nodes, one after another."""

    def __init__(self, topology: Node, raw: bytes) -> None:
        self.source: list[Node] = topology["modelTopology"]["node"]
        self.stored = _slice_weights(topology["weightsManifest"][0]["weights"], raw)
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[TensorProto] = []
        self.names: dict[str, str] = {}
        self.sides = {"image": NSFWJS_SIDE_PX}

    def build(self) -> bytes:
        for node in self.source:
            if node["op"] != "Const":
                self.names[node["name"]] = self._convert(node)
        outputs = [helper.make_tensor_value_info("shares", TensorProto.FLOAT, [1, NSFWJS_CLASSES])]
        side = NSFWJS_SIDE_PX
        inputs = [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, side, side])]
        graph = helper.make_graph(self.nodes, "nsfwjs", inputs, outputs, self.initializers)
        return _serialized(graph, OPSET, IR_VERSION)

    def _convert(self, node: Node) -> str:
        """Add what computes the node; return the name of its result."""
        given = list(node.get("input", []))
        kind = node["op"]
        if kind == "Placeholder":
            return "image"
        if kind in {"_FusedConv2D", "FusedDepthwiseConv2dNative"}:
            return self._convolution(node, given)
        known, attributes = PLAIN_NODES[kind]
        operands = [
            self.names[name]
            if name in self.names
            else self._number(self._scalar(name))
            if kind in {"Mul", "Sub"}
            else self._weight(name)
            for name in given
        ]
        result = "shares" if kind == "Identity" else ""
        return self._add(known, operands, result=result, **attributes)

    def _convolution(self, node: Node, given: list[str]) -> str:
        attributes = node["attr"]
        depthwise = node["op"] != "_FusedConv2D"
        kernel = self.stored[given[1]][0]
        groups = kernel.shape[2] if depthwise else 1
        order = (2, 3, 0, 1) if depthwise else (3, 2, 0, 1)
        height, width = kernel.shape[:2]
        shape = (groups, 1, height, width) if depthwise else None
        padding = base64.b64decode(attributes["padding"]["s"]).decode()
        step = int(attributes["strides"]["list"]["i"][1])
        result = self._add(
            "Conv",
            [
                self.names[given[0]],
                self._weight(given[1], order=order, shape=shape),
                self._weight(given[2]),
            ],
            strides=[step, step],
            group=groups,
            pads=self._pads(given[0], height, step) if padding == "SAME" else [0, 0, 0, 0],
        )
        self.sides[result] = -(-self.sides[self.names[given[0]]] // step)
        fused = attributes["fused_ops"]["list"]["s"]
        if "Relu6" not in [base64.b64decode(name).decode() for name in fused]:
            return result
        return self._add("Clip", [result, self._number(0.0), self._number(6.0)])

    def _pads(self, name: str, kernel_px: int, step: int) -> list[int]:
        """Return TensorFlow's SAME padding in numbers: OpenCV 5.0 misreads ONNX's word for it."""
        side = self.sides[self.names[name]]
        total = max((-(-side // step) - 1) * step + kernel_px - side, 0)
        return [total // 2, total // 2, total - total // 2, total - total // 2]

    def _scalar(self, name: str) -> float:
        stored, scale, least = self.stored[name]
        return float(stored.ravel()[0]) * scale + least

    def _weight(
        self,
        name: str,
        *,
        order: tuple[int, ...] | None = None,
        shape: tuple[int, ...] | None = None,
    ) -> str:
        """Store a weight in its 8 bits and compute stored * scale + least on loading."""
        stored, scale, least = self.stored[name]
        values = stored.transpose(order) if order else stored
        values = values.reshape(shape) if shape else values
        eight = f"w{len(self.initializers)}"
        array = np.ascontiguousarray(values.squeeze() if order is None else values)
        self.initializers.append(numpy_helper.from_array(array, eight))
        self.nodes.append(_widen(eight, eight + "_wide"))
        scaled = self._add("Mul", [eight + "_wide", self._number(scale)])
        return self._add("Add", [scaled, self._number(least)])

    def _number(self, value: float) -> str:
        name = f"n{len(self.initializers)}"
        self.initializers.append(numpy_helper.from_array(np.array(value, np.float32), name))
        return name

    def _add(self, kind: str, inputs: list[str], *, result: str = "", **attributes: object) -> str:
        name = result or f"r{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        self.sides[name] = max(self.sides.get(given, 1) for given in inputs)
        return name


def _slice_weights(
    listed: list[Mapping[str, Any]], raw: bytes
) -> dict[str, tuple[Array, float, float]]:
    """Return each weight in its 8 bits with the scale and the least value that give its values."""
    weights, start = {}, 0
    for entry in listed:
        quantization = entry["quantization"]
        size = int(np.prod(entry["shape"], dtype=np.int64))
        stored = np.frombuffer(raw, np.uint8, size, start).reshape(entry["shape"])
        span = (float(quantization["scale"]), float(quantization["min"]))
        weights[entry["name"]] = (stored, *span)
        start += size
    if start != len(raw):
        raise ValueError("the shards do not hold what the topology lists")
    return weights


def _read_topology(script: str) -> Node:
    """Return the object a minified script exports: names without quotes, ``!0`` for true."""
    exported = script[script.index(".exports={") + len(".exports=") :]
    quoted = re.sub(r"([{,])([A-Za-z_]\w*):", r'\1"\2":', exported)
    spelled = re.sub(r"!1\b", "false", re.sub(r"!0\b", "true", quoted))
    numbers = re.sub(r"([:\[,]-?)\.(\d)", r"\g<1>0.\2", spelled)
    topology, _ = json.JSONDecoder().raw_decode(numbers)
    if not isinstance(topology, dict):
        raise TypeError("the script exports no object")
    return topology


def _read_shard(script: str) -> bytes:
    found = re.search(r'exports="([A-Za-z0-9+/=]+)"', script)
    if found is None:
        raise ValueError("the script exports no base64")
    return base64.b64decode(found.group(1))


def _member(archive: tarfile.TarFile, name: str) -> str:
    stream = archive.extractfile(NSFWJS + name)
    if stream is None:
        raise FileNotFoundError(name)
    return stream.read().decode()


def _widen(stored: str, name: str) -> onnx.NodeProto:
    return helper.make_node("Cast", [stored], [name], to=TensorProto.FLOAT)


def _serialized(graph: onnx.GraphProto, opset: int, ir_version: int) -> bytes:
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=ir_version
    )
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())
