"""`python -m benchmarks.peers`: measure the peers beside ours, and print the table."""

import sys

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.peers import PEERS, measure_peers, peers_table

app = typer.Typer(add_completion=False)
out = Console()


@app.command()
def run(
    only: list[str] | None = typer.Option(None, help=f"Only these: {', '.join(peer.name for peer in PEERS)}."),
) -> None:
    """Measure ours and the peers. The first time makes their environments: minutes, and the network."""
    unknown = {*(only or ())} - {peer.name for peer in PEERS}
    if unknown:
        raise typer.BadParameter(f"no such peer: {', '.join(sorted(unknown))}")
    header, *rows = peers_table(measure_peers(only or None))
    table = Table(*header)
    for row in rows:
        table.add_row(*row)
    out.print(table)


if __name__ == "__main__":
    sys.exit(app())
