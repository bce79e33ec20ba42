"""The terminal face: `assistant ask`, `read`, `draft`, `batch`, `cases`, `forget`, `index`, `show`, `serve`, `doctor`."""

import json
import sys
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markdown import Markdown
from rich.progress import Progress as ProgressBar

from assistant import __version__
from assistant.errors import AssistantError, BadInput
from assistant.files import ANYONE, THIS_USER, write_whole
from assistant.logs import log_event, start_logging
from assistant.rules.privacy import mask_numbers
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.corpus import Corpus
    from assistant.records import Notice

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Cited answers about IRS letters that say you owe. Everything stays on this machine.",
)
out = Console()
err = Console(stderr=True)

Json = Annotated[bool, typer.Option("--json", help="Print something a program can read.")]


class BuildBar:
    """A progress bar on stderr for building an index; silent when stderr isn't a terminal."""

    def __init__(self) -> None:
        self.bar = ProgressBar(console=err, transient=True, disable=not err.is_terminal)
        self.tasks: dict[str, int] = {}

    def __call__(self, doing: str, done: int, of: int) -> None:
        if doing not in self.tasks:
            self.tasks[doing] = int(self.bar.add_task(doing, total=of))
            self.bar.start()
        self.bar.update(self.tasks[doing], completed=done)  # type: ignore[arg-type]
        if done >= of:
            self.bar.stop()


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in your own words.")], as_json: Json = False
) -> None:
    """Answer one question, with its sources."""
    from assistant.conversation.state import Conversation
    from assistant.conversation.turn import take_turn
    from assistant.wiring import ready_retriever

    if not question.strip():
        raise BadInput('There is no question. Try: assistant ask "I got a CP14, is it real?"')
    retriever = ready_retriever(Settings.from_environment(), date.today(), BuildBar())
    answer, _ = take_turn(question, Conversation(), retriever, date.today())
    if as_json:
        print(json.dumps(asdict(answer), ensure_ascii=False))
        return
    out.print(Markdown(answer.text))
    if answer.citations:
        out.print()
    for number, citation in enumerate(answer.citations, start=1):
        out.print(f"[dim]\\[{number}] {citation.section} · {citation.title} · {citation.url}[/dim]", highlight=False)


@app.command()
def batch(
    source: Annotated[Path, typer.Argument(metavar="IN.jsonl", help="One conversation a line.")],
    target: Annotated[Path, typer.Argument(metavar="OUT.jsonl", help="One result a line, in the same order.")],
) -> None:
    """Answer many conversations in one process; a line out for each line in."""
    from assistant.batch import run_batch
    from assistant.wiring import ready_retriever

    if not source.is_file():
        raise BadInput(f"There is no file {source}.")
    retriever = ready_retriever(Settings.from_environment(), date.today(), BuildBar())
    done = run_batch(source, target, retriever, date.today())
    err.print(f"{done} lines answered in {target}", highlight=False)


@app.command()
def read(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The letter: PDF, photo or text.")],
    as_json: Json = False,
    ics: Annotated[Path | None, typer.Option("--ics", help="Write the last days as a calendar file.")] = None,
    today: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Count from this day.")] = None,
) -> None:
    """Read a letter: what it says, the date that counts, and warning signs."""
    from assistant.calendar import calendar_of
    from assistant.card import as_json as card_json
    from assistant.card import as_markdown
    from assistant.corpus import load_corpus
    from assistant.reading.apart import Reader
    from assistant.reading.findings import find_out_all
    from assistant.records import Verdict
    from assistant.retrieval.exact import ExactNames

    if not file.is_file():
        raise BadInput(f"There is no file {file}.")
    day = today.date() if today else date.today()
    bar = BuildBar()
    with Reader() as reader:
        reader.start()
        corpus = load_corpus(Settings.from_environment().answering().corpus, day)
        letter = reader.read(_bytes_of(file), lambda done, of: bar("reading", done, of))
    findings = find_out_all(letter, corpus, ExactNames(corpus), day)
    log_event("read", notices=len(findings), pages=letter.pages, signs=sum(len(found.signs) for found in findings))
    if ics:
        first = findings[0]
        if first.verdict is Verdict.STRONG:
            raise BadInput("The letter shows strong warning signs, so no dates are written. Confirm it first.")
        _write(ics, calendar_of(first.deadlines, first.reading.notice.code, datetime.now()))
    if as_json:
        print(json.dumps([card_json(found) for found in findings], ensure_ascii=False))
        return
    for found in findings:
        out.print(Markdown(as_markdown(found, corpus)))


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(f"{file} can't be opened: {error.strerror or error}.") from error


def _write(file: Path, data: bytes, mode: int = ANYONE) -> None:
    try:
        write_whole(file, data, mode)
    except OSError as error:
        raise BadInput(f"{file} can't be written: {error.strerror or error}.") from error


@app.command()
def draft(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="What to draft, such as dispute_letter.")] = "",
    details: Annotated[
        Path | None, typer.Option("--details", metavar="FILE", help="The details: JSON or YAML, one field a line.")
    ] = None,
    target: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="OUT", help="OUT ends in .docx, .pdf, .md, .txt, or .zip for all."),
    ] = None,
    as_json: Json = False,
    today: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Count from this day.")] = None,
    kinds: Annotated[bool, typer.Option("--kinds", help="List the kinds, their situations and the fields.")] = False,
) -> None:
    """Draft a letter to the IRS or a call script from confirmed details. `--kinds` lists what can be drafted.

    Without OUT it is shown here. Nothing goes in that the file or the facts don't say.
    """
    from assistant.corpus import load_corpus
    from assistant.drafting.command import check_target, draft_from, kinds_as_markdown, write_draft
    from assistant.drafting.details_file import read_details
    from assistant.drafting.export import as_markdown

    day = today.date() if today else date.today()
    if kinds:
        out.print(Markdown(kinds_as_markdown(load_corpus(Settings.from_environment().corpus, day))))
        return
    if not kind or details is None:
        what = "a details file" if kind else "what to draft"
        raise BadInput(f"Say {what}: assistant draft KIND --details FILE. List the kinds with: assistant draft --kinds")
    if target:
        check_target(target)
    corpus = load_corpus(Settings.from_environment().answering().corpus, day)
    made = draft_from(kind, read_details(details, corpus), corpus, day)
    log_event("draft", kind=made.template.kind, missing=len(made.missing), made=made.draft is not None)
    if made.unfit:
        err.print(made.unfit, markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1)
    for note in made.notes:
        err.print(note, markup=False, highlight=False, soft_wrap=True)
    if target and made.draft:
        write_draft(
            made.draft, target, _calendar(made.details.notice, corpus, day) if target.suffix.lower() == ".zip" else None
        )
    if as_json:
        print(json.dumps(made.as_json(), ensure_ascii=False))
    if made.draft is None:
        raise BadInput(f"Still missing for {made.template.kind}: {', '.join(made.missing)}. Add to {details.name}.")
    if target:
        err.print(f"Written: {target} ({made.draft.title})", markup=False, highlight=False, soft_wrap=True)
    elif not as_json:
        out.print(Markdown(as_markdown(made.draft)))


def _calendar(notice: "Notice", corpus: "Corpus", day: date) -> bytes | None:
    """The last days of `notice` that are still to come as a calendar file; None where there are none."""
    from assistant.calendar import calendar_if_dated
    from assistant.rules.deadlines import deadlines_of

    deadlines = deadlines_of(notice, corpus.notices.get(notice.code or ""), day)
    return calendar_if_dated(deadlines, notice.code, datetime.combine(day, time(12), UTC))


@app.command()
def index(as_json: Json = False) -> None:
    """Check the corpus and refresh the index; say what changed."""
    from assistant.wiring import refresh_index

    report = refresh_index(Settings.from_environment(), date.today(), BuildBar())
    if as_json:
        print(json.dumps(asdict(report)))
        return
    if report.nothing_changed:
        out.print(f"Nothing changed: {report.texts:,} texts, none embedded.")
        return
    for word, names in (("added", report.added), ("changed", report.changed), ("removed", report.removed)):
        if names:
            shown = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
            out.print(f"{word} {len(names)}: {shown}", highlight=False)
    out.print(f"{report.texts:,} texts in the index, {report.embedded:,} embedded now.", highlight=False)


@app.command()
def show(section: Annotated[str, typer.Argument(help="A section id, such as step-4-pay/plans.")]) -> None:
    """Print a section of the corpus as people will read it."""
    from assistant.corpus import load_corpus

    corpus = load_corpus(Settings.from_environment().corpus, date.today())
    found = corpus.sections.get(section)
    if found is None:
        near = [name for name in corpus.sections if section.lower() in name.lower()][:5]
        hint = f" Did you mean: {', '.join(near)}?" if near else ""
        raise BadInput(f"There is no section {section}.{hint}")
    out.print(Markdown(f"# {found.title}\n\n{found.text}"))
    out.print(f"\n[dim]{found.id} · as of {found.as_of} · {' '.join(found.sources)}[/dim]", highlight=False)


@app.command()
def serve() -> None:
    """Open the chat page on this machine."""
    from assistant.page import serve_page

    serve_page(Settings.from_environment())


@app.command()
def doctor(as_json: Json = False) -> None:
    """Look for what could keep it from answering, and say what to do about it. Exit status 1 when something is wrong."""
    from assistant.doctor import examine

    findings = list(examine(Settings.from_environment(), date.today()))
    if as_json:
        print(json.dumps([finding.as_json() for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            mark = "ok   " if finding.ok else "WRONG"
            do = f" {finding.do}" if finding.do else ""
            out.print(f"{mark} {finding.name}: {finding.says}{do}", markup=False, highlight=False, soft_wrap=True)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


cases = typer.Typer(no_args_is_help=True, help="Cases saved on this computer: list, export, import, delete.")
app.add_typer(cases, name="cases")

CaseId = Annotated[str, typer.Argument(metavar="ID", help="The case, as `assistant cases list` names it.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]


@cases.command("list")
def list_saved(as_json: Json = False) -> None:
    """The saved cases, the one saved last first. A case with a passphrase doesn't show its notice."""
    from assistant.casefolder import list_cases

    headings = list_cases(Settings.from_environment().cases)
    if as_json:
        print(json.dumps([asdict(one) for one in headings], default=str))
        return
    if not headings:
        out.print("No case is saved here.")
    for one in headings:
        saved = f"saved {one.saved_at:%Y-%m-%d %H:%M} UTC" if one.saved_at else one.fault
        notice = "with a passphrase" if one.locked else one.code or ""
        out.print("  ".join(filter(None, (one.id, saved, notice))), markup=False, highlight=False, soft_wrap=True)


@cases.command("export")
def export_saved(
    case_id: CaseId,
    target: Annotated[Path | None, typer.Option("-o", "--output", metavar="OUT", help="ID.case unless told.")] = None,
) -> None:
    """Write a case as a file, to keep elsewhere or hand over. Its passphrase, where it has one, stays."""
    from assistant.casefile import ENDING
    from assistant.casefolder import export_case

    data = export_case(case_id, Settings.from_environment().cases)
    target = target or Path(f"{case_id}{ENDING}")
    if target.exists():
        raise BadInput(f"{target} is there already. Choose another name with -o.")
    _write(target, data, THIS_USER)
    err.print(f"Written: {target}", markup=False, highlight=False, soft_wrap=True)


@cases.command("import")
def import_saved(file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that was exported.")]) -> None:
    """Bring in a case from a file. Trust it as far as you trust where it came from."""
    from assistant.casefile import LARGEST_BYTES, TOO_LARGE
    from assistant.casefolder import import_case

    if not file.is_file():
        raise BadInput(f"There is no file {file}.")
    if file.stat().st_size > LARGEST_BYTES:
        raise BadInput(TOO_LARGE)
    heading = import_case(_bytes_of(file), Settings.from_environment().cases)
    err.print(f"Brought in as {heading.id}. Open it on the page.", markup=False, highlight=False)


@cases.command("delete")
def delete_saved(case_id: CaseId, yes: Yes = False) -> None:
    """Delete one case from this computer."""
    from assistant.casefolder import delete_case

    if not yes:
        typer.confirm(f"Delete the case {case_id}? It can't be brought back.", abort=True)
    delete_case(case_id, Settings.from_environment().cases)
    err.print(f"Deleted: {case_id}", markup=False, highlight=False)


@app.command()
def forget(yes: Yes = False) -> None:
    """Delete everything that was kept of you: cases, questions kept for review, uploads."""
    from assistant.forgetting import delete_everything

    if not yes:
        typer.confirm("Delete all saved cases and everything else that was kept? It can't be brought back.", abort=True)
    done = delete_everything(Settings.from_environment())
    out.print(done.says, markup=False, highlight=False)
    out.print("\nOut of reach:")
    for one in done.beyond:
        out.print(f"- {one}", markup=False, highlight=False)


@app.callback(invoke_without_command=True)
def main_options(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Options before any command."""
    if version:
        print(__version__)
        raise typer.Exit


def main() -> None:
    """The console script: one line on stderr and exit status 2 for wrong use, 1 for a failure."""
    try:
        start_logging(Settings.from_environment())
        app()
    except BadInput as error:
        err.print(mask_numbers(str(error)).text, markup=False, highlight=False, soft_wrap=True)
        sys.exit(2)
    except AssistantError as error:
        err.print(mask_numbers(str(error)).text, markup=False, highlight=False, soft_wrap=True)
        sys.exit(1)
