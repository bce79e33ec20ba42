"""Template and details → Draft: what is sent, with its frame, and the person's own sheet. A call script has no frame."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from assistant.corpus import Corpus
from assistant.corpus.facts import print_fact
from assistant.drafting.details import OWN_WORDS, TWO_NAMES, Details, amounts_by_year, office_of, values_of
from assistant.drafting.fields import printed
from assistant.drafting.filling import Filler, Slot
from assistant.drafting.tracing import Trace, trace
from assistant.errors import BadInput
from assistant.records import Block, CatalogueNotice, Draft, FitRule, Role, Run, Template
from assistant.rules.deadlines import deadlines_of
from assistant.rules.fitting import day_that_counts, fitting_rules, is_over

UPLOAD, FAX = "Upload Tool", "fax"
SCRIPT = "call_script"


def draft_letter(template: Template, details: Details, corpus: Corpus, today: date) -> Draft:
    """The letter of `template` filled in from `details`, on one page, and the sheet that says how to send it.

    Raises BadInput where something the template needs isn't known, DraftUntraced where a word of it comes from nothing
    confirmed (see `tracing.trace`).
    """
    return _traced(_letter, template, details, corpus, today)[0]


def _letter(template: Template, details: Details, corpus: Corpus, today: date) -> Draft:
    filler = _filler(template, details, corpus, today)
    entry = corpus.notices.get(details.notice.code or "")
    enclosures = _lines(filler, template.encloses)
    frame = corpus.frame
    if frame is None:
        raise BadInput("The corpus has no templates/frame.yaml, so no letter can be written. Put it back.")
    name, address = str(details.known()["name"]), details.answers.get("address")
    sender = [Block(Role.SENDER, (Run(name, "field:name"),))]
    lines = address if isinstance(address, tuple) else ()
    sender += [Block(Role.SENDER, (Run(str(line), "field:address"),)) for line in lines]
    if phone := details.answers.get("phone"):
        sender.append(Block(Role.SENDER, (Run(str(phone), "field:phone"),)))
    recipient = [Block(Role.RECIPIENT, runs) for text in frame.recipient if (runs := _given(filler, text))]
    reference = [
        Block(Role.REFERENCE, runs, label) for label, value in frame.reference if (runs := _given(filler, value))
    ]
    subject, *body = filler.blocks(template.body)
    page = (
        *sender,
        Block(Role.DATE, filler.line("{{ today }}")),
        *recipient,
        *reference,
        subject,
        Block(Role.GREETING, filler.line(frame.greeting)),
        *body,
        Block(Role.CLOSING, filler.line(frame.closing)),
        *(Block(Role.SIGNATURE, (Run(one, "field:name"),)) for one in signers(name)),
        *(Block(Role.ENCLOSURE, runs) for runs in enclosures),
    )
    rules = speaks_of(template, details, corpus, today)
    beside = [_said(rule, template, details, corpus, today) for rule in rules if rule.fits]
    own = _lines(filler, template.sheet)
    notes = own if template.is_for_a_notice else [*beside, *own]  # made for the notice, it says itself what to know
    sheet = _sheet(filler, template, details, corpus, entry, enclosures, notes, today)
    notes_beside = tuple(map(_text, beside))
    return Draft(template.kind, template.situation, template.title, page, sheet, notes_beside, template.sources)


def draft_call_script(template: Template, details: Details, corpus: Corpus, today: date) -> Draft:
    """The call script of `template` filled in from `details`. Errors as in `draft_letter`."""
    return _traced(_call_script, template, details, corpus, today)[0]


def _call_script(template: Template, details: Details, corpus: Corpus, today: date) -> Draft:
    filler = _filler(template, details, corpus, today)
    page = tuple(filler.blocks(template.body))
    return Draft(template.kind, template.situation, template.title, page, (), (), template.sources)


def make_draft(template: Template, details: Details, corpus: Corpus, today: date) -> Draft:
    """The letter or the call script, as `template` is one or the other. Errors as in `draft_letter`."""
    return traced_draft(template, details, corpus, today)[0]


def traced_draft(template: Template, details: Details, corpus: Corpus, today: date) -> tuple[Draft, tuple[Trace, ...]]:
    """The draft of `make_draft`, and where each of its words came from that isn't the template's."""
    return _traced(_call_script if template.kind == SCRIPT else _letter, template, details, corpus, today)


def _traced(
    fill: Callable[[Template, Details, Corpus, date], Draft],
    template: Template,
    details: Details,
    corpus: Corpus,
    today: date,
) -> tuple[Draft, tuple[Trace, ...]]:
    draft = fill(template, details, corpus, today)
    return draft, where_it_came_from(draft, template, details, corpus, today)


def speaks_of(template: Template, details: Details, corpus: Corpus, today: date) -> tuple[FitRule, ...]:
    """What the rules say of drafting this for this notice; see `fitting_rules`."""
    entry = corpus.notices.get(details.notice.code or "")
    deadlines = deadlines_of(details.notice, entry, today)
    return fitting_rules(template, entry, details.notice.tax_years, deadlines, corpus.fits)


def says(rule: FitRule, template: Template, details: Details, corpus: Corpus, today: date) -> str:
    """What `rule` says of drafting `template` for this notice, in words."""
    return _text(_said(rule, template, details, corpus, today))


def _said(rule: FitRule, template: Template, details: Details, corpus: Corpus, today: date) -> tuple[Run, ...]:
    entry = corpus.notices[details.notice.code or ""]
    counts = day_that_counts(template, deadlines_of(details.notice, entry, today))
    values = values_of(details, replace(template, facts=rule.facts), corpus, today)
    values |= {
        "dispute_note": Slot(entry.dispute_note, "catalogue:dispute_note"),
        "still_open": Slot(counts.missed if counts else "", "catalogue:still_open"),
    }
    return Filler(values).line(rule.says)


def signers(name: str) -> list[str]:
    """Who signs: each of two spouses, the family name given to both.

    >>> signers("Otis and Verbena Calloway"), signers("Dana Ortiz")
    (['Otis Calloway', 'Verbena Calloway'], ['Dana Ortiz'])
    """
    for sign in TWO_NAMES:
        if sign in name:
            first, second = name.split(sign, 1)
            family = second.split()[-1]
            return [first if " " in first.strip() or second.strip() == family else f"{first.strip()} {family}", second]
    return [name]


def _filler(template: Template, details: Details, corpus: Corpus, today: date) -> Filler:
    missing = details.missing(template)
    if missing:
        labels = "; ".join(corpus.draft_fields[name].label for name in missing)
        raise BadInput(f"Still missing for this draft: {labels}.")
    return Filler(values_of(details, template, corpus, today))


def _given(filler: Filler, text: str) -> tuple[Run, ...]:
    """A line of the frame; nothing where its one field isn't known."""
    name = text.removeprefix("{{").removesuffix("}}").strip() if text.startswith("{{") else ""
    return () if name and not filler.values.get(name) else filler.line(text)


def _lines(filler: Filler, texts: Iterable[str]) -> list[tuple[Run, ...]]:
    return [runs for runs in map(filler.line, texts) if any(run.text.strip() for run in runs)]


def _sheet(
    filler: Filler,
    template: Template,
    details: Details,
    corpus: Corpus,
    entry: CatalogueNotice | None,
    enclosures: Sequence[tuple[Run, ...]],
    notes: Sequence[tuple[Run, ...]],
    today: date,
) -> tuple[Block, ...]:
    """How to send it, and by when: the sheet of the corpus for this notice."""
    sheet, notice = corpus.templates["sheet"], details.notice
    counts = day_that_counts(template, deadlines_of(notice, entry, today))
    channels = entry.channels if entry else ()
    values = dict(filler.values)
    values |= {name: Slot(shown, f"fact:{reference}") for name, (reference, shown) in sheet.facts.items()}
    values |= {
        "enclosures": tuple(Slot(_text(runs), runs=runs) for runs in enclosures),
        "notes": tuple(Slot(_text(runs), runs=runs) for runs in notes),
        "upload": any(UPLOAD in channel for channel in channels),
        "fax": any(FAX in channel.lower() for channel in channels),
        "deadline_rule": Slot(counts.rule, "catalogue:deadline_rule") if counts and counts.on else None,
        "deadline_passed": is_over([counts]),
        "still_open": Slot(counts.missed, "catalogue:still_open") if counts and counts.missed else None,
        "has_address": "address" in details.answers,
        "has_phone": "phone" in details.answers,
        "abroad": notice.abroad,
        "last4_known": notice.ssn_last4 is not None,
    }
    return tuple(Filler(values).blocks(sheet.body))


def _text(runs: Iterable[Run]) -> str:
    return "".join(run.text for run in runs)


def where_it_came_from(
    draft: Draft, template: Template, details: Details, corpus: Corpus, today: date
) -> tuple[Trace, ...]:
    """Every word of `draft` that came from a field or a fact, and from which; DraftUntraced where one came from nothing."""
    sheet = corpus.templates["sheet"]
    frame = corpus.frame
    texts = [template.body, *template.encloses, *template.sheet, sheet.body, OWN_WORDS]
    if frame is not None:
        texts += [frame.greeting, frame.closing, *frame.recipient, *(label for label, _ in frame.reference)]
    rules = speaks_of(template, details, corpus, today)
    texts += [rule.says for rule in rules]
    known = _sources(template, details, corpus, today)
    for reference, _ in (
        *template.facts.values(),
        *sheet.facts.values(),
        *(f for r in rules for f in r.facts.values()),
    ):
        known[f"fact:{reference}"] = {print_fact(reference, corpus.facts)}
    return trace((*draft.page, *draft.sheet), known, " ".join(texts), corpus.named_numbers)


def _sources(template: Template, details: Details, corpus: Corpus, today: date) -> dict[str, set[str]]:
    """What each field and each entry of the catalogue stands for in print; worked out apart from the filling in."""
    notice, known = details.notice, details.known()
    counts = day_that_counts(template, deadlines_of(notice, corpus.notices.get(notice.code or ""), today))
    sources = {f"field:{name}": {printed(value)} for name, value in known.items()}
    for name, value in known.items():
        if isinstance(value, tuple):
            sources[f"field:{name}"] |= {str(one) for one in value}
    sources["field:name"] = {str(known.get("name", "")), *signers(str(known.get("name", "")))}
    sources["field:amount"] = sources.get("field:amount", set()) | {amounts_by_year(known)}
    sources["field:deadline"] = {printed(counts.on)} if counts and counts.on else set()
    sources["field:today"] = {printed(today)}
    sources["catalogue:hearing"] = {"levy", "lien"}
    sources["catalogue:deadline_rule"] = {counts.rule if counts else ""}
    sources["catalogue:still_open"] = {counts.missed if counts else ""}
    entry = corpus.notices.get(notice.code or "")
    sources["catalogue:dispute_note"] = {entry.dispute_note if entry else ""}
    sources["field:reply_address"] = {office_of(notice)}
    return sources
