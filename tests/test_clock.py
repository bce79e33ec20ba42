"""The person's own calendar day counts, in every time zone and on the odd days of the calendar. Days counted by hand."""

import json
import time
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from assistant import cli
from assistant.calendar import calendar_of
from assistant.conversation.from_letter import date_that_counts
from assistant.corpus import Corpus
from assistant.records import Duty, Notice, PrintedDate
from assistant.rules.deadlines import deadlines_of


@pytest.mark.parametrize(
    ("today", "due", "left", "says"),
    [
        (date(2027, 3, 13), date(2027, 3, 15), 2, "Monday, March 15, 2027"),  # clocks go forward on the 14th
        (date(2026, 10, 31), date(2026, 11, 2), 2, "Monday, November 2, 2026"),  # clocks go back on the 1st
        (date(2026, 12, 31), date(2027, 1, 4), 4, "Monday, January 4, 2027"),  # over New Year
        (date(2028, 2, 28), date(2028, 3, 1), 2, "Wednesday, March 1, 2028"),  # a leap day between
        (date(2027, 2, 28), date(2027, 3, 1), 1, "Monday, March 1, 2027"),  # none
        (date(2028, 2, 27), date(2028, 2, 29), 2, "Tuesday, February 29, 2028"),  # on a leap day
        (date(2028, 2, 29), date(2029, 2, 28), 365, "Wednesday, February 28, 2029"),  # from one
        (date(2038, 1, 18), date(2038, 1, 20), 2, "Wednesday, January 20, 2038"),  # the end of 32-bit time
        (date(2099, 12, 31), date(2100, 3, 1), 60, "Monday, March 1, 2100"),  # 2100 has no leap day
    ],
)
def test_days_are_counted_on_the_calendar(today: date, due: date, left: int, says: str, corpus: Corpus) -> None:
    notice = Notice("CP504", printed_dates=(PrintedDate(due, Duty.PAY),))
    deadlines = deadlines_of(notice, corpus.notices["CP504"], today)
    assert (deadlines[0].on, deadlines[0].days_left) == (due, left)
    assert says in date_that_counts(deadlines[0])
    event = Calendar.from_ical(calendar_of(deadlines[:1], "CP504", datetime.now(UTC))).events[0]
    assert event["dtstart"].dt == due


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "America/New_York"])
def test_today_is_the_day_where_the_person_is(
    zone: str, tmp_path: Path, corpus: Corpus, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first two are 26 hours apart: never on the same day."""
    due = date(2040, 7, 2)
    letter, ics = tmp_path / "letter.txt", tmp_path / "dates.ics"
    letter.write_text(
        f"Internal Revenue Service\nNotice CP14\nAmount due by {due:%B} {due.day}, {due.year}   $900.00\n"
    )
    monkeypatch.setattr("assistant.corpus.load_corpus", lambda *_: corpus)
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        monkeypatch.setattr("sys.argv", ["assistant", "read", str(letter), "--json", "--ics", str(ics)])
        before = datetime.now(ZoneInfo(zone)).date()
        with pytest.raises(SystemExit) as done:
            cli.main()
        after = datetime.now(ZoneInfo(zone)).date()
    finally:
        monkeypatch.undo()
        time.tzset()
    assert done.value.code == 0
    counted = json.loads(capsys.readouterr().out)[0]["deadlines"][0]
    assert counted["on"] == due.isoformat()
    assert counted["days_left"] in {(due - before).days, (due - after).days}
    event = Calendar.from_ical(ics.read_bytes()).events[0]
    assert event["dtstart"].dt == due
    assert abs((event["dtstamp"].dt - datetime.now(UTC)).total_seconds()) < 60
