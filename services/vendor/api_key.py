"""Keys by which a vendor's systems are known: `baton_<prefix>_<secret>`.

The prefix is visible and finds the key; of the whole only the SHA-256 is kept. A secret of 256
random bits needs no slow hash: there is nothing to guess.
"""

import hmac
import secrets
from hashlib import sha256
from typing import NamedTuple

MARK = "baton"
NOBODY = sha256(secrets.token_bytes(32)).hexdigest()
"Compared with where no key has the prefix, so that the answer takes as long."


class FreshKey(NamedTuple):
    """What leaves once, and what stays."""

    text: str
    prefix: str
    digest: str


def fresh_key() -> FreshKey:
    prefix = secrets.token_hex(6)
    text = f"{MARK}_{prefix}_{secrets.token_urlsafe(32)}"
    return FreshKey(text, prefix, digest(text))


def prefix_of(key: str) -> str:
    """Empty where the text has not the shape of a key."""
    mark, _, rest = key.partition("_")
    prefix, _, secret = rest.partition("_")
    return prefix if mark == MARK and secret else ""


def digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def fits(key: str, kept: str | None) -> bool:
    """Whether the key is the one of which this digest was kept."""
    return hmac.compare_digest(digest(key), kept or NOBODY) and kept is not None
