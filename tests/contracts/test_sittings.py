"""Whatever is asked of a style through the engine, a whole picture of the person comes."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.drawings import CUT_OUT, ON_RED, Drawings, ask, seat

from trombine.domain.avatar import Rendering
from trombine.domain.options import (
    COLOR_NAMES,
    GROUND_NAMES,
    HAIR_COLORS,
    WEIGHTS,
    Option,
    StyleOptions,
    Value,
    offers,
    parse_options,
)
from trombine.domain.order import Assignment, Framing, Staging
from trombine.domain.photo import Photo
from trombine.engines.portrait.engine import PortraitSitting
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.styles import find_styles
from trombine.engines.registry import staged_today
from trombine.faces.topology import NOSE_TIP
from trombine.imaging.arrays import check_image

STYLES = sorted(find_styles())
SIZES_PX = (256, 512, 1024, 2048)


def check_rendering(rendering: Rendering, size_px: int) -> None:
    check_image(rendering.image)
    assert rendering.image.shape == (size_px, size_px, 3)
    assert rendering.landmarks.shape == (478, 3)
    assert 0 < rendering.landmarks[NOSE_TIP, 0] < size_px
    assert 0 < rendering.landmarks[NOSE_TIP, 1] < size_px


def test_a_cutout_has_the_size_asked_for_and_holds_the_figure(
    drawings: Drawings, small_face_photo: Photo, small_face_portrait: Portrait
) -> None:
    # Each size in a quarter of the styles: the engine resizes for all alike.
    size_px = SIZES_PX[STYLES.index(drawings.slug) % len(SIZES_PX)]
    sitting = seat(small_face_photo, small_face_portrait, {drawings.slug: drawings.style})

    rendering = sitting.render(ask(drawings.slug, CUT_OUT, size_px=size_px))

    check_rendering(rendering, size_px)
    assert rendering.cutout is not None
    assert rendering.cutout.shape == (size_px, size_px)
    assert 0 <= rendering.cutout.min() < 0.02
    assert 0.98 < rendering.cutout.max() <= 1
    nose_x, nose_y = rendering.landmarks[NOSE_TIP, :2].astype(int)
    assert rendering.cutout[nose_y, nose_x] > 0.9
    corner = size_px // 20
    assert rendering.cutout[:corner, :corner].mean() < 0.1


def test_the_ground_follows_the_color_asked_for(
    drawings: Drawings, sample_photo: Photo, one_color_portrait: Portrait
) -> None:
    sitting = seat(sample_photo, one_color_portrait, {drawings.slug: drawings.style})
    on_blue = replace(ON_RED, options=StyleOptions(background="blue"))

    red, blue = (
        sitting.render(ask(drawings.slug, look, size_px=256)).image for look in (ON_RED, on_blue)
    )

    corner = (slice(4, 28), slice(4, 28))
    redder = (red - blue)[corner].mean(axis=(0, 1))
    assert redder[0] > 0.05
    assert redder[2] < -0.05


STAGED = staged_today()
WORDS = {Option.FRAME: ("close", "bust"), Option.EXPRESSION: ("smiling", "neutral")}
KINDS = ("pose", "garment", "prop", "world")
HAIR = [None, *HAIR_COLORS]


def values(option: Option) -> st.SearchStrategy[Value]:
    match option:
        case Option.BACKGROUND:
            named = st.sampled_from([*GROUND_NAMES, *COLOR_NAMES, "none"])
            return named | st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)
        case Option.STRENGTH | Option.LINE | Option.TEXTURE:
            return st.floats(*WEIGHTS)
        case Option.MIRROR:
            return st.booleans()
        case Option.FRAME | Option.EXPRESSION:
            return st.sampled_from(list(WORDS[option]))
        case Option.PACK | Option.POSE | Option.GARMENT | Option.WORLD | Option.PROP:
            return st.sampled_from(list(STAGED[option.value]))
        case Option.HAIR:
            return st.sampled_from([*HAIR_COLORS, "natural"])


@st.composite
def assignments(draw: st.DrawFn) -> Assignment:
    slug = draw(st.sampled_from(STYLES))
    declared = find_styles()[slug].card.options
    chosen = {spec.option.value: values(spec.option) for spec in offers(declared, STAGED)}
    given = draw(st.fixed_dictionaries({}, optional=chosen))
    slugs = {kind: st.sampled_from([None, *STAGED[kind]]) for kind in KINDS}
    staging = Staging(**draw(st.fixed_dictionaries(slugs)), hair=draw(st.sampled_from(HAIR)))
    framing = Framing(
        zoom=draw(st.floats(1, 1.45)),
        shift_y=draw(st.floats(0, 0.02)),
        tilt_deg=draw(st.floats(-3, 3)),
        mirrored=draw(st.booleans()),
    )
    return Assignment(
        1,
        slug,
        photo=1,
        variation=draw(st.integers(0, 200)),
        seed=draw(st.integers(0, 2**40)),
        framing=framing,
        size_px=256,
        options=parse_options(given, offered=declared, staged=STAGED),
        staging=staging,
    )


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(assignments())
def test_any_options_in_any_framing_give_a_picture(
    sample_sitting: PortraitSitting, assignment: Assignment
) -> None:
    rendering = sample_sitting.render(assignment)

    check_rendering(rendering, 256)
    assert rendering.mirrored is assignment.framing.mirrored
    assert (rendering.cutout is not None) is assignment.options.transparent
