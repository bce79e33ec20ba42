"""Masking: full numbers go, everything that only looks like one stays."""

import re

import pytest

from assistant.rules.privacy import mask_beginning, mask_numbers

# made-up numbers: area 987 and 666 are never issued, cards are the industry's test numbers
GONE = [
    ("my ssn is 987-65-4321", "987-65-4321", "4321"),
    ("987 65 4321", "987 65 4321", "4321"),
    ("987.65.4321", "987.65.4321", "4321"),
    ("987–65–4321", "987–65–4321", "4321"),
    ("987—65—4321 ok", "987—65—4321", "4321"),
    ("987/65/4321", "987/65/4321", "4321"),
    ("987_65_4321", "987_65_4321", "4321"),
    ("987-\n65-4321", "987-\n65-4321", "4321"),
    ("987 - 65 - 4321", "987 - 65 - 4321", "4321"),
    ("ssn:987654321", "987654321", "4321"),
    ("987654321", "987654321", "4321"),
    ("(987-65-4321)", "987-65-4321", "4321"),
    ("555-55-5555", "555-55-5555", "5555"),
    ("000-12-3456", "000-12-3456", "3456"),
    ("itin 912-70-1234", "912-70-1234", "1234"),
    ("my ITIN is 912701234 and", "912701234", "1234"),
    ("9 8 7 6 5 4 3 2 1", "9 8 7 6 5 4 3 2 1", "4321"),
    ("9-8-7-6-5-4-3-2-1", "9-8-7-6-5-4-3-2-1", "4321"),
    ("987-65-432O", "987-65-432O", "4320"),
    ("98I-65-4321", "98I-65-4321", "4321"),
    ("9B7-6S-4321", "9B7-6S-4321", "4321"),
    ("ein 12-3456789", "12-3456789", "6789"),
    ("nine eight seven six five four three two one", "nine eight seven", "4321"),
    ("nine-eight-seven, six-five, four three two one", "six-five", "4321"),
    ("nueve ocho siete seis cinco cuatro tres dos uno", "nueve ocho", "4321"),
    ("SSN987654321", "987654321", "4321"),
    ("mi seguro social es 987 654 321", "987 654 321", "4321"),
    ("987*65*4321", "987*65*4321", "4321"),
    ("ssn: 98-7654-321", "98-7654-321", "4321"),
    ("my social security number is 987-654-321", "987-654-321", "4321"),
    ("\uff19\uff18\uff17-\uff16\uff15-\uff14\uff13\uff12\uff11", "\uff19\uff18\uff17", "4321"),
    ("ssn 987\u221265\u22124321", "987", "4321"),  # minus signs
    ("987\u00a065\u00a04321", "987", "4321"),  # no-break spaces
    ("987\u200b-65-4321", "987", "4321"),  # a space of no width
    ("9\u200e8\u20667-65-4321\u202c", "7-65", "4321"),  # marks of direction
    ("9\u03368\u03367-65-4321", "-65-", "4321"),  # struck through
    ("٩٨٧-٦٥-٤٣٢١", "٤٣٢١", "4321"),  # the digits of Arabic
    ("𝟵𝟴𝟳-𝟲𝟱-𝟰𝟯𝟮𝟭", "𝟲𝟱", "4321"),  # the digits of formulas
    ("⁹⁸⁷⁶⁵⁴³²¹", "⁷⁶⁵", "4321"),
    ("987&nbsp;65&#160;4321", "65", "4321"),  # copied from the source of a web page
    ("987\t65\t4321", "987\t65", "4321"),
    ("it is ,987 65 4321", "987 65", "4321"),
    ("scan_987_65_4321_old.jpg", "987_65", "4321"),
    ("nine eighty-seven, sixty-five, forty-three twenty-one", "eighty-seven", "4321"),
    ("my social: nine-eight-seven then 65 then 4321", "nine-eight-seven", "4321"),
    ("Social Security number 9B7-6S-4Z2l", "9B7", "4221"),
    ("ssn (987) 65-4321", "65-4321", "4321"),
    ("| SSN | year |\n| 987 | 65 | 4321 | 2024 |", "65 | 4321", "4321"),
    ("the first three of my ssn are 987, then 65 in the middle, last four are 4321", "987", "4321"),
    ("card 4111 1111 1111 1111", "4111 1111 1111 1111", None),
    ("4111111111111111 exp 9/27", "4111111111111111", None),
    ("amex 378282246310005", "378282246310005", None),
    ("account number 000123456789", "000123456789", None),
    ("routing 021000021 acct # 44556677", "021000021", None),
    ("my cuenta es 1234567890", "1234567890", None),
]


@pytest.mark.parametrize(("text", "gone", "last4"), GONE)
def test_a_full_number_is_masked(text: str, gone: str, last4: str | None) -> None:
    masked = mask_numbers(text)
    assert gone not in masked.text
    assert masked.kinds
    assert last4 is None or masked.last4 == last4


STAYS = [
    "CP2000", "CP 504", "notice cp-14", "Letter 1058", "Letter 3172", "LT11", "Form 2848", "Form 433-F", "Form 12153", "668-W",
    "800-829-1040", "1-800-829-1040", "(800) 829-1040", "800.829.1040", "8008291040", "+1 800 829 1040", "267-941-1000",
    "$3,214.77", "$1,234,567.89", "3214.77", "123456.78", "$123456789", "under $100,000", "0.5 percent", "25,000", "1040",
    "09/08/2026", "9-8-26", "2026-09-08", "September 8, 2026", "12/31/2022", "8 Sept 2026", "2019, 2020, 2021",
    "73301-0010", "70785", "Austin, TX 73301-0010", "XXX-XX-5093", "ending 4321", "last four 4321", "***-**-4321",
    "W-2", "1099-K", "1098-T", "401(k)", "IRC 6213(b)(2)", "26 CFR 301.6330-1", "P.L. 119-39", "Publication 594", "TC 150", "30 days",
    "10 business days", "AUR control 60210-8814", "Caller ID 118820", "page 1 of 5", "Stop 76-101", "PO BOX 9", "2 MINNOW COURT",
    "R&amp;D", "&#60;b&#62;", "note¹²", "40 m²", "$-987654321", "1,987 65 4321", "مبلغ", "café", "naïve", "5 ½",
    "eight five zero dollars", "one of the two", "3 kids", "24/7", "4k", "62,000", "15 percent", "90 or 150 days",
]  # fmt: skip


@pytest.mark.parametrize("text", STAYS)
def test_what_is_not_personal_stays(text: str) -> None:
    assert mask_numbers(f"about {text} please").text == f"about {text} please"


@pytest.mark.parametrize(
    "text",
    [
        "Notice date November 9, 2026 4111 1111 1111 1111",
        "5555.5555.5555.4444",
        "4111 1111\n1111 1111",
        "2026 3782 822463 10005",
        "412-567891",
        "4 1 2 - 5 6 - 7 8 9 1",
        "S412-56-7891X",
        "412-56-7891-02",
        "DE89 3704 0044 0532 0130 00",
    ],
)
def test_numbers_that_hide_among_others_are_masked_too(text: str) -> None:
    masked = mask_numbers(text)
    assert masked.kinds
    assert not re.search(r"\d[\d .-]{7,}\d", re.sub(r"November 9, 2026", "", masked.text))


@pytest.mark.parametrize(
    "text",
    [
        "Form 1040 2023 2024 2025 2026 1234",
        "1-800-829-3009 668073 89693-0018 1 OF 4",
        "14450-0307 2026-01-01",
        "*332466125583339623068*",
        "phone 800 829 1040 800 829 0922",
        "two thirty, nine forty five, ten fifteen and 2024",
        "in twenty twenty-three and twenty twenty-four and 2025",
        "my ssn? I never got one. years 2021 2022 3 times",
        "I owe three thousand two hundred fourteen dollars for twenty twenty-three",
        "first 3 pages of 100 and 20 more, the last 4 2024",
    ],
)
def test_rows_of_other_numbers_stay(text: str) -> None:
    assert mask_numbers(text).text == text


@pytest.mark.parametrize("cut", range(1, 12))
def test_a_number_that_the_end_cuts_through_is_masked(cut: int) -> None:
    text = f"{'x ' * 10}987-65-4321 and more"
    beginning = mask_beginning(text, 20 + cut).text
    assert len(beginning) <= 20 + cut
    assert "987" not in beginning
