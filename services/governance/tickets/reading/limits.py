"""How much a file may hold, and how reading tells of its progress. The numbers are choices."""

from collections.abc import Callable

from pydantic import BaseModel, ConfigDict, PositiveInt

Progress = Callable[[int, int], None]
"Told how much is done, of how much. In bytes, twice the unpacked size: unpacked, then understood."

GIB = 1024**3


class Limits(BaseModel):
    model_config = ConfigDict(frozen=True)
    unpacked_bytes: PositiveInt = GIB
    "Counted while unpacking: what an archive says of itself is not believed."
    ratio: PositiveInt = 200
    "How many times larger than its archive a member may be. Exports of tickets shrink by 10 to 40."
    cell_bytes: PositiveInt = 65_536
    "Of a cell that is read; a longer one makes its row a bad row."
    named: PositiveInt = 100
    "Bad rows that are named, first lines first; all are counted."


def silent(done: int, of: int) -> None:
    """For those who do not wait."""
