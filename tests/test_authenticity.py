"""Warning signs: every scam phrase raises its sign, and nothing the IRS writes raises a strong one."""

import json
import re
from dataclasses import replace

import pytest

from assistant.corpus import Corpus
from assistant.records import CatalogueNotice, Kind, Letter, Line, Notice, Reading, Sign, Verdict
from assistant.rules.authenticity import verdict_of, warning_signs, ways_to_confirm
from assistant.settings import PROJECT

DEV_NOTICES = PROJECT / "evals" / "cases" / "notices"


def reading(text: str, kind: Kind = Kind.IRS, **notice: object) -> Reading:
    """A letter by hand; its notice is complete unless told otherwise, so that only the words speak."""
    complete = {"code": "CP14", "tax_years": (2025,), "ssn_last4": "5093"} | notice
    letter = Letter(tuple(Line(1, line) for line in text.split("\n")), "text")
    return Reading(kind, Notice(**complete), {"notice_date": ()}, (), letter, printed_code=complete["code"])  # type: ignore[arg-type]


def signs_of(letter: Reading, corpus: Corpus, known: CatalogueNotice | None = None) -> dict[str, Sign]:
    phones = frozenset(
        str(fact.value) for fact in corpus.facts.values() if fact.id.startswith("phones.") and fact.unit == "phone"
    )
    signs = warning_signs(letter, known, phones, corpus.facts)
    return {sign.id: sign for sign in signs}


def strong(signs: dict[str, Sign]) -> set[str]:
    return {id for id, sign in signs.items() if sign.strong}


SCAMS = [
    # ways to pay
    ("Pay the full balance with Apple gift cards and read us the codes.", "pays-by-gift-card"),
    ("Payment must be made by gift card.", "pays-by-gift-card"),
    ("Purchase two $500 giftcards at Target and call back.", "pays-by-gift-card"),
    # broken in the middle by the page
    ("Settle the balance of $742.11 with gift\ncards today.", "pays-by-gift-card"),
    # a check is refused, and a gift card wanted
    ("We do not accept checks. Pay with a Walmart e-gift card.", "pays-by-gift-card"),
    ("Do not send a check; buy gift cards instead.", "pays-by-gift-card"),
    # a condition isn't a warning
    ("If you do not pay by gift card we will seize your house.", "pays-by-gift-card"),
    # a heading without a full stop before it
    ("THIS IS NOT A BILL\nTo close your file pay with a Google Play gift card", "pays-by-gift-card"),
    ("Load a prepaid debit card and mail it to our office.", "pays-by-gift-card"),
    ("Pay by prepaid Visa card only.", "pays-by-gift-card"),
    ("Send payment through a Green Dot MoneyPak.", "pays-by-gift-card"),
    ("A processing fee of $59.99 is payable in Bitcoin.", "pays-by-crypto"),
    ("Remit in cryptocurrency to the wallet below.", "pays-by-crypto"),
    ("Deposit cash at the nearest Bitcoin ATM to clear your account.", "pays-by-crypto"),
    ("Send USDT for the settlement to the wallet printed here.", "pays-by-crypto"),
    ("Pay only $499 by Cash App to $FedTaxHelp26.", "pays-by-app"),
    # spaces lost by reading a photo
    ("Payonly$499byCashApp to our agent.", "pays-by-app"),
    ("Send $350 by Zelle to the officer in charge.", "pays-by-app"),
    ("Payment is accepted via Venmo @tax-officer-dale.", "pays-by-app"),
    ("Send the balance by PayPal friends and family.", "pays-by-app"),
    ("Transfer the amount using Apple Pay to 844-555-0127.", "pays-by-app"),
    ("Wire transfer the balance to the account of Dale Mercer.", "pays-by-wire"),
    ("Payment may be made at any Western Union.", "pays-by-wire"),
    ("Put the cash in an envelope; a courier will collect it.", "pays-by-cash"),
    # threats
    ("Failure to pay will result in your arrest.", "threatens-arrest"),
    ("A warrant for your arrest has been issued.", "threatens-arrest"),
    ("To avoid arrest, settle this balance now.", "threatens-arrest"),
    ("If you do not call, marshals will visits your residence.", "threatens-arrest"),
    ("Local police will be sent to your home.", "threatens-arrest"),
    ("We have notified the county sheriff of your case.", "threatens-arrest"),
    ("You may face five years in federal prison.", "threatens-arrest"),
    ("You will be deported if this is not settled.", "threatens-arrest"),
    ("Your immigration status will be reported.", "threatens-arrest"),
    ("Your driver's license will be suspended.", "threatens-licence"),
    ("We will revoke your business license.", "threatens-licence"),
    ("Your Social Security number has been suspended.", "threatens-licence"),
    # who is paid
    ("Make your check payable to Tax Processing Center.", "payee-not-treasury"),
    ("Make checks payable to: D. Mercer, Agent", "payee-not-treasury"),
    ("Pay to the order of Federal Recovery Group", "payee-not-treasury"),
    ("Make your money order payable to US Treasury Recovery Fund.", "payee-not-treasury"),
    # addresses
    ("Sign in at www.irs.gov.payment.example to pay.", "web-address-lookalike"),
    ("Visit irs-gov.com to release your refund.", "web-address-lookalike"),
    ("See https://irs.com/pay for details.", "web-address-lookalike"),
    ("Go to www.irsgov-payments.net", "web-address-lookalike"),
    ("Send your records to agent@irs-unclaimed.example.", "e-mail-not-gov"),
    ("Submit the form to taxofficer@gmail.com.", "e-mail-not-gov"),
    # hours
    ("You must pay within 24 hours.", "pressure-of-hours"),
    ("You have 48 hours to respond to this notice.", "pressure-of-hours"),
    ("Act by 5:00 PM tomorrow to be enrolled.", "pressure-of-hours"),
    ("Call us within twenty-four (24) hours.", "pressure-of-hours"),
    ("This must be settled by the close of business today.", "pressure-of-hours"),
    # what is asked for
    ("Have your Social Security card and debit card ready.", "asks-for-private-data"),
    ("Provide by e-mail to agent@tax.example: 1. A picture of your Driver's License 2. Bank name", "asks-for-private-data"),
    ("Text us a photo of your driver's license and your bank details.", "asks-for-private-data"),
    ("Give the agent your debit card number when you call.", "asks-for-private-data"),
    ("Confirm your online banking password to receive the refund.", "asks-for-private-data"),
    # who writes
    ("Tax Enforcement Unit", "invented-agency"),
    ("Bureau of Tax Enforcement, Washington DC", "invented-agency"),
    ("FEDERAL TAX RESOLUTION BUREAU", "invented-agency"),
    ("DEPARTMENT OF UNCLAIMED PROPERTY", "invented-agency"),
    ("Debts are owed to the Federal Tax Authorities.", "invented-agency"),
    ("TAX PROCESSING UNIT - POLK COUNTY", "invented-agency"),
    ("DISTRAINT WARRANT", "invented-agency"),
    # offers
    ("The Fresh Start program expires Friday.", "invented-program"),
    ("Enroll in the 2026 Forgiveness Act.", "invented-program"),
    ("Your unclaimed refund is on hold until the processing fee is paid.", "refund-lure"),
    # channels
    ("Contact your officer on WhatsApp.", "social-media-contact"),
    ("A Clear Phone of Your Driver's License That Displays All Four (4) Angles", "asks-for-private-data"),
    ("You will be taken under custody by the local cops.", "threatens-arrest"),
    ("You have not called us so we ask for payment by gift card.", "pays-by-gift-card"),
    ("Payment by check is not accepted, use gift cards.", "pays-by-gift-card"),
    ("Call your case manager's direct cell to settle.", "personal-cell-phone"),
    ("Do not tell anyone at your bank about this payment.", "asks-for-secrecy"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sign"), SCAMS)
def test_a_scam_phrase_is_a_strong_sign(text: str, sign: str, corpus: Corpus) -> None:
    signs = signs_of(reading(text), corpus)
    assert sign in strong(signs)
    assert verdict_of(signs.values()) is Verdict.STRONG


WEAK = [
    ("Dear Taxpayer:", "generic-addressee"),
    ("TO: MR. OR MRS. HOMEOWNER", "generic-addressee"),
    ("Our records find you owing back taxes up to $ 19,000.", "vague-amount"),
    ("Act now before it is too late.", "pressure-to-act"),
    ("Make your check payable to the IRS.", "payee-irs"),
    ("Write to help@taxadvice.example if you have questions about this office's hours.", "other-e-mail"),
    ("See www.pay1040.com for card payments.", "web-address-not-gov"),
    ("We can settle your debt for a fraction of what is owed.", "settlement-advert"),
    ("Have your offset code at hand.", "odd-reference"),
    ("To contact us 844-555-0127", "phone-not-known"),
    ("An unclaimed refund may exist.", "refund-lure"),
]


@pytest.mark.parametrize(("text", "sign"), WEAK)
def test_an_oddity_is_a_weak_sign(text: str, sign: str, corpus: Corpus) -> None:
    signs = signs_of(reading(text), corpus)
    assert sign in signs
    assert not strong(signs)


GENUINE = [
    # warnings
    "The IRS never asks for gift cards.",
    "We don't accept gift cards, prepaid cards or cryptocurrency as payment.",
    "The IRS will never ask you to pay with a gift card, wire transfer or Bitcoin.",
    "Gift cards are not accepted as payment for federal taxes.",
    "No IRS employee will ever threaten arrest; scammers do.",
    "We won't threaten to call the police or have you arrested.",
    "The IRS doesn't:\n- demand payment by gift card or Cash App\n"
    "- threaten to bring in local police or have you arrested\n- ask for card numbers over the phone",
    "The IRS will never:\n• Call to demand immediate payment using a prepaid debit card.\n"
    "• Threaten to have you arrested.\n• Demand payment within 24 hours.",
    "If someone asks you to buy gift cards to pay a tax bill, hang up and report it.",
    "Beware of scams. Callers who say you will be arrested are not from the IRS.",
    "Don't send your Social Security number by e-mail.",
    "We don't contact taxpayers by text message or social media to ask for bank account numbers.",
    # spaces lost
    "TheIRSwillneverask you to pay by giftcard.",
    # enforcement, as the IRS words it
    "If you don't pay the amount due immediately, we may seize (levy) your property or rights to property.",
    "If you don't call us immediately or pay the amount due by April 6, 2026, we may seize your state income tax refund.",
    "Amount due immediately: $13,642.29",
    "Please send your immediate payment to avoid further penalties.",
    "You must respond immediately. We intend to levy your wages.",
    "The U.S. Department of State may deny or revoke your passport.",
    "We reported your seriously delinquent tax debt to the State Department, which may revoke your passport.",
    "We may refer your case to the Department of Justice to file a lawsuit.",
    "We have the right to take your federal payments through the federal payment levy program.",
    "We filed a Notice of Federal Tax Lien with the Polk County Recorder.",
    "Your account was assigned to a private collection agency.",
    "Your State income tax refund may be taken.",
    "You have the right to appeal; the Taxpayer Advocate Service can help. Call 877-777-4778.",
    "Under penalties of perjury, I declare that I have examined this return.",
    "Knowingly false statements may be punished by fine or imprisonment under criminal law.",
    # paying
    "Make your check or money order payable to the\nUnited States Treasury.",
    "Make checks payable to U.S. Treasury and write your number on them.",
    # letters misread
    "Make your check payable to the UnitedStates Treasurv",
    "Pay online now at www.irs.gov/payments or set up a plan at www.irs.gov/paymentplan.",
    "You can pay by debit card, credit card or digital wallet such as PayPal at irs.gov/payments.",
    "Same-day wire transfers can be made to the Treasury through your financial institution.",
    # spaces lost after the address
    "Visit www.irs.gov.If you can't pay, call us.",
    "Go to IRS.gov/cp14.For more help see irs.gov.",
    "Sign in with ID.me, or file at dawson.ustaxcourt.gov.",
    "See taxpayeradvocate.irs.gov, eftps.gov, usps.com and sa.www4.irs.gov.",
    # income that a proposal lists
    "PAYPAL INC 1099-K 12,000 0",
    "Payments reported by others: VENMO 4,450, shown on return 0",
    "You did not report sales of Bitcoin and other cryptocurrency on your return.",
    "CITY POLICE DEPARTMENT W-2 41,200 41,200",
    "MARSHALL COUNTY SHERIFF W-2 18,440 0",
    # data, as the IRS asks for it
    "Write your Social Security number, the tax year and the form on your check.",
    "Have this letter, your Social Security number and last year's return ready when you call.",
    "Upload copies of your driver's license with the Document Upload Tool at irs.gov/dut.",
    "To set up direct debit, give your bank routing and account number on Form 433-D.",
    # hours and days
    "Our lines are open 24 hours a day.",
    "Payments post to your account within 24 hours.",
    "We must receive your reply within 30 days of the date of this notice.",
    "Phone hours: Monday to Friday, 7 a.m. to 7 p.m. local time.",
    "The petition must be filed by 11:59 p.m. Eastern time on the last day.",
    # programmes
    "An offer in compromise may let you settle your tax debt for less than the full amount.",
    "The Mortgage Forgiveness Debt Relief Act may apply to you.",
    "If you owe up to $50,000, you can apply for a plan online.",
    "Publication 1, Your Rights as a Taxpayer, and Publication 594 are enclosed.",
    "A user fee applies to an installment agreement.",
    "Your refund check was made payable to the estate.",
    "Send copies of canceled checks made payable to the charity.",
    "Don't share your Identity Protection PIN with anyone.",
    "If you are a victim of identity theft, you should report it to local police.",
    "GAZELLE LANE\nPRISON ROAD\nJAILETTE DRIVE",
    # letters of the IRS as they run on
    "You'll need to sign in with ID.me and take a photo of your driver's license.",
    "Revenue Officer J. Smith, cell 313-555-0100, john.smith@irs.gov. Write your Social Security number on each page.",
    "You received payment in Bitcoin, which is income you need to report.",
    "We may give this information to federal law enforcement agencies to combat terrorism.",
    "Misidentified income: send a copy of the police report.",
    "The lien was filed with: COUNTY RECORDER OF DEEDS COOK COUNTY. Lien Unit Phone: (800) 913-6050",
    "Your refund will be sent to the prepaid debit card whose number you gave for direct deposit.",
    "Follow us on Facebook and Instagram at irs.gov/socialmedia.",
]  # fmt: skip


@pytest.mark.parametrize("text", GENUINE)
def test_what_the_irs_writes_is_no_strong_sign(text: str, corpus: Corpus) -> None:
    assert strong(signs_of(reading(text), corpus)) == set()


def dev_notice(name: str, kind: Kind) -> tuple[Reading, dict[str, object]]:
    expected = json.loads((DEV_NOTICES / f"{name}.json").read_text())
    text = (DEV_NOTICES / f"{name}.txt").read_text()
    notice = {"code": expected["code"], "ssn_last4": expected["ssn_last4"], "phone": expected["phone"]}
    return reading(text, kind, tax_years=tuple(map(int, expected["tax_years"])), **notice), expected


FLAGS = {
    "d07-scam-cashapp": {
        "third-party payment app": "pays-by-app",
        "no such bureau": "invented-agency",
        "no notice number": "no-notice-code",
        "generic addressee": "generic-addressee",
        "asks for SSN and debit card": "asks-for-private-data",
        "threat of marshals": "threatens-arrest",
        "'up to' amount": "vague-amount",
        "invented forgiveness act": "invented-program",
    },
    "d08-scam-unclaimed": {
        "gift card or Bitcoin fee": "pays-by-gift-card pays-by-crypto",
        "asks for licence photos, SSN and bank details by e-mail": "asks-for-private-data",
        "not an IRS code": "unknown-notice-code",
        "no SSN digits": "no-taxpayer-number",
        "non-.gov e-mail": "e-mail-not-gov",
        "unclaimed refund lure": "refund-lure",
    },
}
NOT_IN_OUR_REACH = {"grammar errors"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("d07-scam-cashapp", Kind.OTHER),
        ("d07-scam-cashapp", Kind.IRS),
        ("d08-scam-unclaimed", Kind.IRS),
        ("d08-scam-unclaimed", Kind.OTHER),
    ],
)
def test_the_red_flags_of_the_scam_letters(name: str, kind: Kind, corpus: Corpus) -> None:
    letter, expected = dev_notice(name, kind)
    signs = signs_of(letter, corpus)
    assert verdict_of(signs.values()) is Verdict.STRONG
    for flag in expected["red_flags"]:  # type: ignore[attr-defined]
        if flag not in NOT_IN_OUR_REACH:
            assert set(FLAGS[name][flag].split()) <= set(signs), flag


@pytest.mark.parametrize("name", ["d01-cp11", "d02-cp30", "d03-cp90", "d04-cp521", "d05-cp2501", "d06-lt38"])
def test_the_other_letters_have_no_strong_sign(name: str, corpus: Corpus) -> None:
    letter, expected = dev_notice(name, Kind.IRS)
    signs = signs_of(letter, corpus, corpus.notices[str(expected["code"])])
    assert strong(signs) == set()


QR_CODES = [
    ("https://www.irs.gov/cp14", Kind.IRS, None),
    ("https://irs.gov.pay-now.example/x", Kind.IRS, True),
    ("https://pay.example.com", Kind.IRS, True),
    ("bitcoin:bc1qexample", Kind.OTHER, True),
    ("https://www.ftb.ca.gov/pay", Kind.STATE, None),
    ("https://www.bakery.com", Kind.OTHER, False),
    ("BD5093 2025 30 0", Kind.IRS, None),
]


@pytest.mark.parametrize(("code", "kind", "is_strong"), QR_CODES)
def test_where_a_qr_code_leads(code: str, kind: Kind, is_strong: bool | None, corpus: Corpus) -> None:
    letter = reading("Scan to pay", kind)
    signs = signs_of(replace(letter, letter=replace(letter.letter, qr_codes=(code,))), corpus)
    found = signs.get("qr-code-elsewhere")
    assert (found.strong if found else None) is is_strong


KINDS = [
    # a state's letter: its own site, its own payee, its own powers
    (Kind.STATE, "Make checks payable to Commissioner of Taxation.\nWe may suspend your driver's license.", {"state-letter"}, set()),
    (Kind.STATE, "A tax warrant against you was filed. The sheriff will sell the property.", {"state-letter"}, set()),
    # gift cards are a strong sign whoever asks
    (Kind.STATE, "Pay your state tax with a gift card.", {"state-letter"}, {"pays-by-gift-card"}),
    # a collector that sends payments to the IRS
    (Kind.COLLECTOR, "For the IRS. Checks payable to United States Treasury. Do not send payments to us.", {"collector-letter"}, set()),
    # one that wants them
    (Kind.COLLECTOR, "On behalf of the IRS. Send your payment to our office.", {"collector-letter"}, {"collector-wants-payment"}),
    # one that collects something else
    (Kind.COLLECTOR, "Your credit card account is past due. Send your payment to our office.", {"collector-letter"}, set()),
    (Kind.COLLECTOR, "For the IRS we take payment by Zelle to collect@pay.example", {"collector-letter"}, {"pays-by-app"}),
    # ordinary mail
    (Kind.OTHER, "Your library books are due. Visit www.library.example.", {"other-mail"}, set()),
    # a bill of somebody else, paid as such bills are
    (Kind.OTHER, "Your gym bill is due. Pay with PayPal or Venmo @gym within 24 hours.", {"other-mail"}, set()),
    (Kind.OTHER, "Your gym bill is due. Pay with gift cards.", {"other-mail"}, {"pays-by-gift-card"}),
    # an advert that claims no office, and one that does
    (Kind.OTHER, "Tax debt? The Fresh Start program expires Friday.", {"other-mail", "invented-program"}, set()),
    (Kind.OTHER, "TAX RELIEF BUREAU. The Fresh Start program expires Friday.", {"other-mail"}, {"invented-program", "invented-agency"}),
    # an advert
    (Kind.OTHER, "Owe the IRS? You may qualify for relief. Settle for less.", {"other-mail", "settlement-advert"}, set()),
    # a county that collects federal tax
    (Kind.OTHER, "POLK COUNTY LIEN OFFICE\nUnpaid federal tax. A lien will follow.", {"other-mail"}, {"county-collects-federal-tax"}),
    # a county that collects its own
    (Kind.OTHER, "POLK COUNTY TREASURER\nProperty tax on your parcel is late. A lien may follow.", {"other-mail"}, set()),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "weak", "expected"), KINDS)
def test_other_kinds_of_mail(kind: Kind, text: str, weak: set[str], expected: set[str], corpus: Corpus) -> None:
    signs = signs_of(reading(text, kind, code=None, tax_years=(), ssn_last4=None), corpus)
    assert weak <= set(signs)
    assert expected <= strong(signs)
    if not expected:
        assert strong(signs) == set()


def test_what_is_missing(corpus: Corpus) -> None:
    signs = signs_of(reading("Internal Revenue Service", code=None, tax_years=(), ssn_last4=None), corpus)
    assert set(signs) == {"no-notice-code", "no-notice-date", "no-tax-year", "no-taxpayer-number"}
    assert not strong(signs)


def test_a_full_taxpayer_number_is_only_unusual(corpus: Corpus) -> None:
    letter = reading("Internal Revenue Service")
    letter = replace(letter, letter=replace(letter.letter, full_numbers=("taxpayer number",)))
    assert not signs_of(letter, corpus)["full-taxpayer-number"].strong


MISFITS = [
    # a proposal that wants a gift card
    ("CP2000", "Pay with a gift card.", True),
    # a proposal that wants money within hours
    ("CP2000", "Pay the balance within 24 hours.", True),
    # a refund notice that is a bill
    ("CP05", "You owe $742.11. Pay now.", False),
    # a proposal, as it is
    ("CP2000", "Proposed amount due: $742.11. This is not a bill.", None),
    # a bill
    ("CP14", "Amount due immediately: $742.11", None),
]


@pytest.mark.parametrize(("code", "text", "is_strong"), MISFITS)
def test_a_demand_that_does_not_fit_the_code(code: str, text: str, is_strong: bool | None, corpus: Corpus) -> None:
    signs = signs_of(reading(text, code=code), corpus, corpus.notices[code])
    found = signs.get("does-not-fit-its-code")
    assert (found.strong if found else None) is is_strong


PHONES = ["800-829-1040", "(800) 829-1040", "1-800-829-1040", "800.829.1040"]


@pytest.mark.parametrize("phone", PHONES)
def test_a_known_number_is_known_in_any_spelling(phone: str, corpus: Corpus) -> None:
    assert "phone-not-known" not in signs_of(reading(f"To contact us {phone}"), corpus)


def test_an_unknown_number_is_only_not_among_those_we_know(corpus: Corpus) -> None:
    sign = signs_of(reading("To contact us 844-555-0127"), corpus)["phone-not-known"]
    assert sign.says == "844-555-0127 is not among those we know."


def test_strong_signs_come_first_and_each_once(corpus: Corpus) -> None:
    text = "Dear Taxpayer, pay by gift card. Pay by gift card. Call 844-555-0127."
    signs = warning_signs(reading(text), None, frozenset(), corpus.facts)
    assert [sign.strong for sign in signs] == sorted((sign.strong for sign in signs), reverse=True)
    assert len({sign.id for sign in signs}) == len(signs)


def test_no_signs_is_not_a_clean_bill() -> None:
    assert verdict_of(()) is Verdict.NONE
    assert "confirm" in Verdict.NONE


FORBIDDEN = re.compile(r"\b(?:genuine|legitimate|real|you owe)\b|!", re.IGNORECASE)


@pytest.mark.parametrize(("text", "_id"), [*SCAMS, *WEAK])
def test_how_signs_speak(text: str, _id: str, corpus: Corpus) -> None:
    letter = reading(text, code="CP9", ssn_last4=None)
    for kind in Kind:
        for sign in signs_of(replace(letter, kind=kind), corpus).values():
            assert not FORBIDDEN.search(sign.says)
            assert sign.says.endswith(".")
            assert len(sign.says.split()) <= 35
            assert sign.source.startswith("https://")


def test_the_words_of_a_sign_stand_on_the_letter(corpus: Corpus) -> None:
    sign = signs_of(reading("Settle the balance with gift\ncards today."), corpus)["pays-by-gift-card"]
    assert sign.words == "Settle the balance with gift cards"


def test_ways_to_confirm_do_not_use_the_paper(corpus: Corpus) -> None:
    ways = ways_to_confirm(corpus.facts)
    assert any("800-829-1040" in way for way in ways)
    assert any("https://www.irs.gov/individuals/understanding-your-irs-notice-or-letter" in way for way in ways)
    assert not any("number on the letter" in way for way in ways)


ABOUT = "Internal Revenue Service\nNotice CP503\nYou have an unpaid balance for 2025.\n"


@pytest.mark.parametrize(
    ("came_from", "is_strong"),
    [
        ("photo", False),  # a camera may have read g as q
        ("text", True),
        ("pdf", True),
    ],
)
def test_an_address_spelled_almost_like_irs_gov(came_from: str, is_strong: bool, corpus: Corpus) -> None:
    letter = reading(f"{ABOUT}Pay online: www.irs.qov/payments")
    letter = replace(letter, letter=replace(letter.letter, came_from=came_from))
    assert ("web-address-lookalike" in strong(signs_of(letter, corpus))) is is_strong


@pytest.mark.parametrize(
    "text",
    [
        'Make check payable to "US Treasury Settlement Fund LLC".',
        "Make check payable to US Treasury c/o Harmon Recovery.",
        "Pay online: bit.ly/3xIRSpay",
        "Deposit cash at any branch, account name Holding.",
        "Text PAY to 88812 with your card number.",
        "Leave the payee line of your check blank.",
        "A $250 filing fee is required to request a hearing.",
        "Do not call the IRS number; only our agents handle this case.",
        "Install AnyDesk so our agent can fix your tax account.",
        "Pague por Zelle al 305-555-0100.",
        "Pague con tarjetas de regalo.",
        "Será arrestado si no paga hoy.",
        "To avoid scams, pay only with gift cards.",
    ],
)
def test_scams_that_keep_close_to_a_real_notice_are_heard(text: str, corpus: Corpus) -> None:
    assert strong(signs_of(reading(ABOUT + text), corpus))


@pytest.mark.parametrize(
    "text",
    [
        "---------- Forwarded message ---------\nFrom: Dad <dad@example.com>\n" + ABOUT,
        "can I pay this with zelle?\n" + ABOUT,
        "a caller said I'd be arrested. is this one ok?\n" + ABOUT,
        ABOUT + "Please reply to me at bobby77@example.com",
        ABOUT + "my email is bobby77@example.com",
    ],
)
def test_what_a_person_writes_around_a_letter_is_no_strong_sign(text: str, corpus: Corpus) -> None:
    assert strong(signs_of(reading(text), corpus)) == set()
