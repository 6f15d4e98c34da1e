"""Where vendors' systems keep the API keys of a run, as real ones keep theirs."""

import json
import os
from pathlib import Path


class KeptKeys:
    """By vendor id, in a file for its owner's eyes only: a key is shown once.

    Without the file a run that is taken up again would come as another caller, and its vendors'
    repeated requests would not be known as repeated.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._keys: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}

    def of(self, vendor_id: str) -> str | None:
        return self._keys.get(vendor_id)

    def keep(self, vendor_id: str, key: str) -> None:
        self._keys[vendor_id] = key
        self._file.parent.mkdir(parents=True, exist_ok=True)
        part = self._file.with_suffix(".part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(self._keys, file)
        part.replace(self._file)
