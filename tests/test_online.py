"""Why a balance isn't online: every reason of the facts, in the order the letter suggests."""

from dataclasses import replace
from datetime import date

import pytest

from assistant.corpus import Corpus
from assistant.records import CatalogueNotice, Kind, Letter, Line, Notice
from assistant.rules.online import CLOSING, FACTS, speaks_of_two, why_not_online

TODAY = date(2026, 3, 20)


def entry(code: str, family: str, confidence: str = "high") -> CatalogueNotice:
    return CatalogueNotice(code, (), "title", family, confidence, ())


CP2000 = entry("CP2000", "proposed_change")
CP14 = entry("CP14", "balance_due")

FIRST = [
    # a proposal
    (Notice(code="CP2000", tax_years=(2025,)), Kind.IRS, CP2000, "proposal_not_bill"),
    # a proposal, even when it is new and covers an old year
    (Notice(code="CP2000", notice_date=date(2026, 3, 16), tax_years=(2022,)), Kind.IRS, CP2000, "proposal_not_bill"),
    # a notice of deficiency
    (Notice(code="CP3219A"), Kind.IRS, entry("CP3219A", "deficiency"), "proposal_not_bill"),
    # an audit
    (Notice(code="Letter 566"), Kind.IRS, entry("Letter 566", "audit"), "proposal_not_bill"),
    # four days old
    (Notice(code="CP14", notice_date=date(2026, 3, 16), tax_years=(2025,)), Kind.IRS, CP14, "posting_lag"),
    # dated after today
    (Notice(code="CP14", notice_date=date(2026, 3, 23), tax_years=(2025,)), Kind.IRS, CP14, "posting_lag"),
    # three weeks to the day
    (Notice(code="CP14", notice_date=date(2026, 2, 27), tax_years=(2025,)), Kind.IRS, CP14, "posting_lag"),
    # a day more
    (Notice(code="CP14", notice_date=date(2026, 2, 26), tax_years=(2023,)), Kind.IRS, CP14, "wrong_year"),
    # two years
    (Notice(code="CP90", tax_years=(2022, 2023)), Kind.IRS, entry("CP90", "levy_rights_final"), "wrong_year"),
    # a business notice
    (Notice(code="CP161"), Kind.IRS, entry("CP161", "balance_due"), "business_or_ein"),
    # a payroll form
    (Notice(code="CP14", form="941"), Kind.IRS, CP14, "business_or_ein"),
    # a corporate form
    (Notice(code="CP14", form="1120-S"), Kind.IRS, CP14, "business_or_ein"),
    # a gift tax return
    (Notice(code="CP14", form="709"), Kind.IRS, CP14, "other_form"),
    # a penalty
    (Notice(code="CP30"), Kind.IRS, entry("CP30", "penalty"), "civil_penalty"),
    # a state
    (Notice(notice_date=date(2026, 3, 16)), Kind.STATE, None, "state_agency"),
    # an agency
    (Notice(), Kind.COLLECTOR, None, "private_collector"),
    # the IRS announces the agency
    (Notice(code="CP40", tax_years=(2019,)), Kind.IRS, entry("CP40", "private_collection"), "private_collector"),
    # a letter
    (Notice(code="Letter 3164"), Kind.IRS, entry("Letter 3164", "other"), "not_digitised"),
    # a code we don't know
    (Notice(code="CP999"), Kind.IRS, None, "not_digitised"),
    # a code we know little of
    (Notice(code="CP60"), Kind.IRS, entry("CP60", "balance_due", "low"), "not_digitised"),
    # nothing due
    (Notice(code="CP13", amount_due="0.00"), Kind.IRS, entry("CP13", "return_changed"), "already_resolved"),
    # identity
    (Notice(code="CP01A"), Kind.IRS, entry("CP01A", "identity"), "identity_or_address"),
    # other mail
    (Notice(), Kind.OTHER, None, "not_tax"),
]


@pytest.mark.parametrize(("notice", "kind", "known", "first"), FIRST)
def test_what_the_letter_points_to_comes_first(
    notice: Notice, kind: Kind, known: CatalogueNotice | None, first: str, corpus: Corpus
) -> None:
    reasons = why_not_online(notice, kind, known, TODAY, corpus.facts)
    assert reasons[0].id == first
    assert reasons[0].because.endswith(".")


@pytest.mark.parametrize(("notice", "kind", "known", "first"), FIRST)
def test_every_reason_is_there_once_and_the_rule_closes(
    notice: Notice, kind: Kind, known: CatalogueNotice | None, first: str, corpus: Corpus
) -> None:
    reasons = why_not_online(notice, kind, known, TODAY, corpus.facts)
    assert sorted(FACTS + reason.id for reason in reasons) == sorted(id for id in corpus.facts if id.startswith(FACTS))
    assert reasons[-1].id == CLOSING
    assert [bool(reason.because) for reason in reasons] == sorted([bool(r.because) for r in reasons], reverse=True)
    assert first in {reason.id for reason in reasons if reason.because}


def test_says_and_source_are_the_facts(corpus: Corpus) -> None:
    for reason in why_not_online(Notice(), Kind.IRS, None, TODAY, corpus.facts):
        fact = corpus.facts[FACTS + reason.id]
        assert reason.says.rstrip(".") == str(fact.value).rstrip(".")
        assert reason.says.endswith(".")
        assert reason.source == fact.source
        assert not reason.because


def test_a_suspicious_letter_may_be_fake_first(corpus: Corpus) -> None:
    notice = Notice(code="CP2000", notice_date=date(2026, 3, 16))
    reasons = why_not_online(notice, Kind.IRS, CP2000, TODAY, corpus.facts, suspicious=True)
    assert [reason.id for reason in reasons[:3]] == ["fake", "proposal_not_bill", "posting_lag"]


def test_without_signs_fake_is_the_last_reason(corpus: Corpus) -> None:
    reasons = why_not_online(Notice(), Kind.IRS, None, TODAY, corpus.facts)
    assert [reason.id for reason in reasons[-2:]] == ["fake", CLOSING]


def test_two_people(corpus: Corpus) -> None:
    reasons = why_not_online(Notice(), Kind.IRS, CP14, TODAY, corpus.facts, joint=True)
    assert reasons[0].id == "joint_or_spouse"


def test_because_says_what_stands_on_the_letter(corpus: Corpus) -> None:
    notice = Notice(code="CP90", notice_date=date(2026, 3, 19), tax_years=(2023, 2022))
    known = replace(CP14, code="CP90")
    because = {r.id: r.because for r in why_not_online(notice, Kind.IRS, known, TODAY, corpus.facts)}
    assert because["posting_lag"] == "The notice date, March 19, 2026, is 1 day ago."
    assert because["wrong_year"] == "The letter covers 2022 and 2023; look at each year."


@pytest.mark.parametrize(
    ("text", "two"),
    [
        # two names in the address
        ("ROSALIND F ETHERINGWAY & GIDEON P LARKSPUR\n2 MINNOW COURT", True),
        # words of a joint return
        ("You and your spouse filed a return for 2025.", True),
        # one name
        ("ROSALIND F ETHERINGWAY\n2 MINNOW COURT", False),
        # an "and" of ordinary words
        ("Penalty and interest charges", False),
    ],
)
def test_joint_wording(text: str, two: bool) -> None:
    letter = Letter(tuple(Line(1, line) for line in text.split("\n")), "text")
    assert speaks_of_two(letter) is two
