"""Whether a picture was made with AI, as far as the file itself can tell.

A signed manifest says most, metadata can be written by anybody, and where nothing is found nothing
is proven: each verdict says which of these it rests on.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from trombine.domain.photo import Finding
from trombine.errors import InputRefused, PhotoRejected
from trombine.imaging.codec import decode_photo
from trombine.imaging.decoder_child import MAX_BYTES, MIN_SIDE_PX
from trombine.imaging.formats import MAGIC_BYTES, recognize
from trombine.provenance.claims import SYSTEM
from trombine.provenance.reading import (
    Anchors,
    Claims,
    ManifestClaim,
    ManifestState,
    XmpClaim,
    read_claims,
)
from trombine.provenance.watermark import COMMON_MARK, find_known_or_any

# Digital source types that say a trained model took part.
AI_TERMS = ("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia")
UNNAMED = "?"
VERIFIABLE = frozenset(("JPEG", "PNG", "WEBP", "AVIF", "HEIF"))
PUBLIC_ONLY = Anchors()


@dataclass(frozen=True, slots=True)
class MarkClaim:
    """Whether the picture carries the invisible mark.

    ``searched`` is False where the picture could not be looked at; ``obstacle`` is then the code it
    is refused with as a photo, such as ``too_small``. ``whose`` is ``common`` (any private
    installation), ``host`` or ``other``, and empty where none is found.
    """

    searched: bool = False
    obstacle: str = ""
    detected: bool = False
    score: float = 0.0
    whose: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found, and what follows from it.

    ``verdict`` is the code of the first of ``findings``, each of which is a sentence for people;
    see ``docs/provenance.md`` for the codes.
    """

    claims: Claims
    watermark: MarkClaim
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> str:
        """The one code that sums up."""
        return self.findings[0].code


@dataclass(frozen=True, slots=True)
class Verifier:
    """Judges untrusted pictures by whom and which mark is known here."""

    anchors: Anchors = PUBLIC_ONLY
    mark: int = COMMON_MARK

    def verify(self, file: bytes) -> Verification:
        """Return what an untrusted file tells of its origin; neither kept nor changed.

        Raises
        ------
        InputRefused
            ``not_verifiable``: no JPEG, PNG, WebP, AVIF or HEIC, or too large.
        OutOfResources, InstallationBroken
            It is this computer that cannot.
        """
        formats = recognize(file[:MAGIC_BYTES])
        if len(file) > MAX_BYTES or not formats or not VERIFIABLE.issuperset(formats):
            raise InputRefused("not_verifiable", megabytes=MAX_BYTES >> 20)
        claims = read_claims(file, self.anchors)
        watermark = self._search(file)
        return Verification(claims, watermark, tuple(_judge(claims, watermark)))

    def _search(self, file: bytes) -> MarkClaim:
        """Look for the marks known here, then for any."""
        try:
            image = decode_photo(file)
        except PhotoRejected as reason:
            return MarkClaim(obstacle=reason.code)
        known = {self.mark: "host", COMMON_MARK: "common"}
        found = find_known_or_any(image, list(known))
        whose = known.get(found.mark, "other") if found.mark is not None else ""
        return MarkClaim(searched=True, detected=found.detected, score=found.score, whose=whose)


def _judge(claims: Claims, watermark: MarkClaim) -> Iterator[Finding]:
    """Yield the verdict, then what it rests on."""
    manifest = claims.c2pa
    maker = manifest.generator or UNNAMED
    match manifest.state:
        case ManifestState.TRUSTED | ManifestState.VALID:
            yield _signed_by(manifest, maker)
            yield _weigh_signer(manifest)
            return
        case ManifestState.ALTERED if maker == SYSTEM:
            yield Finding("altered_trombine")
        case ManifestState.ALTERED:
            yield Finding("altered", {"maker": maker})
        case ManifestState.INVALID:
            yield Finding("manifest_invalid", {"maker": maker})
        case _ if not watermark.detected:
            yield _unsigned(claims.xmp, watermark)
    if watermark.detected:
        yield Finding("mark_found")
    if manifest.state is ManifestState.REMOTE:
        yield Finding("manifest_elsewhere")
    if manifest.state is ManifestState.UNREADABLE:
        yield Finding("manifest_unreadable")


def _signed_by(manifest: ManifestClaim, maker: str) -> Finding:
    if maker == SYSTEM:
        return Finding("made_by_trombine")
    if any(source.endswith(AI_TERMS) for source in manifest.sources):
        return Finding("made_with_ai", {"maker": maker})
    return Finding("made_by_another", {"maker": maker})


def _weigh_signer(manifest: ManifestClaim) -> Finding:
    if manifest.trust == "host":
        return Finding("signer_host")
    signer = manifest.signer or UNNAMED
    if manifest.trust == "public":
        return Finding("signer_listed", {"signer": signer})
    return Finding("signer_unlisted", {"signer": signer})


def _unsigned(xmp: XmpClaim, watermark: MarkClaim) -> Finding:
    if xmp.system or xmp.source.endswith(AI_TERMS):
        return Finding("metadata_says_ai", {"maker": xmp.system or xmp.tool or UNNAMED})
    if watermark.searched:
        return Finding("no_mark")
    if watermark.obstacle == "too_small":
        return Finding("too_small_for_mark", {"minimum": MIN_SIDE_PX})
    return Finding("mark_not_searched")
