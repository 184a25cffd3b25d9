"""A network in an ONNX file that sees the mean color of a chip and nothing else.

Written byte by byte (protocol buffers, onnx.proto3), for the onnx package is no dependency.
"""


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _message(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _tensor(name: str, shape: tuple[int, ...]) -> bytes:
    sides = b"".join(_message(1, _number(1, side)) for side in shape)
    tensor = _number(1, 1) + _message(2, sides)  # 1: 32-bit floats
    return _message(1, name.encode()) + _message(2, _message(1, tensor))


def _node(operation: str, given: str, result: str) -> bytes:
    return (
        _message(1, given.encode()) + _message(2, result.encode()) + _message(4, operation.encode())
    )


def mean_color_network(side_px: int = 112) -> bytes:
    """Return the file."""
    graph = (
        _message(1, _node("GlobalAveragePool", "chip", "means"))
        + _message(1, _node("Flatten", "means", "vector"))
        + _message(2, b"mean-color")
        + _message(11, _tensor("chip", (1, 3, side_px, side_px)))
        + _message(12, _tensor("vector", (1, 3)))
    )
    return _number(1, 8) + _message(7, graph) + _message(8, _number(2, 17))
