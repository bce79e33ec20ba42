"""`python -m evals.attacks`: every attack, and what came through. Exit status 1 where anything did."""

import tempfile
from dataclasses import astuple, fields
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from assistant.settings import Settings
from assistant.wiring import ready_retriever
from evals.attacks.running import Report, Tally, run_attacks
from evals.attacks.surfaces import Ground

TODAY = date(2026, 9, 20)  # while the letter's date is still to come
out = Console()


def main(
    seed: Annotated[int, typer.Option(help="Which damages files get, and which attacks a share is made of.")] = 7,
    share: Annotated[float, typer.Option(help="Of the attacks on each surface, how many: 0.1 for a tenth.")] = 1.0,
    most: Annotated[int, typer.Option(help="How many findings are told.")] = 50,
    target: Annotated[Path | None, typer.Option("-o", "--output", help="Write the counts there, as Markdown.")] = None,
) -> None:
    """Try to break in through every way there is."""
    with tempfile.TemporaryDirectory() as folder:
        ground = Ground(ready_retriever(Settings.from_environment(), date.today()), TODAY, Path(folder))
        report = run_attacks(ground, seed, share)
    out.print(table_of(report))
    for finding in report.findings[:most]:
        out.print(f"{finding.surface} · {finding.id}: {finding.how}, {finding.why}", markup=False, highlight=False)
    out.print(f"{report.seconds:.0f} s")
    if target:
        target.write_text(as_markdown(report, seed, share), encoding="utf-8")
    raise typer.Exit(1 if report.findings else 0)


HEADER = ("surface", *(field.name for field in fields(Tally)))


def rows_of(report: Report) -> list[tuple[str, ...]]:
    """The counts, a row a surface, the sum last."""
    sums = [sum(column) for column in zip(*map(astuple, report.tallies.values()), strict=True)]
    counts = {name: astuple(tally) for name, tally in report.tallies.items()} | {"all": tuple(sums)}
    return [(name, *map(str, row)) for name, row in counts.items()]


def table_of(report: Report) -> Table:
    """The counts for a terminal."""
    table = Table(*HEADER)
    for row in rows_of(report):
        if row[0] == "all":
            table.add_section()
        table.add_row(*row)
    return table


def as_markdown(report: Report, seed: int, share: float) -> str:
    """The counts and what came through, as a page."""
    lines = [HEADER, ("---",) * len(HEADER), *rows_of(report)]
    rows = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    found = (
        "\n".join(f"- {one.surface}, {one.id}: {one.how}, {one.why}" for one in report.findings)
        or "Nothing came through."
    )
    made = f"`python -m evals.attacks --seed {seed} --share {share:g}` on {date.today().isoformat()}, {report.seconds:.0f} s"
    return (
        f"# Attacks\n\n{made}. What counts as one that came through: `evals/attacks/judging.py`.\n\n{rows}\n\n{found}\n"
    )


if __name__ == "__main__":
    typer.run(main)
