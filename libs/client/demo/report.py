"""What came of a run, for people."""

from collections import Counter
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from libs.client.demo.numbers import Figure
from libs.client.demo.proof import Checked, Decision
from libs.client.demo.run import Outcome

MANY = {
    "baton.assessment.role_granted.v1",
    "baton.vendor.bid_scored.v1",
    "baton.vendor.knowledge_transfer_reported.v1",
    "baton.vendor.measurements_reported.v1",
    "baton.governance.measurements_taken.v1",
    "baton.transition.criterion_answered.v1",
}
"Types of which a run has many: counted, not listed."


def show(console: Console, outcome: Outcome, *, with_timeline: bool = True) -> None:
    if with_timeline:
        _timeline(console, outcome.timeline)
    console.print(_figures(outcome.figures))
    console.print(_journals(outcome.journals))
    for journal in outcome.journals:
        for finding in journal.findings:
            console.print(f"[red]{escape(journal.title)}: {escape(finding)}")
    console.print(_decisions(outcome.decisions))
    console.print(_verdict(outcome))


def _timeline(console: Console, lines: list[dict[str, Any]]) -> None:
    table = Table(title="The programme's timeline", title_justify="left", box=None, pad_edge=False)
    for name in ("day", "stage", "what happened", "by"):
        table.add_column(name, overflow="fold")
    for line in lines:
        if line["type"] not in MANY:
            table.add_row(line["at"][:10], str(line["stage"]), escape(line["headline"]), _by(line))
    console.print(table)
    for kind, number in Counter(line["type"] for line in lines if line["type"] in MANY).items():
        console.print(f"[dim]and {number} × {kind.split('.')[2].replace('_', ' ')}")


def _by(line: dict[str, Any]) -> str:
    """People by name; a vendor's system by the first digits of its key."""
    actor = str(line["actor"] or "")
    return escape(actor if len(actor) < 30 else f"key {actor[-6:]}")


def _figures(figures: list[Figure]) -> Table:
    table = Table(title="Numbers of the sample, and the system's", title_justify="left")
    table.add_column("what")
    table.add_column("expected", justify="right")
    table.add_column("system", justify="right")
    table.add_column("")
    for figure in figures:
        mark = "[green]equal" if figure.equal else "[red]differs"
        system = "none" if figure.system is None else figure.system
        table.add_row(escape(figure.title), figure.expected, system, mark)
    return table


def _journals(journals: list[Checked]) -> Table:
    table = Table(title="Journals, exported and checked", title_justify="left")
    for name in ("journal", "entries", "disclosed", "withheld", "held to entry", ""):
        table.add_column(name, justify="left" if name in ("journal", "") else "right")
    for one in journals:
        mark = "[green]verified" if one.verified else "[red]NOT verified"
        counts = [str(count) for count in (one.entries, one.disclosed, one.withheld)]
        table.add_row(escape(one.title), *counts, str(one.confirmed or "-"), mark)
    return table


def _decisions(decisions: list[Decision]) -> Table:
    table = Table(title="Gates, decided anew from the journal alone", title_justify="left")
    for name in ("gate", "decided on", "outcome", ""):
        table.add_column(name)
    for one in decisions:
        said = [*one.findings, *(f"could not be rebuilt: {code}" for code in one.not_rebuilt)]
        mark = "[green]the same" if one.same else f"[red]{escape('; '.join(said))}"
        table.add_row(one.wave, one.decided_on, one.outcome, mark)
    return table


def _verdict(outcome: Outcome) -> str:
    told = f"Run {outcome.run}, programme {outcome.programme}, {outcome.requests} requests."
    if outcome.succeeded:
        found = "Every number is equal, every journal verified, every gate decision the same."
        return f"[bold green]{found}[/] {told}"
    differing = sum(not figure.equal for figure in outcome.figures)
    broken = sum(not journal.verified for journal in outcome.journals)
    others = sum(not decision.same for decision in outcome.decisions)
    found = f"{differing} numbers differ, {broken} journals are not verified, {others} decisions"
    return f"[bold red]{found} do not follow from the journal.[/] {told}"
