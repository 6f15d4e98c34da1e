"""Values on their way into the table of jobs."""

from typing import Any

from pydantic_core import to_jsonable_python

LONGEST_MESSAGE = 500


def plain(value: Any) -> Any:
    """As JSON can hold it: a bound that is not known yet, or without end, is null."""
    return to_jsonable_python(value, inf_nan_mode="null")


def sentence(text: str) -> str:
    """As a database can store it, for people to read."""
    return text.replace("\0", "")[:LONGEST_MESSAGE]
