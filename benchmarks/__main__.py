"""`python -m benchmarks`: what people wait for, and how it grows, beside the floor set by the embedding model.

Without a command everything is measured, one table after the other; a command measures one. Everything is measured on
this machine, now, over the project's own corpus and index; the ratios carry over to another machine, the seconds don't.
"""

import sys
from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer

from assistant.corpus import load_corpus
from assistant.retrieval.embedding import open_embedder
from assistant.settings import Settings
from assistant.wiring import ready_index
from benchmarks.chart import redraw
from benchmarks.crowds import CROWDS, crowds_table, measure_crowds
from benchmarks.drafts import drafts_table
from benchmarks.measuring import Circumstances
from benchmarks.scale import STEPS, Size, Step, measure_scale, scale_table
from benchmarks.tables import Measured, show
from benchmarks.waits import waits_table

app = typer.Typer(add_completion=False, invoke_without_command=True)

Write = Annotated[bool, typer.Option("--write", help="Put what is measured into benchmarks/README.md.")]
SkipIndex = Annotated[bool, typer.Option("--skip-index", help="Leave out building the index (two minutes).")]


@app.callback()
def everything(context: typer.Context, write: Write = False, skip_index: SkipIndex = False) -> None:
    """Measure everything, or what the command says; each table is written as soon as it is there."""
    if context.invoked_subcommand:
        return
    waits(write, skip_index)
    drafts(write)
    people(write)
    scale(write)
    peers(write)


@app.command()
def waits(write: Write = False, skip_index: SkipIndex = False) -> None:
    """What one person waits for."""
    under = Circumstances.now()
    show(Measured("waits", waits_table(Settings.from_environment(), skip_index), under), write)


@app.command()
def drafts(write: Write = False) -> None:
    """What a draft costs; needs no index."""
    under, settings = Circumstances.now(), Settings.from_environment()
    rows = drafts_table(open_embedder(settings.data), load_corpus(settings.corpus, date.today()))
    show(Measured("drafts", rows, under), write)


@app.command()
def people(
    write: Write = False,
    at_once: Annotated[list[int] | None, typer.Option(help="How many ask at once; once for each crowd.")] = None,
) -> None:
    """What 1, 10, 50 and 200 people at once wait for."""
    under, crowds = Circumstances.now(), measure_crowds(sorted({1, *(at_once or CROWDS)}))
    show(Measured("people", crowds_table(crowds), under), write)
    if write:
        redraw(crowds=crowds)


@app.command()
def scale(
    write: Write = False,
    times: Annotated[list[int] | None, typer.Option(help="How many times the corpus; once for each size.")] = None,
) -> None:
    """What a question costs as the corpus grows."""
    under = Circumstances.now()
    ready_index(Settings.from_environment(), date.today())  # so that no size waits for it
    steps: Sequence[Step] = [Step(one) for one in times] if times else STEPS
    sizes = measure_scale(steps)
    show(Measured("scale", scale_table(sizes), under), write)
    if write:
        redraw(sizes=[size for size in sizes if isinstance(size, Size)])


@app.command()
def peers(
    write: Write = False,
    only: Annotated[list[str] | None, typer.Option(help="Only this peer; may be given again.")] = None,
) -> None:
    """What else could be built with the same model, side by side."""
    from benchmarks.peers import PEERS, measure_peers, peers_table

    if unknown := {*(only or ())} - {peer.name for peer in PEERS}:
        raise typer.BadParameter(f"no such peer: {', '.join(sorted(unknown))}")
    under = Circumstances.now()
    show(Measured("peers", peers_table(measure_peers(only or None)), under), write)


@app.command()
def outside() -> None:
    """What goes to other hosts: whether anything does, and from what. Exit status 1 when something does."""
    from benchmarks.outside import contacts_table, watch_everything

    under, seen = Circumstances.now(), watch_everything()
    show(Measured("outside", contacts_table(seen), under), write=False)
    if any(seen.values()):
        raise typer.Exit(1)


if __name__ == "__main__":
    sys.exit(app())
