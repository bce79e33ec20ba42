"""Whether a kind of draft fits a notice: the rules of `corpus/templates/fits.yaml`, tried against the notice at hand."""

from collections.abc import Iterable, Sequence

from assistant.records import CatalogueNotice, Deadline, FitRule, Template
from assistant.rules.deadlines import is_last_day


def day_that_counts(template: Template, deadlines: Sequence[Deadline]) -> Deadline | None:
    """The deadline that `template` is bound to: the first about its `clock`, or the first of the notice.

    None where the template has a clock and the notice doesn't.
    """
    about = [deadline for deadline in deadlines if template.clock in deadline.action]
    return about[0] if about else None


def fitting_rules(
    template: Template,
    known: CatalogueNotice | None,
    tax_years: Sequence[int],
    deadlines: Sequence[Deadline],
    rules: Iterable[FitRule],
) -> tuple[FitRule, ...]:
    """The rules that speak about this draft: the first that stops it alone, or else all that say something beside it.

    `known` is the catalogue's entry of the notice; without one nothing is known against any draft. `deadlines` as
    `deadlines_of` gives them.
    """
    if known is None:
        return ()
    of_kind = [rule for rule in rules if rule.kind == template.kind]
    speaking = [rule for rule in of_kind if _holds(rule, template, known, tax_years, deadlines)]
    stops = [rule for rule in speaking if not rule.fits]
    return tuple(stops[:1] or speaking)


def _holds(
    rule: FitRule, template: Template, known: CatalogueNotice, tax_years: Sequence[int], deadlines: Sequence[Deadline]
) -> bool:
    return all(
        (
            not rule.codes or known.code in rule.codes,
            not rule.families or known.family in rule.families,
            known.family not in rule.not_families,
            not rule.without_right or rule.without_right not in known.rights,
            rule.disputable is None or rule.disputable == known.disputable,
            not rule.passed or is_over([day_that_counts(template, deadlines)]),
            not rule.last_passed or _all_over(known, deadlines),
            not rule.situations or template.situation in rule.situations,
            rule.from_tax_year is None or (bool(tax_years) and min(tax_years) >= rule.from_tax_year),
        )
    )


def _all_over(known: CatalogueNotice, deadlines: Sequence[Deadline]) -> bool:
    """Whether the last day of every clock of the notice is known and has passed."""
    over = {deadline.action for deadline in deadlines if is_over([deadline]) and deadline.on}
    return all(clock.action in over for clock in known.clocks if is_last_day(clock.action))


def is_over(deadlines: Sequence[Deadline | None]) -> bool:
    """Whether every one of `deadlines` has a day and that day has passed; False for none."""
    return bool(deadlines) and all(one is not None and (one.days_left or 0) < 0 for one in deadlines)
