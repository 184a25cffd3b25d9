"""What the API takes and gives about people."""

from datetime import datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from trombine.accounts.user import Scope
from trombine.domain.text import Language
from trombine.web.api.order_models import AVATAR_ID, Asked

Name: TypeAlias = Annotated[str, Field(max_length=200, examples=["zoe"])]
Password: TypeAlias = Annotated[str, Field(max_length=1000, examples=["a sentence of my own"])]
"""Longer than any that is accepted, so that the refusal is ours and says what fits."""


class PushKeys(Asked):
    """What makes messages unreadable for the push service."""

    p256dh: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{87}=?$")]
    auth: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{22}(==)?$")]


class PushSubscription(Asked):
    """Of what ``PushSubscription.toJSON()`` returns in a browser, these two."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "endpoint": "https://updates.push.services.mozilla.com/wpush/v2/opaque",
                    "keys": {
                        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcx"
                        "aOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
                        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
                    },
                }
            ]
        },
    )

    endpoint: Annotated[str, Field(max_length=2048)]
    keys: PushKeys


class Turn(BaseModel):
    """How many orders may still be submitted."""

    left: Annotated[int | None, Field(description="null: no limit.")]
    renews_at: datetime | None


class Picture(BaseModel):
    """The profile picture others see."""

    avatar: Annotated[str | None, Field(description="The avatar worn; null: none.")]
    url: Annotated[str, Field(description="Public, opaque and always the same.")]


class Me(BaseModel):
    """Who asks."""

    id: str
    mode: Literal["local", "community"]
    name: Annotated[str, Field(description="What they sign in with.")]
    display_name: str
    email: str | None
    language: Language
    created_at: datetime
    picture: Picture
    turn: Turn
    scopes: Annotated[list[Scope], Field(description="What this token or session allows.")]


class MeChange(Asked):
    """What to change of oneself; what is not given stays."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"display_name": "Zoé"}]}
    )

    display_name: Annotated[str | None, Field(max_length=200)] = None
    language: Language | None = None
    email: Annotated[
        str | None,
        Field(max_length=255, description="Empty removes it. Needs the password, if there is one."),
    ] = None
    password: Password | None = None


class PictureChoice(Asked):
    """The avatar to wear; it is kept from then on."""

    avatar: Annotated[str, Field(max_length=64, examples=[AVATAR_ID])]
    zoom: Annotated[float, Field(ge=1, le=4, description="4 shows a fourth of its side.")] = 1
    x: Annotated[float, Field(ge=0, le=1, description="0 is left, 1 is right.")] = 0.5
    y: Annotated[float, Field(ge=0, le=1, description="0 is top, 1 is bottom.")] = 0.5


class SignUp(Asked):
    """An account to make."""

    name: Name
    password: Password
    display_name: Annotated[str, Field(max_length=200)] = ""
    email: Annotated[str | None, Field(max_length=255)] = None
    language: Language = "en"
    invitation: Annotated[str | None, Field(max_length=200)] = None


class SignIn(Asked):
    """Who somebody says they are."""

    name: Name
    password: Password


class PasswordProof(Asked):
    """The password once more, for what cannot be undone."""

    password: Password


class PasswordChange(Asked):
    """Another password."""

    password: Annotated[Password, Field(description="The one in force.")]
    new_password: Password


class ResetAsked(Asked):
    """Whose password was forgotten."""

    name: Name


class Reset(Asked):
    """A new password, from who holds the secret of the link."""

    secret: Annotated[str, Field(max_length=200)]
    new_password: Password


class TokenAsked(Asked):
    """A token to make."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"label": "backup", "scopes": ["read"], "days": 90}]},
    )

    label: Annotated[str, Field(min_length=1, max_length=50)]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=2)]
    days: Annotated[int | None, Field(ge=1, le=3650, description="null: until revoked.")] = None


class Token(BaseModel):
    """A token, without its secret."""

    id: str
    label: str
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime | None
    used_at: Annotated[datetime | None, Field(description="To ten minutes.")]


class NewToken(Token):
    """A token that was just made."""

    secret: Annotated[str, Field(description="Shown this once. Send: Authorization: Bearer ...")]


class Tokens(BaseModel):
    """The tokens of one person."""

    items: list[Token]
