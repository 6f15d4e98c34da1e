"""What an event is: a fact, in the past tense, frozen.

A class in `events/<service>` named `BidSubmitted` has the type
`baton.<service>.bid_submitted.v1`, travels on the topic `baton.<service>`, and its fields are the
JSON data. Within a version fields are only added, with defaults.
"""

import re
from typing import Any, ClassVar
from uuid import UUID

from pydantic import ConfigDict

from libs.common.described import Described

CATALOGUE: dict[str, type["Event"]] = {}


class Part(Described):
    """A value inside an event. Unknown fields are ignored, so that a later version can be read."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        defer_build=True,  # until it is first met: a service meets few of them
    )


class Event(Part):
    type: ClassVar[str]
    topic: ClassVar[str]
    headline: ClassVar[str] = ""
    "One line for the timeline; fields in braces."

    programme_id: UUID | None = None
    vendor_id: UUID | None = None
    "The one vendor whom this concerns and who may read it in the journal."

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Python's own hook takes no arguments; Pydantic hands them on to the next one."""
        super().__init_subclass__()

    @classmethod
    def __pydantic_init_subclass__(
        cls, *, version: int = 1, abstract: bool = False, **kwargs: Any
    ) -> None:
        """`abstract`: what several events have in common, and no event itself."""
        super().__pydantic_init_subclass__(**kwargs)
        if abstract:
            return
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        cls.topic = topic(_producer(cls.__module__))
        cls.type = f"{cls.topic}.{name}.v{version}"
        CATALOGUE[cls.type] = cls

    @property
    def key(self) -> str:
        """Orders it among its fellows: the programme, or the vendor where there is none."""
        return str(self.programme_id or self.vendor_id)

    def told(self) -> str:
        if "{" not in self.headline:
            return self.headline
        return self.headline.format_map({**self.__dict__, "event": self})


def topic(service: str) -> str:
    return f"baton.{service}"


def _producer(module: str) -> str:
    """The module, or the package, of the service."""
    if module.startswith(f"{__package__}."):
        return module.removeprefix(f"{__package__}.").partition(".")[0]
    return module.rpartition(".")[2]
