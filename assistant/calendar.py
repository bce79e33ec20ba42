"""Deadlines → a calendar file (.ics) with reminders. Nothing personal goes in: it may be sent to a phone or a clinic."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from assistant.errors import BadInput
from assistant.records import Deadline
from assistant.rules.deadlines import is_last_day

PRODUCT = "-//Balance Due Assistant//Deadlines//EN"
REMIND_DAYS_BEFORE = (14, 7, 3, 1)
REMIND_AT = timedelta(hours=9)  # on the person's own clock: an all-day event starts at local midnight


def calendar_of(deadlines: Sequence[Deadline], code: str | None, made_at: datetime) -> bytes:
    """An .ics file with an all-day event for each of `deadlines` that has a date and hasn't passed.

    Each event reminds 14, 7, 3 and 1 days before, at 9:00. `made_at`, with its time zone, is when the file is made.
    The same deadline has the same UID every time, so that a second import replaces the first.

    Raises BadInput when no deadline has a date to come.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    for deadline, on in _to_come(deadlines):
        calendar.add_component(_event(deadline, on, code, made_at))
    if not calendar.events:
        raise BadInput("No deadline here has a date to come, so there is nothing to put in a calendar.")
    ical: bytes = calendar.to_ical()
    return ical


def calendar_if_dated(deadlines: Sequence[Deadline], code: str | None, made_at: datetime) -> bytes | None:
    """The file of `calendar_of`; None where no deadline has a date to come."""
    return calendar_of(deadlines, code, made_at) if has_date_to_come(deadlines) else None


def has_date_to_come(deadlines: Sequence[Deadline]) -> bool:
    """Whether any of `deadlines` has a date that hasn't passed."""
    return any(True for _ in _to_come(deadlines))


def _to_come(deadlines: Sequence[Deadline]) -> Iterator[tuple[Deadline, date]]:
    for deadline in deadlines:
        if deadline.on is not None and (deadline.days_left is None or deadline.days_left >= 0):
            yield deadline, deadline.on


def _event(deadline: Deadline, on: date, code: str | None, made_at: datetime) -> Event:
    lead = "Last day" if is_last_day(deadline.action) else "Ends"
    summary = f"{lead}: {deadline.action[:1].lower()}{deadline.action[1:]}" + (f" ({code})" if code else "")
    event = Event()
    event.add("uid", _uid(deadline, on, code))
    event.add("dtstamp", made_at.astimezone(UTC))
    event.add("dtstart", on)
    event.add("dtend", on + timedelta(days=1))
    event.add("summary", summary)
    event.add("description", f"{deadline.rule}\nSource: {deadline.source}" if deadline.source else deadline.rule)
    event.add("transp", "TRANSPARENT")  # the day stays free for other things
    for days in REMIND_DAYS_BEFORE:
        event.add_component(_alarm(days, summary))
    return event


def _uid(deadline: Deadline, on: date, code: str | None) -> str:
    named = f"{code}|{deadline.action}|{on.isoformat()}"
    return f"{hashlib.sha256(named.encode()).hexdigest()[:32]}@balance-due-assistant"


def _alarm(days_before: int, summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"{summary}, in {'1 day' if days_before == 1 else f'{days_before} days'}")
    alarm.add("trigger", REMIND_AT - timedelta(days=days_before))
    return alarm
