"""What requests carry and answers show."""

from pydantic import ConfigDict

from libs.common.described import Described


class Body(Described):
    """A request's body. A field that is not known here is refused, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class View(Described):
    """An answer, made from a row: `ProgrammeView.model_validate(row)`."""

    model_config = ConfigDict(from_attributes=True)
