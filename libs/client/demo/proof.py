"""The last act: the timeline, journals checked by those who hold earlier heads of them, and each
gate decision rebuilt from what the auditor exported."""

from dataclasses import dataclass
from typing import Any

from libs.client.commands.gates import decisions_in
from libs.client.demo.player import Player
from libs.client.demo.stage import Stage
from libs.client.demo.waiting import until
from libs.common.journal import Head, Stream, read_head, verify

CONSOLE = "/console/v1"
Json = dict[str, Any]


@dataclass(frozen=True)
class Checked:
    """What one party found of one journal. `confirmed`: up to the entry whose head it held."""

    title: str
    entries: int
    disclosed: int
    withheld: int
    confirmed: int | None
    head: str
    findings: tuple[str, ...]

    @property
    def verified(self) -> bool:
        return not self.findings


@dataclass(frozen=True)
class Decision:
    """Of a gate. `same`: it follows from the journal alone, as `baton gates verify` finds."""

    wave: str
    decided_on: str
    outcome: str
    same: bool
    findings: tuple[str, ...]
    not_rebuilt: tuple[str, ...]


class Notary:
    """Heads noted on the way, so that history up to them can be held to."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._lines: list[bytes] = []
        self._held: dict[str, list[Head]] = {}

    async def note(self) -> None:
        """What a client's auditor and each vendor in a contract write down today."""
        for title, party, path in self._journals():
            head = await party.sees(f"{path}/head")
            if head["sequence"]:
                stands = f"{head['sequence']}:{head['hash']}"
                stream = Stream(head["stream"]["tenant"], head["stream"]["key"])
                self._held.setdefault(title, []).append(read_head(stands, stream))
        noted = sum(map(len, self._held.values()))
        self._stage.story.answer(
            f"auditor and vendors note where the journal stands ({noted} heads)"
        )

    async def check(self) -> list[Checked]:
        return [await self._checked(*journal) for journal in self._journals()]

    def decisions(self) -> list[Decision]:
        """From the programme's journal as the auditor exported it; nothing is asked any more."""
        return [
            Decision(
                wave=proof.decided.wave,
                decided_on=str(proof.decided.decided_on),
                outcome=str(proof.decided.outcome),
                same=proof.same,
                findings=tuple(proof.findings),
                not_rebuilt=tuple(proof.not_rebuilt),
            )
            for proof in decisions_in(self._lines)
        ]

    async def _checked(self, title: str, party: Player, path: str) -> Checked:
        lines = await party.lines(f"{path}/export")
        self._lines = self._lines or lines
        verdict = verify(lines, self._held.get(title, []))
        return Checked(
            title=title,
            entries=verdict.entries,
            disclosed=verdict.disclosed,
            withheld=verdict.withheld,
            confirmed=verdict.confirmed,
            head=str(verdict.head),
            findings=tuple(finding.sentence for finding in verdict.findings),
        )

    def _journals(self) -> list[tuple[str, Player, str]]:
        """Title, reader and address: the programme's as each party sees it, vendors' own."""
        stage, programme = self._stage, f"{CONSOLE}/programmes/{self._stage.known.programme}"
        found = [("The programme, by the auditor", stage.person("bram"), f"{programme}/journal")]
        for vendor in stage.known.contracts:
            name = stage.sample.vendor(vendor)["name"]
            system = stage.system_of(vendor, _first_person(stage, vendor))
            found.append((f"The programme, by {name}", system, f"{programme}/journal"))
        for vendor, id in stage.known.vendors.items():
            name = stage.sample.vendor(vendor)["name"]
            path = f"{CONSOLE}/vendors/{id}/journal"
            found.append((f"{name}'s own, by the auditor", stage.person("bram"), path))
        return found


def _first_person(stage: Stage, vendor: str) -> str:
    one = next(one for one in stage.sample.selection["vendors"] if one["id"] == vendor)
    return str(next(iter(one["people"])))


async def timeline(stage: Stage) -> list[Json]:
    """Every line, once the journal has all that the other services told."""
    bram = stage.person("bram")
    path = f"{CONSOLE}/programmes/{stage.known.programme}/timeline"
    before = -1

    async def settled() -> list[Json] | None:
        nonlocal before
        lines = await bram.lists(path)
        same, before = len(lines) == before, len(lines)
        return lines if same else None

    return await until(settled, "a timeline that no longer grows")
