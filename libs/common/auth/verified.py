"""Tokens verified before: a signature is paid for once, not with every request.

A remembered token is believed until it expires, and only while its issuer's keys are those that
verified it; after that it is verified again, like one never seen.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from joserfc.jwk import KeySet

from libs.common.auth.actor import Actor

MOST = 10_000
"Tokens that are remembered; a full memory is emptied."


@dataclass(frozen=True, slots=True)
class Verified:
    actor: Actor
    issuer: str
    key_id: str | None
    keys: KeySet
    until: float
    "Seconds since 1970."


class VerifiedTokens:
    """Kept under a digest: the memory of a process holds no token to steal."""

    def __init__(self, most: int = MOST, clock: Callable[[], float] = time.time) -> None:
        self._most, self._clock = most, clock
        self._known: dict[bytes, Verified] = {}

    def __len__(self) -> int:
        return len(self._known)

    def find(self, token: str) -> Verified | None:
        """None for one never seen, and for one that has expired."""
        name = _name(token)
        known = self._known.get(name)
        if known is not None and self._clock() >= known.until:
            del self._known[name]
            return None
        return known

    def keep(self, token: str, verified: Verified) -> None:
        if len(self._known) >= self._most:
            self._known.clear()
        self._known[_name(token)] = verified


def _name(token: str) -> bytes:
    return sha256(token.encode(errors="surrogatepass")).digest()
