"""`python -m evals.letters OUTDIR`: every letter as a file, with its truth beside it."""

import json
from pathlib import Path

import typer

from evals.letters import specimens


def write(outdir: Path, seed: int = 7, n: int = 200, form: str | None = None) -> None:
    """Write the letters and their truth into OUTDIR."""
    outdir.mkdir(parents=True, exist_ok=True)
    for specimen in specimens(seed, n):
        if form in (None, specimen.form):
            (outdir / specimen.file_name).write_bytes(specimen.render())
            truth = json.dumps(specimen.truths[0] if len(specimen.truths) == 1 else specimen.truths, indent=1)
            (outdir / f"{specimen.id}.json").write_text(truth + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(write)
