"""What the API takes and gives about orders: codes for programs, sentences for people."""

from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from trombine.domain.options import Value
from trombine.domain.photo import Decision
from trombine.domain.placed_order import OrderState, Rule, Stage
from trombine.domain.resemblance import Likeness, SkinDifference
from trombine.domain.text import Language

MOMENT = "2026-11-25T09:30:00Z"
ORDER_ID = "5d1f0c2ab7e94c3c8a52a6b0e3f7d914"
AVATAR_ID = "c0a91f37d26b4e8f9d0b7a5512e4f8ab"

Details: TypeAlias = dict[str, str | int | float]


class Asked(BaseModel):
    """A body that was sent to us: nothing unknown in it is silently ignored."""

    model_config = ConfigDict(extra="forbid")


class Style(BaseModel):
    """One style to choose, in the language asked for."""

    slug: Annotated[str, Field(examples=["watercolor"])]
    title: Annotated[str, Field(examples=["Watercolor"])]
    description: str
    media: list[str]
    photoreal: bool
    recolors: Annotated[bool, Field(description="Gives everybody's skin the same colors.")]
    options: Annotated[dict[str, Any], Field(description="JSON schema of what may be set for it.")]


class Choice(BaseModel):
    """A pack, pose, garment, world or prop."""

    slug: Annotated[str, Field(examples=["winter"])]
    title: str
    description: str


class PackChoice(Choice):
    """A pack, with what it holds, by slugs."""

    styles: Annotated[list[str], Field(description="Drawn for who names no style.")]
    garments: list[str]
    worlds: list[str]
    props: list[str]


class Styles(BaseModel):
    """Every style there is, what can be staged in it, and the bounds of an order."""

    items: list[Style]
    packs: list[PackChoice]
    poses: list[Choice]
    garments: list[Choice]
    worlds: list[Choice]
    props: list[Choice]
    minimum: Annotated[int, Field(description="Fewest styles of one order.")]
    maximum: Annotated[int, Field(description="Most styles of one order.")]
    avatars_per_order: int
    photos_minimum: int
    photos_maximum: int
    photo_bytes_maximum: int


class ConsentText(BaseModel):
    """What a person agrees to before giving photos; show it, and tick nothing for them."""

    version: Annotated[str, Field(examples=["2026-11"])]
    language: Language
    photos_are_mine: Annotated[str, Field(description="Covers photos_are_mine and adult.")]
    face_analysis: str


class ConsentGiven(Asked):
    """What the person agreed to, each by itself. All three are needed."""

    photos_are_mine: bool
    adult: bool
    face_analysis: bool
    version: Annotated[
        str | None, Field(max_length=40, description="Of the text that was shown: GET /v1/consent.")
    ] = None


class OrderAsked(Asked):
    """An order to begin."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "styles": ["watercolor", "comic"],
                    "options": {"watercolor": {"background": "navy"}},
                    "consent": {"photos_are_mine": True, "adult": True, "face_analysis": True},
                }
            ]
        },
    )

    styles: Annotated[
        list[Annotated[str, Field(max_length=80)]] | None,
        Field(
            max_length=20,
            description="Without, those that suit the packs asked for, or some of the host's.",
        ),
    ] = None
    consent: ConsentGiven
    options: Annotated[
        dict[str, dict[str, Value]],
        Field(max_length=20, description="By style; GET /v1/styles says what each takes."),
    ] = {}
    everywhere: Annotated[
        dict[str, Value],
        Field(
            max_length=20,
            description="Options of every style that is given nothing else: pack, garment, world, "
            "prop, pose, hair and what else each takes.",
            examples=[{"pack": "winter,harbour", "hair": "silver"}],
        ),
    ] = {}


class Finding(BaseModel):
    """One reason for a verdict."""

    code: Annotated[str, Field(examples=["blurred"])]
    message: Annotated[str, Field(description="What is wrong and how to mend it.")]
    details: Details = {}


class Verdict(BaseModel):
    """What was decided on one photo. It may be revised while other photos arrive."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"photo": 1, "decision": "accepted", "usable": True, "findings": []}]
        }
    )

    photo: int
    decision: Decision
    usable: Annotated[bool, Field(description="Whether avatars will be drawn from it.")]
    findings: Annotated[list[Finding], Field(description="The gravest first.")]


class Photo(BaseModel):
    """A photo of an order that is not finished; its number is its only name."""

    number: int
    size_bytes: int
    uploaded_at: datetime
    verdict: Verdict | None


class Avatar(BaseModel):
    """A finished avatar."""

    id: Annotated[str, Field(examples=[AVATAR_ID])]
    order: Annotated[str, Field(examples=[ORDER_ID])]
    index: Annotated[int, Field(description="Its place among the avatars of the order, from 1.")]
    style: Annotated[str, Field(examples=["watercolor"])]
    url: Annotated[str, Field(examples=[f"/v1/avatars/{AVATAR_ID}"])]
    format: Annotated[str, Field(examples=["webp"])]
    side_px: int
    size_bytes: int
    transparent: bool
    likeness: Annotated[
        float, Field(description="Distance of the face to the photo's; below 0.6: the same person.")
    ]
    resemblance: Annotated[Likeness, Field(description="What that distance means, in a word.")]
    skin: Annotated[
        SkinDifference | None,
        Field(
            description="How its skin differs from the photos'; null where it was not compared. "
            "Only the difference is known: no tone of skin is kept."
        ),
    ]
    staging: Annotated[
        dict[str, str],
        Field(
            description="What it shows that the photo does not, by kind: pose, garment, world, "
            "prop, and the palette of its ground.",
            examples=[{"garment": "knit", "world": "aurora"}],
        ),
    ]
    made_at: datetime
    expires_at: Annotated[datetime | None, Field(description="Erased then, unless kept.")]
    kept: bool
    favorite: bool


class Progress(BaseModel):
    """How far an order is."""

    made: int
    count: int
    stage: Stage | None
    queue_position: Annotated[int, Field(description="1 is next; 0 where it does not wait.")]
    seconds_left: Annotated[float | None, Field(description="An estimate.")]


class Reason(BaseModel):
    """Why an order was refused, failed, held or frozen."""

    code: str
    message: str
    details: Details = {}


class Order(BaseModel):
    """An order as its owner sees it."""

    id: Annotated[str, Field(examples=[ORDER_ID])]
    state: OrderState
    styles: list[str]
    options: dict[str, dict[str, Any]]
    progress: Progress
    reason: Reason | None
    created_at: datetime
    submitted_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    expires_at: Annotated[datetime | None, Field(description="When a draft will be erased.")]
    photos: list[Photo]
    photos_erased_at: Annotated[
        datetime | None, Field(description="When the last photo was destroyed.")
    ]
    avatars: list[Avatar]
    last_event: Annotated[int, Field(description="Number of the newest event.")]


class Orders(BaseModel):
    """A page of orders, the newest first."""

    items: list[Order]
    next: Annotated[
        str | None, Field(description="Give it as ?cursor= for the next page; null on the last.")
    ]


class Event(BaseModel):
    """One step of an order, numbered from 1 without gaps."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "number": 7,
                    "kind": "avatar",
                    "at": MOMENT,
                    "content": {"id": AVATAR_ID, "index": 3, "style": "comic"},
                }
            ]
        }
    )

    number: int
    kind: Annotated[str, Field(description="photo, verdict, stage, queue, avatar or state.")]
    at: datetime
    content: dict[str, Any]


class Events(BaseModel):
    """The events that follow the one named by ``after``."""

    items: list[Event]
    last: Annotated[int, Field(description="Give it as ?after= next time.")]
    final: Annotated[bool, Field(description="Whether the order has ended.")]


class Deletion(BaseModel):
    """One line of a receipt."""

    kind: Annotated[str, Field(description="photos or avatars.")]
    count: int
    at: datetime
    rule: Annotated[Rule, Field(description="Why it was destroyed.")]


class Receipt(BaseModel):
    """What was destroyed of an order. It outlives the order, and holds nothing of the pictures."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "order": ORDER_ID,
                    "deletions": [
                        {"kind": "photos", "count": 4, "at": MOMENT, "rule": "job_ended"}
                    ],
                }
            ]
        }
    )

    order: str
    deletions: list[Deletion]


class AvatarChange(Asked):
    """What to change of an avatar; what is not given stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"favorite": True}]})

    keep: Annotated[bool | None, Field(description="Not erased by time.")] = None
    favorite: Annotated[bool | None, Field(description="Marked, and kept.")] = None


class Report(Asked):
    """An avatar that should not be."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": "not_me", "words": ""}]}
    )

    reason: Literal["not_me", "offensive", "child", "copyright", "other"]
    words: Annotated[str, Field(max_length=2000)] = ""
