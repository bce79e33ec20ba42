"""Comparing two runs: what counts as worse, what as chance, and what can't be compared."""

from dataclasses import replace

import pytest

from evals.comparing import Turn, Verdict, compare
from evals.records import Gate, Measure
from evals.storing import CaseMarks, Marks, SuiteMarks

NEVER = Measure("m", "", Gate.NEVER)
DOUBT = Measure("m", "")
TOLD = Measure("m", "", Gate.TOLD)
WORDS = Measure("m", "", Gate.DOUBT, "words", lower_is_better=True)
ABOUT = {"rules": "r", "seed": 41, "today": "2026-11-27", "whole": True}


UNASKED = object()  # the case has no score by the measure


def marks(measure: Measure, *values: object, digest: str = "d", sealed: bool = False) -> Marks:
    cases = {
        f"c{n}": CaseMarks(digest, "g", sealed, {} if value is UNASKED else {"m": value})
        for n, value in enumerate(values)
    }
    return Marks(ABOUT, {"s": SuiteMarks((measure,), cases)})


@pytest.mark.parametrize(
    ("measure", "before", "after", "verdict"),
    [
        # what must never happen: one case is enough, whatever is won beside it
        (NEVER, [1] * 20, [0] + [1] * 19, Verdict.WORSE),
        (NEVER, [1, 0, 0, 0], [0, 1, 1, 1], Verdict.WORSE),
        (NEVER, [0, 1], [0, 1], Verdict.FINE),
        # shares short of 1 are wrong: a fall from 1 is a loss
        (NEVER, [1.0, 1.0], [0.9, 1.0], Verdict.WORSE),
        # chance: four lost of four may be (1 in 16), five of five no longer (1 in 32)
        (DOUBT, [1] * 20, [0] * 4 + [1] * 16, Verdict.FINE),
        (DOUBT, [1] * 20, [0] * 5 + [1] * 15, Verdict.WORSE),
        # seven lost and four won may be chance
        (DOUBT, [1] * 7 + [0] * 4, [0] * 7 + [1] * 4, Verdict.FINE),
        # not judged any more counts as wrong
        (NEVER, [1, 1], [1, None], Verdict.WORSE),
        # newly scored and wrong: never, though nothing was scored before
        (NEVER, [1, UNASKED], [1, 0], Verdict.WORSE),
        (NEVER, [1, UNASKED], [1, 1], Verdict.FINE),
        (DOUBT, [UNASKED] * 9, [0] * 9, Verdict.FINE),
        # no longer asked: what became of the case is another measure's
        (NEVER, [1, 1], [1, UNASKED], Verdict.FINE),
        # what only informs stops nothing
        (TOLD, [1] * 20, [0] * 20, Verdict.FINE),
        # plain numbers: longer throughout is worse, shorter is not, some of each may be chance
        (WORDS, [100.0] * 8, [110.0 + n for n in range(8)], Verdict.WORSE),
        (WORDS, [100.0] * 8, [90.0 - n for n in range(8)], Verdict.FINE),
        (WORDS, [100.0] * 8, [101, 99, 102, 98, 103, 97, 104, 96], Verdict.FINE),
        (WORDS, [100.0] * 8, [100.0] * 8, Verdict.FINE),
        # certain, and too little to matter
        (replace(WORDS, matters=5.0), [100.0] * 8, [101.0 + n / 8 for n in range(8)], Verdict.FINE),
    ],
)
def test_what_is_worse(measure: Measure, before: list[object], after: list[object], verdict: Verdict) -> None:
    assert compare(marks(measure, *before), marks(measure, *after)).verdict is verdict


def test_the_gravest_changes_come_first() -> None:
    found = compare(marks(NEVER, 0, 1, 0.2, 0.8), marks(NEVER, 1, 0, 0.5, 0.3)).cases
    assert [(change.id, change.turn) for change in found] == [
        ("c1", Turn.LOST),
        ("c3", Turn.WORSE),
        ("c2", Turn.BETTER),
        ("c0", Turn.WON),
    ]


def test_a_gain_is_told_as_one() -> None:
    change = compare(marks(DOUBT, *[0] * 6), marks(DOUBT, *[1] * 6)).measures[0]
    assert (change.before, change.after, change.won, change.is_better, change.is_worse) == (0, 1, 6, True, False)


@pytest.mark.parametrize(
    ("after", "says"),
    [
        (marks(NEVER, 1, 1, digest="e"), "the cases changed: c0, c1"),
        (marks(NEVER, 1), "cases are gone: c1"),
        (replace(marks(NEVER, 1, 1), about={**ABOUT, "today": "2027-01-01"}), "held on 2026-11-27 and on 2027-01-01"),
        (replace(marks(NEVER, 1, 1), about={**ABOUT, "rules": "s"}), "scored by other rules"),
        (replace(marks(NEVER, 1, 1), about={**ABOUT, "seed": 21}), "of seed 41 and of seed 21"),
        (marks(DOUBT, 1, 1), "other gates"),
        (marks(replace(NEVER, unit="words"), 1, 1), "other gates"),
        (marks(NEVER, 1, 1, sealed=True), "held out now, or no longer: c0, c1"),
        (replace(marks(NEVER, 1, 1), suites={}), "the suite s is gone"),
        (
            Marks(ABOUT, {"s": SuiteMarks((replace(NEVER, name="n"),), marks(NEVER, 1, 1).suites["s"].cases)}),
            "other measures",
        ),
    ],
)
def test_what_cannot_be_compared_says_why(after: Marks, says: str) -> None:
    found = compare(marks(NEVER, 1, 1), after)
    assert found.verdict is Verdict.NOT_COMPARABLE
    assert any(says in hindrance for hindrance in found.hindrances)


def test_part_of_the_cases_can_be_compared_and_new_ones_are_named() -> None:
    part = replace(marks(NEVER, 1), about={**ABOUT, "whole": False})
    assert compare(marks(NEVER, 1, 1), part).verdict is Verdict.FINE
    more = compare(marks(NEVER, 1), marks(NEVER, 1, 0))
    assert (more.verdict, more.added) == (Verdict.FINE, ("s c1",))
