"""What requests carry and answers show."""

from pydantic import BaseModel, ConfigDict


class Body(BaseModel):
    """A request's body. A field that is not known here is refused, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class View(BaseModel):
    """An answer, made from a row: `ProgrammeView.model_validate(row)`."""

    model_config = ConfigDict(from_attributes=True, use_attribute_docstrings=True)
