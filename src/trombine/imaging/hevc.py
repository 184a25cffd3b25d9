"""The colors an HEVC stream says it has: what a HEIC without a color box leaves to the stream.

ITU-T H.265 (2021): the sequence parameter set (7.3.2.2) and its usability information (E.2.1).
"""

SEQUENCE_PARAMETERS = 33
"""The type of the unit that is looked for (table 7-1)."""

EXTENDED_ASPECT = 255
MOST_REFERENCE_SETS, MOST_PICTURES = 64, 16


class Bits:
    """Reads bits in their order; past the end it raises IndexError."""

    def __init__(self, content: bytes) -> None:
        self.content, self.place = content, 0

    def take(self, count: int) -> int:
        """Return so many bits as a number."""
        value = 0
        for _ in range(count):
            byte = self.content[self.place >> 3]
            value = value << 1 | byte >> (7 - (self.place & 7)) & 1
            self.place += 1
        return value

    def skip(self, count: int) -> None:
        """Leave bits out."""
        self.place += count

    def take_golomb(self) -> int:
        """Return an unsigned number in the Exponential-Golomb code (9.2)."""
        zeros = 0
        while not self.take(1):
            zeros += 1
            if zeros > 32:
                raise ValueError
        return (1 << zeros) - 1 + self.take(zeros)


def read_stream_colors(configuration: bytes) -> tuple[int, int] | None:
    """Return primaries and transfer of an ``hvcC`` box's content, None when it says neither.

    Raises
    ------
    IndexError, ValueError
        It is broken.
    """
    at, arrays = 23, configuration[22]
    for _ in range(arrays):
        kind = configuration[at] & 0x3F
        units = int.from_bytes(configuration[at + 1 : at + 3], "big")
        at += 3
        for _ in range(units):
            length = int.from_bytes(configuration[at : at + 2], "big")
            if kind == SEQUENCE_PARAMETERS:
                return _read_sequence(_unescape(configuration[at + 2 : at + 2 + length]))
            at += 2 + length
    return None


def _unescape(unit: bytes) -> bytes:
    """Return a unit without its header and the bytes that keep it from looking like another."""
    return unit[2:].replace(b"\0\0\3", b"\0\0")


def _read_sequence(content: bytes) -> tuple[int, int] | None:
    bits = Bits(content)
    bits.skip(4)
    layers = bits.take(3)
    bits.skip(1)
    _skip_profile(bits, layers)
    bits.take_golomb()
    if bits.take_golomb() == 3:  # chroma format with planes of their own
        bits.skip(1)
    bits.take_golomb()
    bits.take_golomb()
    if bits.take(1):
        _skip_golombs(bits, 4)  # the window that is shown
    _skip_golombs(bits, 2)
    order_bits = bits.take_golomb() + 4
    each_layer = bits.take(1)
    _skip_golombs(bits, 3 * (layers + 1 if each_layer else 1))
    _skip_golombs(bits, 6)
    if bits.take(1) and bits.take(1):
        _skip_scaling_lists(bits)
    bits.skip(2)
    if bits.take(1):
        bits.skip(8)
        _skip_golombs(bits, 2)
        bits.skip(1)
    _skip_reference_sets(bits)
    if bits.take(1):
        for _ in range(min(bits.take_golomb(), 32)):
            bits.skip(order_bits + 1)
    bits.skip(2)
    return _read_usability(bits) if bits.take(1) else None


def _read_usability(bits: Bits) -> tuple[int, int] | None:
    if bits.take(1) and bits.take(8) == EXTENDED_ASPECT:
        bits.skip(32)
    if bits.take(1):
        bits.skip(1)
    if not bits.take(1):
        return None
    bits.skip(4)
    return (bits.take(8), bits.take(8)) if bits.take(1) else None


def _skip_golombs(bits: Bits, count: int) -> None:
    for _ in range(count):
        bits.take_golomb()


def _skip_profile(bits: Bits, layers: int) -> None:
    """Leave out the profile and level, of the whole and of each layer in time (7.3.3)."""
    bits.skip(96)
    if not layers:
        return
    present = [(bits.take(1), bits.take(1)) for _ in range(layers)]
    bits.skip(2 * (8 - layers))
    for profile, level in present:
        bits.skip(88 * profile + 8 * level)


def _skip_scaling_lists(bits: Bits) -> None:
    """Leave out the scaling of coefficients (7.3.4); numbers with a sign are as long as without."""
    for size in range(4):
        for _ in range(2 if size == 3 else 6):
            if not bits.take(1):
                bits.take_golomb()
                continue
            if size > 1:
                bits.take_golomb()
            _skip_golombs(bits, min(64, 1 << (4 + 2 * size)))


def _skip_reference_sets(bits: Bits) -> None:
    """Leave out which pictures lean on which (7.3.7)."""
    pictures: list[int] = []
    for number in range(min(bits.take_golomb(), MOST_REFERENCE_SETS)):
        if number and bits.take(1):
            bits.skip(1)
            bits.take_golomb()
            # Of the pictures of the set before and itself, those used or meant to be.
            kept = [bits.take(1) or bits.take(1) for _ in range(pictures[-1] + 1)]
            pictures.append(sum(kept))
            continue
        before, after = bits.take_golomb(), bits.take_golomb()
        if max(before, after) > MOST_PICTURES:
            raise ValueError
        for _ in range(before + after):
            bits.take_golomb()
            bits.skip(1)
        pictures.append(before + after)
