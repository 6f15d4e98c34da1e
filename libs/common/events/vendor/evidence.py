"""What a report shows, and how much it counts."""

from typing import Annotated, Any

from pydantic import Field

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"SHA-256 of a file, hexadecimal."


Evidence = Annotated[list[Digest], Field(max_length=100)]


NO_EVIDENCE: Any = Field(default_factory=list, json_schema_extra={"default": []})
"Made anew for each event: a list given as the default is copied, at the price of all the rest."


Count = Annotated[int, Field(ge=0, le=1_000_000_000)]
