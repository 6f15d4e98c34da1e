import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from libs.common.auth.roles import Right
from libs.common.settings import Settings
from libs.common.unusable import Unusable
from services.vendor.door_token import WANTED, DoorTokens
from services.vendor.models.api_key import ApiKey


def private(curve: str = "P-256") -> str:
    return json.dumps(ECKey.generate_key(curve).as_dict(private=True))


def tokens(folder: Path, **settings: Any) -> DoorTokens:
    return DoorTokens(Settings(data=folder, **settings))


def kept(vendor: UUID) -> Any:
    return SimpleNamespace(
        id=uuid4(), name="ledger", tenant="veldkamp", vendor_id=vendor, rights=[Right.REPORT]
    )


def claims(door: DoorTokens, key: ApiKey) -> Any:
    public: Any = door.public
    return jwt.decode(door.token(key, now=1_000), KeySet.import_key_set(public)).claims


def test_a_token_says_for_whom_it_speaks_and_ends_after_ten_minutes(tmp_path: Path) -> None:
    key = kept(uuid4())
    assert claims(tokens(tmp_path), key) == {
        "iss": "baton-door",
        "aud": "baton",
        "sub": str(key.id),
        "name": "ledger",
        "tenant": "veldkamp",
        "vendor": str(key.vendor_id),
        "rights": ["report"],
        "iat": 1_000,
        "exp": 1_600,
    }


def test_the_public_keys_hold_nothing_private(tmp_path: Path) -> None:
    [key] = tokens(tmp_path, door_key=private()).public["keys"]
    assert "d" not in key
    assert key["kid"]


def test_the_same_key_has_the_same_name_in_every_process(tmp_path: Path) -> None:
    made = private()
    one, other = (tokens(tmp_path, door_key=made).public["keys"][0]["kid"] for _ in range(2))
    assert one == other


def test_one_machine_keeps_a_key_of_its_own(tmp_path: Path) -> None:
    assert tokens(tmp_path).public == tokens(tmp_path).public


def test_several_processes_need_a_key_from_the_settings(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="BATON_DOOR_KEY"):
        tokens(tmp_path, bus="kafka://broker:9092")


@pytest.mark.parametrize("public_or_other_curve", ["public", "P-384"])
def test_a_key_that_cannot_sign_is_refused(tmp_path: Path, public_or_other_curve: str) -> None:
    made = ECKey.generate_key("P-256").as_dict(private=False)
    text = private("P-384") if public_or_other_curve == "P-384" else json.dumps(made)
    with pytest.raises(Unusable, match="BATON_DOOR_KEY"):
        tokens(tmp_path, door_key=text)


GARBAGE = ["garbage", '"x"', "[1]", "7", '{"kty":"EC"}', '{"kty":"oct","k":"AAAA"}', "{}"]


@pytest.mark.parametrize("text", GARBAGE)
def test_what_is_no_key_is_refused_in_a_sentence_without_repeating_it(
    tmp_path: Path, text: str
) -> None:
    with pytest.raises(Unusable) as refusal:
        tokens(tmp_path, door_key=text)
    assert str(refusal.value) == WANTED
