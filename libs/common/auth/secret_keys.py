"""Keys that a system holds instead of a person who signs in: `baton_<prefix>_<secret>`.

The prefix is visible and finds the key; of the whole only the SHA-256 is kept. A secret of 256
random bits needs no slow hash: there is nothing to guess.
"""

import hmac
import re
import secrets
from hashlib import sha256
from typing import NamedTuple

_SHAPE = re.compile(r"baton_([0-9a-f]{12})_[A-Za-z0-9_-]{43}")
NOBODY = sha256(secrets.token_bytes(32)).hexdigest()
"Compared with where no key has the prefix, so that the answer takes as long."


class FreshKey(NamedTuple):
    """What leaves once, and what stays."""

    text: str
    prefix: str
    digest: str


def fresh_key() -> FreshKey:
    prefix = secrets.token_hex(6)
    text = f"baton_{prefix}_{secrets.token_urlsafe(32)}"
    return FreshKey(text, prefix, digest(text))


def prefix_of(key: str) -> str:
    """Empty where the text has not the shape of a key."""
    shaped = _SHAPE.fullmatch(key)
    return shaped[1] if shaped else ""


def digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def fits(key: str, kept: str | None) -> bool:
    """Whether the key is the one of which this digest was kept."""
    return hmac.compare_digest(digest(key), kept or NOBODY) and kept is not None
