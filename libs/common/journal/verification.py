"""What an export of the journal proves, to someone who trusts nobody.

From the export alone: every entry is the one that was chained, in its place, and none is missing
before the head in the trailer. With a head noted earlier: history up to that entry is the one
that stood then, even against somebody who rewrote every later hash and the trailer.

What cannot be found:
- anything after the newest head held, if it was done consistently: a tail cut off or rewritten
  together with the trailer. Whoever holds no head can be shown a wholly invented chain;
- that an entry disclosed elsewhere is withheld here: leaving out is allowed, and only counted;
- an event that never reached the journal;
- whether `programme` was replaced by null in the first line: it is a label, not part of the chain.
"""

from collections.abc import Iterable, Sequence

from libs.common.journal.chain import (
    Disclosure,
    Entry,
    Head,
    Stream,
    digest_of,
    event_id_of,
    genesis,
    link,
    parts_of,
)
from libs.common.journal.export import Header, Trailer, read_header, read_line
from libs.common.journal.fields import Malformed
from libs.common.journal.verdict import Finding, Kind, Verdict

_TAILS = 4


def verify(lines: Iterable[bytes | str], held: Sequence[Head] = ()) -> Verdict:
    """Reads an export line by line, in constant memory, and lists all that is wrong with it.

    `held` are heads the caller noted earlier. Never raises for what the lines contain; blank
    lines are passed over. After a finding it goes on from where the chain takes up again, so one
    change gives one finding or a few, not one for each entry after it.
    """
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    number, first = next(numbered, (1, b""))
    try:
        reading = _Reading(read_header(first), held)
    except Malformed as reason:
        sentence = f"The first line cannot be read: {reason}."
        return Verdict(None, None, (Finding(Kind.NOT_AN_EXPORT, sentence, number),))
    for number, line in numbered:
        reading.take(number, line)
    return reading.verdict()


class _Reading:
    """One pass over an export.

    `tails` are the heads that the next entry may follow, the likeliest first. There is one until
    something is wrong; then the chain may go on from the computed, the stated or an earlier head.
    """

    def __init__(self, header: Header, held: Sequence[Head]) -> None:
        self.header = header
        self.line = 1
        self.findings: list[Finding] = []
        self.disclosed = self.withheld = 0
        self.confirmed: int | None = None
        self.trailer: Trailer | None = None
        self.tails: tuple[Head, ...] = (genesis(header.stream),)
        self.held = self._held_here(held)
        self._compare_held(self.tails[0])

    def take(self, number: int, line: bytes | str) -> None:
        self.line = number
        if self.trailer:
            return self._find(Kind.AFTER_TRAILER, f"Line {number} comes after the trailer.")
        try:
            read = read_line(line)
        except Malformed as reason:
            return self._find(Kind.MALFORMED, f"Line {number} cannot be read: {reason}.")
        if isinstance(read, Trailer):
            self.trailer = read
            return self._compare_trailer(read)
        return self._take_entry(read)

    def verdict(self) -> Verdict:
        if not self.trailer:
            self._find(Kind.TRAILER_MISSING, "The export has no trailer: its end was cut off.")
        for sequence in sorted(self.held):
            self._find(
                Kind.HELD_ENTRY_MISSING,
                f"Entry {sequence}, whose hash you hold, is not in the export, "
                f"which ends at entry {self.tails[0].sequence}.",
                sequence,
            )
        counts = self.disclosed, self.withheld
        return Verdict(self.header, self.tails[0], tuple(self.findings), *counts, self.confirmed)

    def _find(self, kind: Kind, sentence: str, sequence: int | None = None) -> None:
        self.findings.append(Finding(kind, sentence, self.line, sequence))

    def _take_entry(self, entry: Entry) -> None:
        if entry.disclosure:
            self.disclosed += 1
            self._compare_content(entry, entry.disclosure)
        else:
            self.withheld += 1
        self._place(entry)
        if self.held:
            self._compare_held(entry.head(self.header.stream))

    def _compare_content(self, entry: Entry, opened: Disclosure) -> None:
        sequence = entry.sequence
        if digest_of(opened.salt, opened.content) != entry.digest:
            sentence = f"The content of entry {sequence} is not the one that was recorded."
            return self._find(Kind.CONTENT_DIFFERS, sentence, sequence)
        try:
            event_id = event_id_of(parts_of(opened.content)[0])
        except ValueError:
            sentence = f"The content of entry {sequence} is not an event."
            return self._find(Kind.MALFORMED, sentence, sequence)
        if event_id != entry.event_id:
            sentence = f"Entry {sequence} is listed under another event id than its content has."
            self._find(Kind.EVENT_ID_DIFFERS, sentence, sequence)
        return None

    def _place(self, entry: Entry) -> None:
        stated, newest = entry.head(self.header.stream), self.tails[0]
        followed = next((tail for tail in self.tails if _follows(tail, entry)), None)
        if followed is None:
            return self._misfit(entry, stated)
        if followed is not newest and stated.sequence <= newest.sequence:
            self._back(stated)
        self.tails = (stated, *(tail for tail in self.tails if tail is not followed))
        return None

    def _misfit(self, entry: Entry, stated: Head) -> None:
        newest = self.tails[0]
        due = _after(newest, entry)
        if stated.sequence == due.sequence:
            sentence = f"Entry {due.sequence} was changed, or put in: its hash does not fit."
            self._find(Kind.ALTERED, sentence, due.sequence)
            resume: tuple[Head, ...] = (due, stated)
        elif stated.hash == due.hash:
            sentence = f"Entry {due.sequence} was given the number {stated.sequence}."
            self._find(Kind.ALTERED, sentence, due.sequence)
            resume = (due,)
        else:
            self._jump(stated)
            resume = (stated,)
        self.tails = (*resume, *self.tails)[:_TAILS]

    def _jump(self, stated: Head) -> None:
        missing, last = self.tails[0].sequence + 1, stated.sequence - 1
        if missing > last + 1:
            return self._back(stated)
        which = f"Entry {missing} is" if missing == last else f"Entries {missing} to {last} are"
        sentence = f"{which} missing before entry {stated.sequence}."
        return self._find(Kind.GAP, sentence, missing)

    def _back(self, stated: Head) -> None:
        sequence, newest = stated.sequence, self.tails[0].sequence
        if sequence == newest:
            return self._find(Kind.REPEATED, f"Entry {sequence} stands here twice.", sequence)
        sentence = f"Entry {sequence} comes after entry {newest}: moved, put in or repeated."
        return self._find(Kind.OUT_OF_ORDER, sentence, sequence)

    def _compare_trailer(self, trailer: Trailer) -> None:
        entries = self.disclosed + self.withheld
        stands = Head(self.header.stream, trailer.sequence, trailer.hash)
        if trailer.count != entries or stands not in self.tails:
            sentence = (
                f"The trailer tells of {trailer.count} entries up to number {trailer.sequence}; "
                f"the export has {entries}, up to number {self.tails[0].sequence}"
            )
            same = trailer.count == entries and trailer.sequence == self.tails[0].sequence
            tail = ", with another hash." if same else "."
            self._find(Kind.TRAILER_DISAGREES, sentence + tail)

    def _held_here(self, held: Sequence[Head]) -> dict[int, set[bytes]]:
        here: dict[int, set[bytes]] = {}
        for head in held:
            if head.stream == self.header.stream:
                here.setdefault(head.sequence, set()).add(head.hash)
            else:
                self._another_stream(head.stream)
        return here

    def _another_stream(self, stream: Stream) -> None:
        here = self.header.stream
        sentence = (
            f"This is the journal of {here.key!r} of tenant {here.tenant!r}, "
            f"and you hold a head of {stream.key!r} of tenant {stream.tenant!r}."
        )
        self._find(Kind.ANOTHER_STREAM, sentence)

    def _compare_held(self, head: Head) -> None:
        hashes = self.held.pop(head.sequence, None)
        if hashes is None:
            return
        if hashes == {head.hash}:
            self.confirmed = max(head.sequence, self.confirmed or 0)
            return
        sentence = (
            f"Entry {head.sequence} does not have the hash you hold: history up to it was "
            "rewritten, or this is another stream."
        )
        self._find(Kind.REWRITTEN, sentence, head.sequence)


def _after(tail: Head, entry: Entry) -> Head:
    return link(tail, event_id=entry.event_id, recorded_at=entry.recorded_at, digest=entry.digest)


def _follows(tail: Head, entry: Entry) -> bool:
    return entry.sequence == tail.sequence + 1 and entry.hash == _after(tail, entry).hash
