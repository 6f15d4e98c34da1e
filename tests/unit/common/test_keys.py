"""An issuer's public keys: fetched once for many, kept for a time, waited for when away."""

import asyncio
from typing import Any

import pytest
from joserfc.jwk import ECKey

from libs.common.auth.development import public_keys
from libs.common.auth.tokens import Keys
from libs.common.problems import Problem


class Issuer:
    def __init__(self) -> None:
        self.asked, self.away = 0, False
        self.key = ECKey.generate_key("P-256", {"kid": "one"})

    async def fetch(self) -> dict[str, Any]:
        self.asked += 1
        await asyncio.sleep(0)
        if self.away:
            raise ConnectionError("away")
        return public_keys(self.key)


async def test_many_at_once_all_get_the_keys_of_one_fetch():
    issuer = Issuer()
    keys = Keys(issuer.fetch)
    found = await asyncio.gather(*(keys.for_token("one") for _ in range(20)))
    assert {len(one.keys) for one in found} == {1}
    assert issuer.asked == 1


async def test_an_unknown_key_id_is_asked_for_but_not_again_and_again():
    issuer = Issuer()
    keys = Keys(issuer.fetch)
    await keys.for_token("one")
    for _ in range(5):
        await keys.for_token("unknown")
    assert issuer.asked == 1
    eager = Keys(issuer.fetch, pause=0)
    await eager.for_token("one")
    issuer.key = ECKey.generate_key("P-256", {"kid": "two"})
    assert [key.kid for key in (await eager.for_token("two")).keys] == ["two"]


async def test_old_keys_are_asked_for_anew_so_that_one_taken_back_is_not_believed_for_ever():
    issuer = Issuer()
    keys = Keys(issuer.fetch, pause=0, oldest=0)
    await keys.for_token("one")
    issuer.key = ECKey.generate_key("P-256", {"kid": "two"})
    assert [key.kid for key in (await keys.for_token("one")).keys] == ["two"]


async def test_an_issuer_that_never_answered_is_not_the_callers_fault():
    issuer = Issuer()
    issuer.away = True
    keys = Keys(issuer.fetch)
    with pytest.raises(Problem) as refusal:
        await keys.for_token("one")
    assert refusal.value.status == 503
    issuer.away = False
    assert (await keys.for_token("one")).keys


async def test_an_issuer_that_is_away_for_a_while_leaves_its_keys_in_force():
    issuer = Issuer()
    keys = Keys(issuer.fetch, pause=0, oldest=0)
    await keys.for_token("one")
    issuer.away = True
    assert (await keys.for_token("one")).keys
