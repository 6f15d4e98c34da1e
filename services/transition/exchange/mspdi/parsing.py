"""The file as rows: parsed as it streams by, so that its size is never held as a tree.

No document type, no entities: with them go entity bombs and reads of other files.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, XMLParser

from services.transition.exchange.imported import Unreadable, shortened
from services.transition.exchange.mspdi.terms import MOST_BYTES, NAMESPACE
from services.transition.exchange.mspdi.text import unescaped
from services.transition.exchange.plan_document import MOST_TASKS

T = TypeVar("T")
PREFIX = f"{{{NAMESPACE}}}"
DEEPEST = 50
LARGEST_ROW = 500_000
"Elements inside one task, calendar or resource."
MOST_ROWS = {"Task": MOST_TASKS + 1, "Calendar": 20_000, "Resource": 50_000, "Assignment": 500_000}
KEPT = {"ExtendedAttribute", *MOST_ROWS}
CHUNK = 1 << 16
_ROW, _PART = 3, 2


class Rows(NamedTuple):
    """`project`: its own leaves. The others: what is listed under it, by kind."""

    project: dict[str, str]
    listed: dict[str, list["Row"]]


class Row(NamedTuple):
    """An element: its leaves by name, with the texts of a repeated one in order; and its parts."""

    leaves: dict[str, str]
    parts: dict[str, list["Row"]]

    def text(self, name: str) -> str | None:
        """None also where it stands for nothing, as NA does in Microsoft Project."""
        found = self.leaves.get(name)
        return None if found is None or found.strip() in ("", "NA") else found

    def of(self, *path: str) -> list["Row"]:
        """The rows at the end of a path such as WeekDays, WeekDay."""
        rows = [self]
        for name in path:
            rows = [part for row in rows for part in row.parts.get(name, [])]
        return rows


def rows(data: bytes) -> Rows:
    """Raises `Unreadable`."""
    if not data.strip():
        raise Unreadable("The file is empty.")
    if len(data) > MOST_BYTES:
        raise Unreadable(f"The file is larger than {MOST_BYTES // 1024 // 1024} MB.")
    try:
        return _gathered(data)
    except DefusedXmlException:
        raise Unreadable(
            "The file declares a document type or entities; plans have none."
        ) from None
    except ParseError as fault:
        line, column = fault.position
        sentence = f"The file is not well-formed XML ({str(fault).split(':')[0]})."
        raise Unreadable(sentence, f"Line {line}, column {column + 1}") from None
    except Unreadable:
        raise
    except (LookupError, ValueError) as fault:
        raise Unreadable(f"The file's characters cannot be read: {fault}.") from None


def _gathered(data: bytes) -> Rows:
    gatherer = _Gatherer()
    parser = XMLParser(target=gatherer, forbid_dtd=True)
    for start in range(0, len(data), CHUNK):
        parser.feed(data[start : start + CHUNK])
    parser.close()
    return gatherer.found


class _Gatherer:
    """Takes elements as they begin and end, and keeps those that stand where a plan has them.

    An element without parts is a leaf of the one around it.
    """

    def __init__(self) -> None:
        self.found = Rows({}, {name: [] for name in KEPT})
        self._names: list[str] = []
        self._rows: list[Row | None] = []
        "Of the open elements; none of one that has had no parts yet."
        self._text: list[str] = []
        self._short: dict[str, str] = {}
        "One text for each name, however often it stands in the file."
        self._size = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        depth = len(self._names)
        if not depth:
            _refuse_unless_project(tag)
        elif self._rows[-1] is None:
            self._rows[-1] = Row({}, {})
        self._size = self._size + 1 if depth >= _ROW else 0
        if self._size > LARGEST_ROW or depth > DEEPEST:
            row = self._names[_ROW - 1].removeprefix(PREFIX)
            raise Unreadable(f"An element {shortened(row)} is too large for a plan's.")
        self._names.append(tag)
        self._rows.append(None)
        self._text = []

    def data(self, text: str) -> None:
        self._text.append(text)

    def end(self, tag: str) -> None:
        self._names.pop()
        row = self._rows.pop()
        if tag.startswith(PREFIX):
            self._keep(self._short.setdefault(tag, tag[len(PREFIX) :]), row)
        self._text = []

    def _keep(self, name: str, row: Row | None) -> None:
        depth = len(self._names) + 1
        if depth > _ROW and (above := self._rows[-1]) is not None:
            if row is None:
                above.leaves[name] = unescaped("".join(self._text))
            else:
                above.parts.setdefault(name, []).append(row)
        elif depth == _ROW and name in self.found.listed:
            listed = self.found.listed[name]
            if len(listed) >= MOST_ROWS.get(name, 1_000):
                raise Unreadable(f"The file has more than {len(listed)} elements {name}.")
            listed.append(row or Row({}, {}))
        elif depth == _PART and row is None:
            self.found.project[name] = unescaped("".join(self._text))

    def close(self) -> None:
        """Asked for by the parser."""


def _refuse_unless_project(tag: str) -> None:
    if tag != f"{PREFIX}Project":
        raise Unreadable(
            "This is no Microsoft Project XML file: it begins with"
            f" {shortened(tag)} where {PREFIX}Project is expected."
        )


def value(row: Row, name: str, read: Callable[[str], T], where: str) -> T | None:
    """A leaf as what it stands for. Raises `Unreadable`, which names it."""
    text = row.text(name)
    if text is None:
        return None
    try:
        return read(text)
    except ValueError as fault:
        raise Unreadable(f"{name}: {fault}.", where) from None
