"""Accounts: made, found, changed and closed."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from trombine.accounts.invitations import take_invitation
from trombine.accounts.passwords import check_choice, hash_password
from trombine.accounts.secret import new_id
from trombine.accounts.user import WHOLE, Crop, User
from trombine.database import tables
from trombine.domain.text import Language
from trombine.errors import Conflict, InputRefused, NotFound

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,31}")
EMAIL = re.compile(r"[^@\s<>\"',;]{1,64}@[^@\s<>\"',;]{1,190}")
LONGEST_DISPLAY_NAME = 50
LOCAL_NAME = "local"
USERS = tables.users


@dataclass(frozen=True, slots=True)
class Application:
    """What somebody gives to get an account; the invitation where one is needed."""

    name: str
    password: str
    display_name: str = ""
    email: str | None = None
    language: Language = "en"
    invitation: str | None = None


@dataclass(frozen=True, slots=True)
class Users:
    """The accounts of this service."""

    engine: sa.Engine
    clock: Callable[[], datetime]

    def add(self, application: Application, *, invited_only: bool = False) -> User:
        """Make an account.

        Raises
        ------
        InputRefused
            ``name_unfit``, ``display_name_unfit``, ``email_unfit``, ``password_length``,
            ``password_guessable`` or ``invitation_unknown``.
        Conflict
            ``name_taken``.
        """
        name = application.name.strip().lower()
        if not NAME.fullmatch(name) or name == LOCAL_NAME:
            raise InputRefused("name_unfit")
        check_choice(application.password, name)
        user = User(
            id=new_id(),
            name=name,
            display_name=clean_display_name(application.display_name or name),
            picture_id=new_id(),
            created_at=self.clock(),
            email=clean_email(application.email),
            language=application.language,
        )
        password = hash_password(application.password)
        with _taken_names_told(), self.engine.begin() as connection:
            if invited_only:
                take_invitation(connection, application.invitation or "", now=self.clock())
            connection.execute(USERS.insert().values(**_row(user), password_hash=password))
        return user

    def ensure_local(self, language: Language = "en") -> User:
        """Return the one user of local mode, made when there is none."""
        with suppress(NotFound):
            return self.find_by_name(LOCAL_NAME)
        user = User(
            id=new_id(),
            name=LOCAL_NAME,
            display_name="",
            picture_id=new_id(),
            created_at=self.clock(),
            language=language,
        )
        # Two first requests may come at once; the name decides which of them makes the user.
        with suppress(IntegrityError), self.engine.begin() as connection:
            connection.execute(USERS.insert().values(**_row(user)))
        return self.find_by_name(LOCAL_NAME)

    def find(self, user_id: str) -> User:
        """Return an account.

        Raises
        ------
        NotFound
            ``user_unknown``.
        """
        return self._find(USERS.c.id == user_id)

    def find_by_name(self, name: str) -> User:
        """Return an account by what its owner signs in with.

        Raises
        ------
        NotFound
            ``user_unknown``.
        """
        return self._find(USERS.c.name == name.strip().lower())

    def find_by_picture(self, picture_id: str) -> User:
        """Return the account a public picture belongs to.

        Raises
        ------
        NotFound
            ``picture_unknown``.
        """
        try:
            return self._find(sa.and_(USERS.c.picture_id == picture_id, ~USERS.c.is_disabled))
        except NotFound as fault:
            raise NotFound("picture_unknown") from fault

    def list_all(self) -> list[User]:
        """Return every account, the oldest first."""
        with self.engine.connect() as connection:
            return [_user(row) for row in connection.execute(_select().order_by("created_at"))]

    def change(
        self,
        user_id: str,
        *,
        display_name: str | None = None,
        email: str | None = None,
        language: Language | None = None,
    ) -> User:
        """Change what is given, and return the account; an empty address removes it.

        Raises
        ------
        InputRefused
            ``display_name_unfit`` or ``email_unfit``.
        """
        changes: dict[str, object] = {}
        if display_name is not None:
            changes["display_name"] = clean_display_name(display_name)
        if email is not None:
            changes["email"] = clean_email(email or None)
        if language is not None:
            changes["language"] = language
        if changes:
            self._update(user_id, **changes)
        return self.find(user_id)

    def wear(self, user_id: str, avatar_id: str | None, *, crop: Crop = WHOLE) -> None:
        """Make an avatar the user's picture, or none; that it is theirs was checked before."""
        self._update(user_id, picture_avatar=avatar_id, picture_crop=asdict(crop))

    def set_disabled(self, user_id: str, *, disabled: bool) -> None:
        """Shut a user out, or let them in again."""
        self._update(user_id, is_disabled=disabled)

    def set_operator(self, user_id: str, *, operator: bool) -> None:
        """Let a user look after the service, or no longer."""
        self._update(user_id, is_operator=operator)

    def close(self, user_id: str) -> None:
        """Remove an account with all that hangs on it; orders are erased before."""
        with self.engine.begin() as connection:
            connection.execute(USERS.delete().where(USERS.c.id == user_id))

    def _update(self, user_id: str, **changes: object) -> None:
        with self.engine.begin() as connection:
            connection.execute(USERS.update().where(USERS.c.id == user_id).values(**changes))

    def _find(self, condition: sa.ColumnElement[bool]) -> User:
        with self.engine.connect() as connection:
            found = connection.execute(_select().where(condition)).one_or_none()
        if found is None:
            raise NotFound("user_unknown")
        return _user(found)


def clean_display_name(given: str) -> str:
    """Return a name to show, without what could disturb a page or hide in it.

    Raises
    ------
    InputRefused
        ``display_name_unfit``: empty, too long, or with signs that cannot be seen.
    """
    name = unicodedata.normalize("NFC", given).strip()
    unseen = any(unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cs", "Zl"} for sign in name)
    if not 1 <= len(name) <= LONGEST_DISPLAY_NAME or unseen:
        raise InputRefused("display_name_unfit", longest=LONGEST_DISPLAY_NAME)
    return name


def clean_email(given: str | None) -> str | None:
    """Return a mail address as given, when it has the form of one.

    Raises
    ------
    InputRefused
        ``email_unfit``.
    """
    if given is None or not given.strip():
        return None
    if not EMAIL.fullmatch(given.strip()):
        raise InputRefused("email_unfit")
    return given.strip()


@contextmanager
def _taken_names_told() -> Iterator[None]:
    try:
        yield
    except IntegrityError as fault:
        raise Conflict("name_taken") from fault


def _select() -> sa.Select[tuple[object, ...]]:
    return sa.select(*(USERS.c[name] for name in User.__dataclass_fields__))


def _user(row: sa.Row[tuple[object, ...]]) -> User:
    columns = dict(row._mapping)  # noqa: SLF001  (documented API)
    return User(**{**columns, "picture_crop": Crop(**(columns["picture_crop"] or {}))})


def _row(user: User) -> dict[str, object]:
    columns = {name: getattr(user, name) for name in User.__dataclass_fields__}
    return {**columns, "picture_crop": asdict(user.picture_crop)}
