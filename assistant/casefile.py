"""A case as one file: everything a conversation holds ⇄ bytes, locked with a passphrase where one is set."""

import base64
import json
import re
import secrets
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, ClassVar, Literal

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator

from assistant.conversation.state import Conversation
from assistant.errors import BadInput
from assistant.reading.text import LONGEST_TEXT
from assistant.rules.privacy import mask_numbers

FORMAT = 1  # goes up with every change to what a conversation holds
ENDING = ".case"
ID = r"\d{8}-[0-9a-f]{6}"
LARGEST_BYTES = 20_000_000
SHORTEST_PASSPHRASE = 8
SALT_BYTES = 16
YEARS = range(2000, 2201)
LONGEST_CODE = 40  # characters of a notice code in a list of cases
# a try at a passphrase costs 128 MiB and some tenths of a second (RFC 7914); n may be anything in the range when a file is read
COST_N, COST_R, COST_P = 2**17, 8, 1  # r and p as `_Locked` has them
N_ALLOWED = range(2**14, 2**17 + 1)

NOT_A_CASE = "This isn't a case of this assistant, or it is damaged. Nothing was changed."
NEWER = "This case has format {format}, and this assistant reads format {ours}. Open it with a newer version."
WRONG_PASSPHRASE = (
    "That isn't the passphrase of this case. Nothing was changed; without the passphrase nobody can open it."
)
NEEDS_PASSPHRASE = "This case has a passphrase. Enter it to open the case."
TOO_LARGE = f"This file is larger than {LARGEST_BYTES // 1_000_000} MB, so it isn't a case."
TOO_SHORT = (
    f"A passphrase of {SHORTEST_PASSPHRASE} characters or more keeps a case closed; four or five words are good. "
    "Nothing was saved."
)


@dataclass(frozen=True, slots=True)
class Case:
    """A conversation with all that was said, shown, read and drafted in it, as it stood at `saved_at` (UTC)."""

    id: str  # 20261127-a1b2c3
    saved_at: datetime
    conversation: Conversation


@dataclass(frozen=True, slots=True)
class Lock:
    """What locks a case and opens it again without its passphrase, which is kept nowhere."""

    salt: bytes
    n: int
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Heading:
    """What can be seen of a case without opening it. `code` is None for a locked one, too; `fault` is why it can't be read."""

    id: str
    saved_at: datetime | None = None
    code: str | None = None
    locked: bool = False
    fault: str = ""


class _Locked(BaseModel):
    """How a key is made of the passphrase, and what it opens."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kdf: Literal["scrypt"] = "scrypt"
    n: int = Field(ge=N_ALLOWED.start, lt=N_ALLOWED.stop)
    r: Literal[8] = 8
    p: Literal[1] = 1
    salt: str = Field(pattern=r"^[0-9a-f]{32}$")
    sealed: str  # a Fernet token: the same JSON that stands in `conversation` of an open case


class _File(BaseModel):
    """A case as it lies on disk: `conversation` or `locked`, never both."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    id: str = Field(pattern=f"^{ID}$")
    saved_at: AwareDatetime
    conversation: dict[str, Any] | None = None
    locked: _Locked | None = None

    @field_validator("saved_at")
    @classmethod
    def _in_our_time(cls, when: datetime) -> datetime:
        if when.year not in YEARS:
            raise ValueError("no day on which a case was saved")
        return when.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class _Stored:
    """Round the conversation, so that unknown keys are refused in all that it holds."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    conversation: Conversation


def new_id(now: datetime) -> str:
    """A name for a case that says nothing of the person."""
    return f"{now:%Y%m%d}-{secrets.token_hex(3)}"


def new_lock(passphrase: str) -> Lock:
    """A lock that `passphrase` opens. BadInput when it is too short to keep anybody out."""
    if len(passphrase.strip()) < SHORTEST_PASSPHRASE:
        raise BadInput(TOO_SHORT)
    salt = secrets.token_bytes(SALT_BYTES)
    return Lock(salt, COST_N, _key_of(passphrase, salt, COST_N))


def as_bytes(case: Case, lock: Lock | None = None) -> bytes:
    """The case as its file holds it, full numbers masked once more."""
    conversation = _packed(_adapter().dump_python(_Stored(case.conversation), warnings="none")["conversation"])
    file = {"format": FORMAT, "id": case.id, "saved_at": case.saved_at.isoformat()}
    if lock is None:
        return _json({**file, "conversation": conversation})
    sealed = Fernet(base64.urlsafe_b64encode(lock.key)).encrypt(_json(conversation)).decode()
    locked = _Locked(n=lock.n, salt=lock.salt.hex(), sealed=sealed)
    return _json({**file, "locked": locked.model_dump()})


def read_case(data: bytes, passphrase: str = "") -> tuple[Case, Lock | None]:
    """The case that a file holds, and its lock where it has one.

    BadInput with one line where it isn't a case, is of another version, or doesn't open with `passphrase`.
    """
    file = _file_of(data)
    lock, packed = None, file.conversation
    if file.locked is not None:
        if not passphrase:
            raise BadInput(NEEDS_PASSPHRASE)
        salt = bytes.fromhex(file.locked.salt)
        lock = Lock(salt, file.locked.n, _key_of(passphrase, salt, file.locked.n))
        try:
            packed = _parsed(Fernet(base64.urlsafe_b64encode(lock.key)).decrypt(file.locked.sealed))
        except InvalidToken as error:
            raise BadInput(WRONG_PASSPHRASE) from error
    try:
        stored = _adapter().validate_python({"conversation": _unpacked(packed)})
        _check_sums(stored.conversation)
    except (ValueError, InvalidOperation, RecursionError) as error:
        raise BadInput(NOT_A_CASE) from error
    return Case(file.id, file.saved_at, stored.conversation), lock


def heading_of(data: bytes) -> Heading:
    """What a file says of its case without a passphrase. BadInput where it isn't a case, or is of another version."""
    file = _file_of(data)
    if file.locked is not None:
        return Heading(file.id, file.saved_at, locked=True)
    notice = (file.conversation or {}).get("notice")
    code = notice.get("code") if isinstance(notice, dict) else None
    return Heading(file.id, file.saved_at, code[:LONGEST_CODE] if isinstance(code, str) else None)


def _file_of(data: bytes) -> _File:
    if len(data) > LARGEST_BYTES:
        raise BadInput(TOO_LARGE)
    parsed = _parsed(data)
    version = parsed.get("format") if isinstance(parsed, dict) else None
    if isinstance(version, int) and version != FORMAT:
        raise BadInput(NEWER.format(format=version, ours=FORMAT))
    try:
        file = _File.model_validate(parsed)
    except ValidationError as error:
        raise BadInput(NOT_A_CASE) from error
    if (file.conversation is None) == (file.locked is None):
        raise BadInput(NOT_A_CASE)
    return file


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadInput(NOT_A_CASE) from error


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _key_of(passphrase: str, salt: bytes, n: int) -> bytes:
    """The key of 32 bytes. é is é, however the keyboard writes it."""
    spelt = unicodedata.normalize("NFC", passphrase.strip()).encode()
    return Scrypt(salt=salt, length=32, n=n, r=COST_R, p=COST_P).derive(spelt)


@cache
def _adapter() -> TypeAdapter[_Stored]:
    return TypeAdapter(_Stored)


# JSON has neither days nor sums, and a field that may hold text, a day or a sum must come back as the one it was
DAY, SUM = "$date", "$sum"


def _packed(value: Any) -> Any:
    """Values as JSON holds them, every text masked: words of the guidance, which citations quote, hold nothing to mask."""
    if isinstance(value, dict):
        return {key: _packed(inner) for key, inner in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(_packed(one) for one in value)
    if isinstance(value, list | tuple):
        return [_packed(one) for one in value]
    if isinstance(value, str):
        return mask_numbers(value).text
    if isinstance(value, date):
        return {DAY: value.isoformat()}
    return {SUM: str(value)} if isinstance(value, Decimal) else value


def _unpacked(value: Any) -> Any:
    """What `_packed` was given, with tuples for all that was a row. ValueError or InvalidOperation where it can't be."""
    if isinstance(value, dict):
        if value.keys() == {DAY}:
            return date.fromisoformat(str(value[DAY]))
        if value.keys() == {SUM}:
            return _sum(str(value[SUM]))
        return {key: _unpacked(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return tuple(_unpacked(one) for one in value)
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise ValueError("longer than any text of ours")
    return mask_numbers(value).text if isinstance(value, str) else value


def _check_sums(conversation: Conversation) -> None:
    """InvalidOperation or ValueError for a sum on a notice that is none."""
    notices = [conversation.notice, *([conversation.letter.reading.notice] if conversation.letter else [])]
    for notice in notices:
        if notice.amount_due is not None:
            _sum(notice.amount_due)


def _sum(text: str) -> Decimal:
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,4})?", text):
        raise ValueError("not a sum")
    return Decimal(text)
