"""How a run is told: line by line to people, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from libs.client.demo.tickets import TicketLog
from libs.client.refusal import Refusal

ABOUT = 460
"Requests of a run, roughly: what the bar counts towards."


class Story:
    """`quiet` keeps to the bar, and where there is no terminal to nothing."""

    def __init__(self, console: Console, *, quiet: bool = False) -> None:
        self.console, self.quiet = console, quiet
        self._progress = Progress(
            TextColumn("[bold]{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._bar = self._progress.add_task("Beginning", total=ABOUT)
        self.requests = 0

    @contextmanager
    def being_told(self) -> Iterator[None]:
        with self._progress:
            yield

    def act(self, title: str) -> None:
        self._progress.update(self._bar, description=title)
        if not self.quiet:
            self.console.print()
            self.console.rule(f"[bold]{escape(title)}", align="left")

    def asked(self) -> None:
        """A request was answered."""
        self.requests += 1
        self._progress.update(self._bar, advance=1, total=max(ABOUT, self.requests))

    def reading(self, done: int, of: int) -> None:
        """A file is being read: shown on the bar, as a share."""
        share = f"{100 * done // of if of else 100} %"
        self._progress.update(self._bar, description=f"Reading the ticket log, {share}")

    def log(self, log: TicketLog, years: int) -> None:
        if not self.quiet:
            self.console.print(
                f"Ticket log: {log.events:,} events of {log.incidents:,} incidents, "
                f"{log.unresolved:,} never resolved; {len(log.days)} days of resolutions, "
                f"taken {years} years later."
            )

    def deed(self, moment: datetime, who: str, what: str) -> None:
        day = f"{moment.day:>2} {moment:%b %Y}"
        self._line(f"[dim]{day}[/]", f"[bold]{escape(who)}[/] {escape(what)}.")

    def answer(self, sentence: str) -> None:
        """What the system said to it."""
        self._line("", f"[cyan]→[/] {escape(sentence)}")

    def refusal(self, moment: datetime, who: str, what: str, refusal: Refusal) -> None:
        self.deed(moment, who, what)
        said = escape(f"{refusal.status} {refusal.type}: {refusal.detail}")
        self._line("", f"[yellow]✗[/] {said}")

    def _line(self, day: str, text: str) -> None:
        if not self.quiet:
            line = Table.grid(padding=(0, 2))
            line.add_column(width=11)
            line.add_column()
            line.add_row(day, text)
            self.console.print(line, highlight=False)
