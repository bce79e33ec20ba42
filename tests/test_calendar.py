"""The calendar file, read back with the icalendar library as a calendar program would."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from icalendar import Calendar

from assistant.calendar import calendar_of
from assistant.errors import BadInput
from assistant.records import Deadline, Notice
from assistant.rules.deadlines import deadlines_of

MADE_AT = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
HEARING = Deadline(
    action="Request a CDP hearing",
    on=date(2026, 12, 28),
    basis="computed",
    rule="Counting 30 days from the notice date, November 25, 2026, gives December 25, 2026.",
    source="https://www.irs.gov/appeals/collection-due-process-cdp",
    days_left=34,
)
PASSED = replace(HEARING, action="Pay", on=date(2026, 11, 23), days_left=-1)
UNKNOWN = replace(HEARING, on=None, basis="none", days_left=None)


def events(*deadlines, code="LT11", made_at=MADE_AT):
    return Calendar.from_ical(calendar_of(deadlines, code, made_at)).events


def test_an_event_lasts_all_day_and_says_what_for():
    (event,) = events(HEARING)
    assert event["summary"] == "Last day: request a CDP hearing (LT11)"
    assert event["dtstart"].dt == date(2026, 12, 28)
    assert event["dtend"].dt == date(2026, 12, 29)
    assert event["description"] == f"{HEARING.rule}\nSource: {HEARING.source}"


def test_it_reminds_at_nine_14_7_3_and_1_days_before():
    (event,) = events(HEARING)
    midnight = datetime.combine(HEARING.on, datetime.min.time())
    assert [midnight + alarm["trigger"].dt for alarm in event.walk("VALARM")] == [
        datetime(2026, 12, 14, 9),
        datetime(2026, 12, 21, 9),
        datetime(2026, 12, 25, 9),
        datetime(2026, 12, 27, 9),
    ]
    assert all(alarm["action"] == "DISPLAY" for alarm in event.walk("VALARM"))


def test_each_date_to_come_gets_an_event_and_no_other():
    last_today = replace(HEARING, action="Reply", on=date(2026, 11, 24), days_left=0)
    summaries = [event["summary"] for event in events(HEARING, PASSED, UNKNOWN, last_today)]
    assert summaries == ["Last day: request a CDP hearing (LT11)", "Last day: reply (LT11)"]


def test_a_waiting_period_is_not_called_a_last_day():
    waiting = replace(HEARING, action="Wait before calling")
    assert events(waiting, code="CP05")[0]["summary"] == "Ends: wait before calling (CP05)"


def test_an_unknown_code_is_left_out():
    assert events(HEARING, code=None)[0]["summary"] == "Last day: request a CDP hearing"


def test_a_printed_date_has_no_source_line():
    (event,) = events(replace(HEARING, basis="printed", rule="It is printed on your letter.", source=""))
    assert event["description"] == "It is printed on your letter."


@pytest.mark.parametrize("deadlines", [(), (PASSED,), (UNKNOWN,)])
def test_nothing_to_come_is_refused_in_one_line(deadlines):
    with pytest.raises(BadInput, match="nothing to put in a calendar") as caught:
        calendar_of(deadlines, "LT11", MADE_AT)
    assert "\n" not in str(caught.value)


def test_uids_stay_the_same_and_differ_between_deadlines():
    later = replace(HEARING, on=date(2027, 11, 25))
    first = [event["uid"] for event in events(HEARING, later)]
    again = [event["uid"] for event in events(HEARING, later, made_at=MADE_AT + timedelta(days=1))]
    assert first == again
    assert len(set(first)) == 2
    assert events(HEARING, code="CP90")[0]["uid"] not in first


def test_the_stamp_is_in_utc():
    eastern = MADE_AT.astimezone(timezone(timedelta(hours=-5)))
    assert b"DTSTAMP:20261124T150000Z" in calendar_of([HEARING], "LT11", eastern)


def test_the_file_names_its_maker_and_nothing_personal(corpus):
    notice = Notice(
        code="LT11",
        notice_date=date(2026, 11, 10),
        amount_due="7312.45",
        ssn_last4="4321",
        caller_id="998877",
        phone="800-555-0199",
        reply_address="PO Box 9999, Anytown",
    )
    file = calendar_of(deadlines_of(notice, corpus.notices["LT11"], date(2026, 11, 24)), "LT11", MADE_AT)
    assert file.startswith(b"BEGIN:VCALENDAR\r\n")
    assert b"PRODID:-//Balance Due Assistant//Deadlines//EN" in file
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    unfolded = file.replace(b"\r\n ", b"")
    for private in (b"7312", b"7,312", b"4321@", b"998877", b"555-0199", b"Anytown"):
        assert private not in unfolded
