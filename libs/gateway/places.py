"""Where the gateway finds each service."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from libs.common.settings import SERVICES
from libs.common.unusable import Unusable

EXAMPLE = "http://{service}:8000, or vendor=http://10.0.0.7:8000,console=… for all five"


def places(text: str) -> Mapping[str, str]:
    """Address by service, from BATON_SERVICES. Raises `Unusable` where one is missing or odd."""
    found = _by_name(text) if "=" in text.partition("://")[0] else _by_pattern(text)
    wrong = [name for name in SERVICES if not _is_address(found.get(name, ""))]
    if wrong or found.keys() - set(SERVICES):
        raise Unusable(f"BATON_SERVICES must say where each service is: {EXAMPLE}.")
    return found


def _by_pattern(text: str) -> dict[str, str]:
    return {name: text.strip().replace("{service}", name) for name in SERVICES}


def _by_name(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(",") if part.strip())
    return {name.strip(): address.strip() for name, _, address in pairs}


def _is_address(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and parts.path in {"", "/"}
