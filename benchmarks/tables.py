"""A table on the terminal, and between its own two markers in benchmarks/README.md."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.measuring import Circumstances

README = Path(__file__).with_name("README.md")

Row = tuple[str, ...]

out = Console()


@dataclass(frozen=True, slots=True)
class Measured:
    """A table: `name` is that of its markers, the first of `rows` its header."""

    name: str
    rows: Sequence[Row]
    under: Circumstances

    def shown(self) -> Table:
        """The table for a terminal."""
        header, *rows = self.rows
        table = Table(*header, title=self.name, title_justify="left", caption=str(self.under))
        for row in rows:
            table.add_row(*row)
        return table

    def as_markdown(self) -> str:
        """The table as Markdown, its circumstances under it."""
        header, *rows = self.rows
        lines = [header, ("---",) * len(header), *rows]
        return "\n".join([*(f"| {' | '.join(line)} |" for line in lines), "", str(self.under)])


def put_into(text: str, name: str, table: str) -> str:
    """`text` with `table` between the markers of `name`. ValueError where they are missing.

    >>> put_into("<!-- waits -->old<!-- end of waits -->", "waits", "new")
    '<!-- waits -->\\nnew\\n<!-- end of waits -->'
    """
    start, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    if start not in text or end not in text:
        raise ValueError(f"{README.name} has no {start} … {end}")
    before, after = text.split(start)[0], text.split(end)[1]
    return f"{before}{start}\n{table}\n{end}{after}"


def show(measured: Measured, write: bool) -> None:
    """Print the table; `write` puts it into benchmarks/README.md too."""
    out.print(measured.shown())
    if write:
        text = README.read_text(encoding="utf-8")
        README.write_text(put_into(text, measured.name, measured.as_markdown()), encoding="utf-8")
