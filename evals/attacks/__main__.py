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
) -> None:
    """Try to break in through every way there is."""
    with tempfile.TemporaryDirectory() as folder:
        ground = Ground(ready_retriever(Settings.from_environment(), date.today()), TODAY, Path(folder))
        report = run_attacks(ground, seed, share)
    out.print(table_of(report))
    for finding in report.findings[:most]:
        out.print(f"{finding.surface} · {finding.id}: {finding.how}, {finding.why}", markup=False, highlight=False)
    out.print(f"{report.seconds:.0f} s")
    raise typer.Exit(1 if report.findings else 0)


def table_of(report: Report) -> Table:
    """The counts, a row a surface, the sum last."""
    table = Table("surface", *(field.name for field in fields(Tally)))
    sums = [sum(column) for column in zip(*map(astuple, report.tallies.values()), strict=True)]
    for surface, tally in report.tallies.items():
        table.add_row(surface, *map(str, astuple(tally)))
    table.add_section()
    table.add_row("all", *map(str, sums))
    return table


if __name__ == "__main__":
    typer.run(main)
