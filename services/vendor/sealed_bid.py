"""A bid under seal: what is told before the opening is a salted digest and nothing else.

The digest is SHA-256 over the salt followed by the canonical JSON of the bid: keys in order, no
spaces, UTF-8. Whoever holds salt and bid can check it; without the salt nobody can guess a price.
"""

import json
from hashlib import sha256
from secrets import token_bytes

from pydantic import BaseModel, ConfigDict

from libs.common.money import Money

SALT_BYTES = 32


class BidContent(BaseModel):
    model_config = ConfigDict(frozen=True)
    lot: str
    price: Money
    answers: dict[str, str]
    documents: list[str]


def new_salt() -> str:
    return token_bytes(SALT_BYTES).hex()


def canonical(content: BidContent) -> bytes:
    values = content.model_dump(mode="json")
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sealed(content: BidContent, salt: str) -> str:
    """The digest; `salt` in hexadecimal."""
    return sha256(bytes.fromhex(salt) + canonical(content)).hexdigest()
