"""Keys of the people's provider that cannot be used are said when a service starts."""

from pathlib import Path
from typing import Any

import pytest

from libs.common.auth.issuers import verifier_for
from libs.common.settings import Settings


@pytest.mark.parametrize("keys", ["garbage", "/nowhere/keys.json"])
def test_a_file_that_is_not_there_is_named_a_fault_at_once(keys: str) -> None:
    with pytest.raises(ValueError, match="no URL and no file that can be read"):
        verifier_for(Settings(oidc_jwks=keys), _nobody())


@pytest.mark.parametrize("text", ["[]", "{}", '{"keys": []}', "not json"])
def test_a_file_without_keys_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "keys.json").write_text(text)
    with pytest.raises(ValueError, match="must hold a JWK set"):
        verifier_for(Settings(oidc_jwks=str(tmp_path / "keys.json")), _nobody())


def _nobody() -> Any:
    return None
