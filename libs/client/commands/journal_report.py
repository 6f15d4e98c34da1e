"""A verdict on a journal, in words and as JSON."""

from collections.abc import Sequence
from typing import Any

from libs.common.journal import Finding, Head, Verdict


def as_json(verdict: Verdict) -> dict[str, Any]:
    stream, head = (verdict.header and verdict.header.stream), verdict.head
    return {
        "verified": verdict.verified,
        "stream": stream and {"tenant": stream.tenant, "key": stream.key},
        "entries": verdict.entries,
        "disclosed": verdict.disclosed,
        "withheld": verdict.withheld,
        "head": head and {"sequence": head.sequence, "hash": head.hash.hex()},
        "confirmed": verdict.confirmed,
        "findings": [_finding_as_json(finding) for finding in verdict.findings],
    }


def _finding_as_json(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "sequence": finding.sequence,
        "line": finding.line,
        "sentence": finding.sentence,
    }


def as_text(verdict: Verdict, held: Sequence[Head]) -> str:
    counts = (
        f"{_count(verdict.entries, 'entry', 'entries')} "
        f"({verdict.disclosed:,} disclosed, {verdict.withheld:,} withheld)"
    )
    if verdict.verified:
        return "\n".join([f"Verified: {counts}.", f"Head: {verdict.head}", _reach(verdict, held)])
    found = _count(len(verdict.findings), "finding", "findings")
    return "\n".join([f"NOT verified: {found} in {counts}.", *map(_row, verdict.findings)])


def _reach(verdict: Verdict, held: Sequence[Head]) -> str:
    """How far the verdict carries, so that nobody reads more into it."""
    if not held:
        return (
            "No earlier head was given: the file agrees with itself, but a history rewritten "
            "as a whole would too. Keep this head for the next time."
        )
    return (
        f"Up to entry {verdict.confirmed} it is the history whose head you hold. What comes after "
        "agrees with itself; keep this head for the next time."
    )


def _row(finding: Finding) -> str:
    return f"  line {finding.line:>6}  {finding.kind:<18}  {finding.sentence}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
