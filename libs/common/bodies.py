"""What requests carry and answers show."""

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class Body(BaseModel):
    """A request's body. A field that is not known here is refused, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    @model_validator(mode="before")
    @classmethod
    def _can_be_kept(cls, values: Any) -> Any:
        """PostgreSQL keeps no text with a NUL: refused here, or it would be a fault there."""
        if _holds_nul(values):
            raise ValueError("a text holds the character U+0000, which cannot be kept")
        return values


class View(BaseModel):
    """An answer, made from a row: `ProgrammeView.model_validate(row)`."""

    model_config = ConfigDict(from_attributes=True, use_attribute_docstrings=True)


def _holds_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_holds_nul(part) for pair in value.items() for part in pair)
    return isinstance(value, list) and any(_holds_nul(part) for part in value)
