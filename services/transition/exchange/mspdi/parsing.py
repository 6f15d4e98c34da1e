"""The file as rows: parsed as it streams by, so that its size is never held as a tree.

No document type, no entities: with them go entity bombs and reads of other files.
"""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import NamedTuple, TypeVar
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from services.transition.exchange.imported import Unreadable, shortened
from services.transition.exchange.mspdi.terms import MOST_BYTES, NAMESPACE
from services.transition.exchange.mspdi.text import unescaped
from services.transition.plan_document import MOST_TASKS

T = TypeVar("T")
PREFIX = f"{{{NAMESPACE}}}"
DEEPEST = 50
LARGEST_ROW = 500_000
"Elements inside one task, calendar or resource."
MOST_ROWS = {"Task": MOST_TASKS + 1, "Calendar": 20_000, "Resource": 50_000, "Assignment": 500_000}
KEPT = {"ExtendedAttribute", *MOST_ROWS}
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
        sentence = "The file is not well-formed XML" + f" ({fault.msg.split(':')[0]})."
        raise Unreadable(sentence, f"Line {line}, column {column + 1}") from None
    except (LookupError, UnicodeError) as fault:
        raise Unreadable(f"The file's characters cannot be read: {fault}.") from None


def _gathered(data: bytes) -> Rows:
    found = Rows({}, {name: [] for name in KEPT})
    for depth, element, above in _ended(data):
        name = element.tag.removeprefix(PREFIX)
        if depth == _PART and not len(element):
            found.project[name] = unescaped(element.text or "")
        elif depth == _ROW and name in found.listed:
            listed = found.listed[name]
            if len(listed) >= MOST_ROWS.get(name, 1_000):
                raise Unreadable(f"The file has more than {len(listed)} elements {name}.")
            listed.append(_row(element))
        if depth in (_PART, _ROW):
            above.remove(element)
    return found


def _ended(data: bytes) -> Iterator[tuple[int, Element, Element]]:
    """Each element as it ends, with its depth and the one it stands in."""
    above: list[Element] = []
    size = 0
    for event, element in iterparse(BytesIO(data), ("start", "end"), forbid_dtd=True):
        if event == "start":
            _checked(element, above, size)
            size = size + 1 if len(above) >= _ROW else 0
            above.append(element)
        else:
            above.pop()
            if above:
                yield len(above) + 1, element, above[-1]


def _checked(element: Element, above: list[Element], size: int) -> None:
    if not above and element.tag != f"{PREFIX}Project":
        raise Unreadable(
            "This is no Microsoft Project XML file: it begins with"
            f" {shortened(element.tag)} where {PREFIX}Project is expected."
        )
    if len(above) > DEEPEST or size > LARGEST_ROW:
        raise Unreadable(f"An element {shortened(above[_ROW - 1].tag)} is too large for a plan's.")


def _row(element: Element) -> Row:
    row = Row({}, {})
    for child in element:
        if not child.tag.startswith(PREFIX):
            continue
        name = child.tag[len(PREFIX) :]
        if len(child):
            row.parts.setdefault(name, []).append(_row(child))
        else:
            row.leaves[name] = unescaped(child.text or "")
    return row


def value(row: Row, name: str, read: Callable[[str], T], where: str) -> T | None:
    """A leaf as what it stands for. Raises `Unreadable`, which names it."""
    text = row.text(name)
    if text is None:
        return None
    try:
        return read(text)
    except ValueError as fault:
        raise Unreadable(f"{name}: {fault}.", where) from None
