"""Which kind of file it is, by its first bytes; every kind that galleries hold has a name.

No decoder is needed to tell, so that nothing of a file that is refused is ever parsed.
"""

MAGIC_BYTES = 64
"""What tells the formats that are taken: HEIC and AVIF list their brands in it."""

NAME_BYTES = 1024
"""What names the others: pages and drawings may begin with a comment."""

FORMATS_TAKEN = ("JPEG", "PNG", "WebP", "HEIC", "AVIF", "TIFF", "GIF", "BMP")
"""As sentences and pages name them."""

RAW_FORMATS = ("RAW (DNG)", "RAW")
"""What a camera's sensor saw, in the clothes of a TIFF: only the decoder can tell."""

HEIF_BRANDS = frozenset((b"heic heix heim heis hevc hevx mif1 mif2 msf1 miaf MiHB MiHE").split())
AVIF_BRANDS = frozenset((b"avif", b"avis", b"MA1A", b"MA1B"))
BMP_HEADER_BYTES = frozenset((12, 16, 40, 52, 56, 64, 108, 124))
"""The lengths a bitmap's second header may have; many texts begin with BM, too."""

TIFF_MAGICS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
NAMES_BY_MAGIC = {
    b"%PDF": "PDF",
    b"\xff\x0a": "JPEG XL",
    b"\0\0\0\x0cJXL ": "JPEG XL",
    b"\0\0\0\x0cjP  ": "JPEG 2000",
    b"\xff\x4f\xff\x51": "JPEG 2000",
    b"8BPS": "Photoshop (PSD)",
    b"gimp xcf": "GIMP (XCF)",
    b"\0\0\1\0": "ICO",
    b"%!PS": "PostScript",
    b"\xc5\xd0\xd3\xc6": "PostScript",
    b"v/1\x01": "OpenEXR",
    b"#?RADIANCE": "Radiance HDR",
    b"#?RGBE": "Radiance HDR",
    b"DDS ": "DDS",
    b"BPG\xfb": "BPG",
    b"IIRO": "RAW (ORF)",
    b"IIRS": "RAW (ORF)",
    b"MMOR": "RAW (ORF)",
    b"IIU\0": "RAW (RW2)",
    b"FUJIFILMCCD-RAW": "RAW (RAF)",
    b"FOVb": "RAW (X3F)",
    b"\0MRM": "RAW (MRW)",
    b"PK\x03\x04": "ZIP",
    b"PK\x05\x06": "ZIP",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "GZIP",
    b"\x1aE\xdf\xa3": "Matroska (MKV, WebM)",
    b"\xd0\xcf\x11\xe0": "Office",
    b"ID3": "MP3",
    b"OggS": "Ogg",
    b"fLaC": "FLAC",
    b"{\\rtf": "RTF",
    b"\x7fELF": "ELF",
    b"bplist": "plist",
}
NAMES_BY_RIFF = {b"AVI ": "AVI", b"WAVE": "WAV", b"CDXA": "MPEG"}
NAMES_BY_BRAND = {
    b"qt  ": "MOV",
    b"crx ": "RAW (CR3)",
    b"jxl ": "JPEG XL",
    b"jp2 ": "JPEG 2000",
    b"M4A ": "M4A",
    b"3gp": "3GP",
}
QUICKTIME_ATOMS = (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
"""What old films begin with, where newer ones name their brand."""


class NotTaken(Exception):
    """A file is no photo for us: a stable code and, where its format is the reason, its name."""

    def __init__(self, code: str, name: str = "") -> None:
        super().__init__(code)
        self.code, self.name = code, name


def recognize(head: bytes) -> list[str]:
    """Return the decoders a file that begins like this may need; none when we take no such file."""
    if head[4:8] == b"ftyp":
        return _recognize_brands(head)
    is_webp = head.startswith(b"RIFF") and head[8:12] == b"WEBP"
    is_tiff = head.startswith(TIFF_MAGICS) and head[8:11] != b"CR\x02"
    is_bmp = head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in BMP_HEADER_BYTES
    signs = {
        "JPEG": head.startswith(b"\xff\xd8\xff"),
        "PNG": head.startswith(b"\x89PNG\r\n\x1a\n"),
        "WEBP": is_webp,
        "GIF": head.startswith((b"GIF87a", b"GIF89a")),
        "TIFF": is_tiff,
        "BMP": is_bmp,
    }
    return [name for name, is_so in signs.items() if is_so]


def name_format(head: bytes) -> str:
    """Return what a file is that is not taken, as people call it; empty when nobody could tell."""
    if head.startswith(TIFF_MAGICS):
        return "RAW (CR2)"
    if head.startswith(b"RIFF"):
        return NAMES_BY_RIFF.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return NAMES_BY_BRAND.get(brand) or NAMES_BY_BRAND.get(brand[:3]) or "MP4"
    if head[4:8] in QUICKTIME_ATOMS:
        return "MOV"
    for magic, name in NAMES_BY_MAGIC.items():
        if head.startswith(magic):
            return name
    return _name_text(head)


def _recognize_brands(head: bytes) -> list[str]:
    """Return the decoders of the brands in a file's first box; some brands mean either."""
    length = min(int.from_bytes(head[:4], "big"), len(head))
    major, *others = (head[at : at + 4] for at in range(8, length - 3, 4))
    brands = {major, *others[1:]}  # after the major brand stands its version
    if major in NAMES_BY_BRAND or not brands & (HEIF_BRANDS | AVIF_BRANDS):
        return []
    if major in AVIF_BRANDS:
        return ["AVIF"]
    return ["AVIF", "HEIF"] if brands & AVIF_BRANDS else ["HEIF"]


def _name_text(head: bytes) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "HTML"
    if start.startswith((b"<svg", b"<?xml", b"<!--", b"<!doctype svg")):
        return "SVG" if b"<svg" in start else "HTML" if b"<html" in start else "XML"
    return "PNM" if head[:1] == b"P" and head[1:2] in b"123456" and head[2:3].isspace() else ""
