"""A small run, made by hand, that reports are written of: a case that fails, a hostile one, one held out, one without output."""

from dataclasses import replace

from evals.comparing import Comparison, compare
from evals.records import CaseResult, Gate, Measure, Posed, Run, Score, Shown, Source, SuiteResult
from evals.storing import marks_of

SECRET = "the words of a case that is held out"
HOSTILE = '<script>window.hurt = true</script>"><img src=x onerror="window.hurt = true">'
KEY_FACTS = Measure("key facts", "every fact is said")
NEVER = Measure("nothing forbidden", "no harmful string", Gate.NEVER)
WORDS = Measure("words", "how long it is", Gate.TOLD, "words", lower_is_better=True)


def result(
    id: str,
    scores: dict[str, Score],
    fault: str = "",
    sealed: bool = False,
    asked: str = "",
    text: str = "",
    ended: str = "answered",
) -> CaseResult:
    """A case of the group "in_scope", expected to be answered."""
    posed = Posed(
        id=id,
        reason=f"reason of {id}",
        asked=asked or f"question of {id}",
        expected=f"say {id}",
        group="in_scope",
        digest=id,
        sealed=sealed,
        label="answered",
    )
    sources = (Source("step-4-pay", f"quote of {id}"),)
    return CaseResult(posed, Shown(text or f"An answer to **{id}**. [1]", sources, ended), scores, 0.04, fault)


def right(why: str = "as it should be") -> dict[str, Score]:
    return {"key facts": Score(1.0, why), "nothing forbidden": Score(1.0, why), "words": Score(50.0)}


def nothing(why: str) -> dict[str, Score]:
    return {"key facts": Score(0.0, why), "nothing forbidden": Score(0.0, why)}


def sample_run() -> Run:
    """Eight answers: five right, one wrong, one that could not be judged, one without output; and two outcomes."""
    wrong = {"key facts": Score(0.0, f"missing {HOSTILE}"), "nothing forbidden": Score(1.0), "words": Score(60.0)}
    answers = (
        *(result(f"q{n}", right()) for n in range(3)),
        result("hostile", wrong, asked=f"why {HOSTILE}", text=f"{HOSTILE} [1]"),
        result("open", {**right(), "key facts": Score(None, "no claim to judge")}),
        replace(result("broken", nothing("no output"), fault="no output: ValueError: nothing there"), shown=Shown("")),
        replace(
            result("sealed", {**right(SECRET), "key facts": Score(0.0, SECRET)}, sealed=True),
            posed=Posed("sealed", SECRET, SECRET, SECRET, "in_scope", "d", sealed=True, label="answered"),
            shown=Shown(SECRET, (Source(SECRET, SECRET),), "answered"),
            fault="",
        ),
        result("q7", right()),
    )
    outcomes = (result("q0", {"ended": Score(1.0)}), result("q1", {"ended": Score(0.0, "declined")}, ended="declined"))
    return Run(
        commit="abc1234",
        tree="7ee",
        rules="4u1e5",
        corpus="c0ffee",
        model="m0de1",
        seed=41,
        today="2026-11-27",
        started="2026-11-27T10:00:00+00:00",
        seconds=312.4,
        machine="x86_64, 2 cores",
        whole=True,
        suites=(
            SuiteResult("answers", "What an answer says.", (KEY_FACTS, NEVER, WORDS), answers),
            SuiteResult("outcomes", "How a turn ends.", (Measure("ended", "as it should"),), outcomes),
        ),
    )


def comparison_with_all_right(run: Run) -> Comparison:
    """The run against one in which every share was right."""
    before = replace(
        run,
        suites=tuple(
            replace(suite, results=tuple(_mended(one, suite.measures) for one in suite.results)) for suite in run.suites
        ),
    )
    return compare(marks_of(before), marks_of(run))


def _mended(one: CaseResult, measures: tuple[Measure, ...]) -> CaseResult:
    shares = {measure.name: Score(1.0) for measure in measures if measure.is_share}
    return replace(one, scores={**one.scores, **shares}, fault="")
