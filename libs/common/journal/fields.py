"""Values of an export's lines, read strictly: each has one spelling.

Every function here raises `Malformed` for what it cannot take.
"""

import re
from binascii import a2b_base64, b2a_base64
from datetime import datetime
from json import JSONDecoder

Fields = dict[str, object]

HASH_BYTES = 32
LAST_SEQUENCE = 2**63 - 1
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


class Malformed(ValueError):
    """A line that no export contains; the message says why, without quoting foreign text."""


def base64(value: bytes) -> str:
    return b2a_base64(value, newline=False).decode()


def fields_of(line: bytes | str) -> Fields:
    try:
        text = line.decode() if isinstance(line, bytes) else line
        return an_object(_decode(text), "line")
    except Malformed:
        raise
    except (ValueError, RecursionError) as error:
        raise Malformed("it is not a line of JSON in UTF-8") from error


def _unique(pairs: list[tuple[str, object]]) -> Fields:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise Malformed("it has a field twice")
    return fields


_decode = JSONDecoder(object_pairs_hook=_unique).decode


def an_object(value: object, name: str) -> Fields:
    if not isinstance(value, dict):
        raise Malformed(f"its {name} is not a JSON object")
    return value


def expect(fields: Fields, names: set[str]) -> None:
    if fields.keys() == names:
        return
    if missing := sorted(names - fields.keys()):
        raise Malformed(f"it lacks the field {missing[0]}")
    raise Malformed(f"it has other fields than {', '.join(sorted(names))}")


def a_number(fields: Fields, name: str) -> int:
    value = fields.get(name)
    if type(value) is not int or not 0 <= value <= LAST_SEQUENCE:
        raise Malformed(f"its {name} is not a whole number from 0 to 2^63 - 1")
    return value


def a_text(fields: Fields, name: str) -> str:
    value = fields[name]
    if not isinstance(value, str) or not _encodable(value):
        raise Malformed(f"its {name} is not a text in UTF-8")
    return value


def _encodable(text: str) -> bool:
    """Whether it is free of half surrogates, which JSON can spell and UTF-8 cannot."""
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)


def a_moment(fields: Fields, name: str) -> datetime:
    text = a_text(fields, name)
    if not _TIMESTAMP.fullmatch(text):
        raise Malformed(f"its {name} is not a time in UTC with six decimals and Z")
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise Malformed(f"its {name} is not a time") from error


def a_hash(fields: Fields, name: str) -> bytes:
    value = fields.get(name)
    try:
        found = bytes.fromhex(value) if isinstance(value, str) else b""
    except ValueError:
        found = b""
    if len(found) != HASH_BYTES or found.hex() != value:
        raise Malformed(f"its {name} is not 64 lowercase hexadecimal digits")
    return found


def some_bytes(fields: Fields, name: str) -> bytes:
    value = fields[name]
    try:
        found = a2b_base64(value, strict_mode=True) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or base64(found) != value:
        raise Malformed(f"its {name} is not in base64")
    return found
