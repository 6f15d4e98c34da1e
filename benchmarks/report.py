"""The figures as a table for people, as JSON for machines, and in the README."""

import json
import os
import platform
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from statistics import median

from rich.table import Table

from benchmarks.harness import Figure

ROOT = Path(__file__).parents[1]
KEPT, README = ROOT / "benchmarks" / "results.json", ROOT / "README.md"
PAGE = ROOT / "docs" / "measured.md"
TITLE = """# All figures

Written by `python -m benchmarks --readme`; the README says how they are taken.
"""
BEGIN, END = "<!-- benchmarks: begin -->", "<!-- benchmarks: end -->"
FIRST = "on an empty database"
MAIN = ("what", "median (min – max)", "CPU an event", "beside", "aim")
HEADS = ("what", "median", "min – max", "CPU an event", "a core carries", "beside", "aim")


def tables(figures: Iterable[Figure]) -> list[Table]:
    """One for each question and place."""
    return [_table(question, on, list(those)) for (question, on), those in _grouped(figures)]


def _table(question: str, on: str, figures: list[Figure]) -> Table:
    table = Table(title=f"{question}, {on}", title_justify="left")
    for head in HEADS:
        table.add_column(head, justify="left" if head in {"what", "beside"} else "right")
    for figure in figures:
        table.add_row(*cells(figure), style="dim" if figure.yardstick else "")
    return table


def cells(figure: Figure) -> list[str]:
    cpu = f"{median(figure.cpu):,.0f} µs" if figure.cpu else ""
    carried = f"{figure.per_core:,.0f}/s" if figure.per_core and "/s" in figure.unit else ""
    return [
        figure.name,
        f"{_short(figure.middle)} {figure.unit}",
        f"{_short(min(figure.values))} – {_short(max(figure.values))}",
        cpu,
        carried,
        "; ".join(_beside(figure)),
        f"{figure.aim}: {'met' if figure.met else 'missed'}" if figure.aim else "",
    ]


def _beside(figure: Figure) -> Iterable[str]:
    for name, ratios in figure.against.items():
        thrift = median(figure.thrift[name])
        yield f"{_times(median(ratios))} × {name} (CPU: {_times(thrift)} ×)"


def as_json(figures: Sequence[Figure]) -> str:
    return json.dumps([figure.as_dict() for figure in figures], indent=1)


def keep(figures: Sequence[Figure]) -> None:
    """In place of what was kept of the same questions, so that one can be renewed alone."""
    renewed = {(figure.question, figure.on) for figure in figures}
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {"figures": []}
    others = [f for f in kept["figures"] if (f["question"], f["on"]) not in renewed]
    mine = [{**figure.as_dict(), "measured": str(date.today())} for figure in figures]  # noqa: DTZ011
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    machine += f", load average {os.getloadavg()[0]:.0f} at the end"
    KEPT.write_text(json.dumps({"machine": machine, "figures": others + mine}, indent=1) + "\n")


def renew_readme() -> None:
    """Writes all that is kept to one page, and the main lines of it between two markers."""
    kept = json.loads(KEPT.read_text())
    names = set(Figure.__dataclass_fields__)
    figures = [Figure(**{k: v for k, v in f.items() if k in names}) for f in kept["figures"]]
    days = sorted({f["measured"] for f in kept["figures"]})
    when = f"Measured on {' and '.join(days)}: {kept['machine']}."
    PAGE.write_text(f"{TITLE}\n{when}\n\n" + "\n".join(_whole(figures)))
    before, rest = README.read_text().split(BEGIN)
    after = rest.split(END)[1]
    README.write_text(f"{before}{BEGIN}\n{when}\n\n{_main_lines(figures)}{END}{after}")


def _whole(figures: Iterable[Figure]) -> Iterable[str]:
    for (question, on), those in _grouped(figures):
        yield f"## {question}, {on}\n"
        yield _row(HEADS) + _row(["---"] * len(HEADS)) + "".join(map(_line, those))


def _main_lines(figures: Sequence[Figure]) -> str:
    shown = [f for f in figures if not f.yardstick and not f.detail]
    subjects = [f for f in shown if f.question != "startup"]
    lines = [*_slowest_starts(figures), *subjects]
    lines.sort(key=lambda figure: (figure.question, figure.on))
    return _row(MAIN) + _row(["---"] * len(MAIN)) + "".join(map(_main_line, lines))


def _slowest_starts(figures: Iterable[Figure]) -> Iterable[Figure]:
    """Of the services on a database that is there, the slowest and the largest."""
    starts = [f for f in figures if f.question == "startup" and f.aim and FIRST not in f.name]
    starts.sort(key=lambda figure: (figure.on, figure.unit))
    for _, those in groupby(starts, key=lambda figure: (figure.on, figure.unit)):
        yield max(those, key=lambda figure: figure.middle)


def _main_line(figure: Figure) -> str:
    what, middle, spread, cpu, _, _, aim = cells(figure)
    beside = next(iter(_beside(figure)), "")
    return _row(
        [f"{figure.question}, {figure.on}: {what}", f"{middle} ({spread})", cpu, beside, aim]
    )


def _line(figure: Figure) -> str:
    words = cells(figure)
    return _row([f"*{words[0]}*" if figure.yardstick else words[0], *words[1:]])


def _row(words: Sequence[str]) -> str:
    return f"| {' | '.join(words)} |\n"


def _grouped(figures: Iterable[Figure]) -> Iterable[tuple[tuple[str, str], Iterable[Figure]]]:
    by_place = sorted(figures, key=lambda figure: (figure.question, figure.on))
    return groupby(by_place, key=lambda figure: (figure.question, figure.on))


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _times(value: float) -> str:
    return f"{value:.1f}" if value >= 1 else f"{value:.2g}"
