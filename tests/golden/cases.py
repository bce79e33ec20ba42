"""The cases of the saved drafts: invented people, a template each, details as a details file holds them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

DANA = {
    "name": "Dana Ortiz",
    "address": ["12 Elm Street", "Toledo, OH 43604"],
    "phone": "555-201-3344",
    "ssn_last4": "4322",
}
COUPLE = {
    "name": "Otis and Verbena Calloway",
    "address": ["Route 2, Box 118", "Galena, KS 66739"],
    "ssn_last4": "8806",
}
LINH = {"name": "Linh Thi Pham"}
RAHIM = {
    "name": "Abdul Rahim Siddiqui",
    "address": ["4410 West Agatite Avenue, Apt 3", "Chicago, IL 60625"],
    "phone": "555-870-1126",
    "ssn_last4": "0917",
    "form": "1040",
}
CP14: dict[str, Any] = {"notice_code": "CP14", "notice_date": "2026-11-09", "tax_year": "2025", "amount": "3214.77"}
CP504: dict[str, Any] = {"notice_code": "CP504", "notice_date": "2026-11-02", "tax_year": "2023", "amount": "6840.12"}
CP2000: dict[str, Any] = {
    "notice_code": "CP2000",
    "notice_date": "2026-11-16",
    "tax_year": "2024",
    "amount": "2118.00",
    "deadline": "2026-12-16",
}
CP11: dict[str, Any] = {"notice_code": "CP11", "notice_date": "2026-11-02", "tax_year": "2025", "amount": "1987.00"}
LT11: dict[str, Any] = {"notice_code": "LT11", "notice_date": "2026-11-09", "tax_year": "2022", "amount": "11460.33"}
LIEN: dict[str, Any] = {
    "notice_code": "Letter 3172",
    "notice_date": "2026-11-12",
    "tax_year": ["2021", "2022"],
    "amount": ["14200.00", "9310.50"],
    "deadline": "2026-12-21",
}
CP523: dict[str, Any] = {"notice_code": "CP523", "notice_date": "2026-11-05", "tax_year": "2022", "amount": "4402.19"}
CP3219A: dict[str, Any] = {
    "notice_code": "CP3219A",
    "notice_date": "2026-10-05",
    "tax_year": "2024",
    "amount": "5021.00",
}
LATE = {"notice_date": "2026-07-06"}
PAID = {"payment_date": "2026-04-09", "payment_method": "check 88"}
PROVED = {**PAID, "paid_amount": "3214.77", "confirmation": "1A2B3C4D"}


@dataclass(frozen=True, slots=True)
class Case:
    """A saved draft: its name, its template, and what it is filled in with."""

    name: str
    template: str
    details: Mapping[str, Any] = field(hash=False)


def _case(template: str, *details: Mapping[str, Any], variant: str = "", **more: Any) -> Case:
    named = template.replace("_", "-").replace("/", "--")
    whole: dict[str, Any] = {}
    for part in details:
        whole |= part
    return Case(f"{named}{f'--{variant}' if variant else ''}", template, whole | more)


LETTERS = (
    # disputes
    _case("dispute_letter/general", CP14, DANA, reason="The notice leaves out the estimated payment of June."),
    _case("dispute_letter/general", CP504, LINH, LATE, variant="late", item="self-employment tax",
          wrong_amount="4100", right_amount="1250", reason="My expenses were not counted.\nI have every receipt."),
    _case("dispute_letter/general", CP14, DANA, variant="abroad", abroad=True, reason="This was settled in May.",
          address=["Rua das Flores 9", "Lisbon 1200-195", "Portugal"]),
    _case("dispute_letter/already-paid", CP14, DANA, PROVED, reason="I paid it in April by check."),
    _case("dispute_letter/already-paid", CP14, COUPLE, PAID, variant="part", paid_amount="410.00",
          reason="We paid 410 dollars with the return and it is not on the notice."),
    _case("dispute_letter/already-paid", CP14, LINH, variant="bare", reason="I already paid this."),
    _case("dispute_letter/deficiency", CP3219A, DANA, disputed_items=["The pension was a rollover.", "The interest is my mother's."],
          reason="I did not take the money out. It went from one retirement account to another."),
    _case("dispute_letter/deficiency", CP3219A, COUPLE, LATE, variant="passed", reason="The income was on our return, on another line."),
    _case("dispute_letter/duplicate", CP2000, RAHIM, item="interest income", payer="First Bank", wrong_amount="812.40",
          reason="The bank sent two forms for the same account."),
    _case("dispute_letter/left-out", CP14, COUPLE, item="education credit", wrong_amount="0.00", right_amount="1800",
          reason="Form 8863 was with the return."),
    _case("dispute_letter/left-out", CP504, LINH, variant="bare", reason="You took out my child care expenses."),
    _case("dispute_letter/levy", LT11, RAHIM, PAID, notice_code="Form 668-W", paid_amount="900",
          reason="The debt was paid when I sold the truck."),
    _case("dispute_letter/levy", LT11, LINH, variant="bare", notice_code="CP91", reason="I never had this income."),
    _case("dispute_letter/math-error", CP11, DANA, item="child tax credit", wrong_amount="0", right_amount="2000",
          reason="My daughter lived with me all year."),
    _case("dispute_letter/math-error", CP11, COUPLE, LATE, variant="passed-joint", tax_year="2024",
          reason="Our figures were right. The withholding is on the W-2."),
    _case("dispute_letter/math-error", CP11, COUPLE, variant="joint-2024", tax_year="2024", reason="We added it up again and it is right."),
    _case("dispute_letter/not-my-income", CP2000, RAHIM, payer="Harbor Foods", wrong_amount="9120.00",
          reason="I have never worked there. I lived in Chicago that whole year."),
    _case("dispute_letter/spouse-number", CP14, COUPLE, PROVED, other_number_last4="7781",
          reason="The bank payment was made from Verbena's account with her number."),
    _case("dispute_letter/spouse-number", CP14, DANA, variant="single", paid_amount="500",
          reason="My husband made the estimated payment in his name."),
    _case("dispute_letter/wrong-1099", CP2000, DANA, payer="Lakeside Realty", wrong_amount="21000", right_amount="12000",
          reason="They typed 21 instead of 12. I asked for a corrected form."),
    _case("dispute_letter/wrong-1099", CP2000, LINH, variant="bare", reason="The sales were of old things, at a loss."),
    _case("dispute_letter/wrong-year", CP14, COUPLE, PROVED, paid_year="2024", reason="The website had the wrong year picked."),
    _case("dispute_letter/wrong-year", CP14, LINH, variant="bare", reason="It went to a different year."),
    # answers to proposals
    _case("cp2000_response/general", CP2000, DANA, variant="agree", answer="agree"),
    _case("cp2000_response/general", CP2000, COUPLE, variant="partly", answer="partly", agreed_items=["Interest from First Bank"],
          disputed_items=["The pension was a rollover."], reason="The pension went straight into another account."),
    _case("cp2000_response/general", CP2000, RAHIM, variant="disagree-late", answer="disagree", notice_date="2026-09-14",
          deadline="2026-10-14", payer="Harbor Foods", wrong_amount="9120", right_amount="912", reason="A digit was added."),
    _case("cp2000_response/identity-theft", CP2000, LINH, answer="disagree", payer="Harbor Foods", wrong_amount="9120.00",
          reason="I have never been to that state."),
    # proof
    _case("proof_of_payment/general", CP14, DANA, PROVED),
    _case("proof_of_payment/general", CP14, LINH, PAID, variant="bare"),
    _case("proof_of_payment/trace", CP14, COUPLE, PAID, paid_amount="3,214.77", reason="The bank says the check cleared on April 15."),
    _case("proof_of_payment/wrong-year", CP14, RAHIM, PROVED, paid_year="2024"),
    # penalties
    _case("penalty_abatement/general", CP14, DANA, penalty="failure-to-pay", reason="I was moving and the mail was lost."),
    _case("penalty_abatement/general", CP504, LINH, variant="bare", reason="It isn't fair."),
    _case("penalty_abatement/first-time", CP14, DANA, variant="2024", tax_year="2024", penalty="failure-to-file",
          reason="I was late by one week."),
    _case("penalty_abatement/first-time", CP14, COUPLE, variant="2025-joint", penalty="failure-to-pay",
          reason="We have never been late before."),
    _case("penalty_abatement/first-time", CP504, LINH, LATE, variant="2023-passed", reason="First time ever."),
    _case("penalty_abatement/first-time", CP14, DANA, variant="estimated", penalty="estimated tax", tax_year="2024",
          reason="First time."),
    _case("penalty_abatement/reasonable-cause", CP14, COUPLE, penalty="failure-to-file",
          reason="Otis was in hospital from March 2 to May 20, 2026. We filed on June 1."),
    _case("penalty_abatement/statutory", CP14, RAHIM, penalty="failure-to-file", reason="I mailed it on April 15 by certified mail."),
    _case("penalty_abatement/estimated-tax", CP14, DANA, notice_code="CP30", amount="287.50",
          reason="I retired in May at 64 and did not know of the payments."),
    _case("penalty_abatement/appeal", CP14, RAHIM, notice_code="Letter 854C", penalty="failure-to-pay",
          reason="The letter says I sent no proof. The hospital papers are enclosed."),
    _case("penalty_abatement/appeal", CP14, COUPLE, LATE, variant="passed", notice_code="Letter 853C", tax_year="2023",
          reason="We were never asked for papers."),
    # plans
    _case("installment_request/general", CP14, DANA, monthly_payment="90", payment_day="15", first_payment="90",
          reason="My hours were cut."),
    _case("installment_request/general", CP504, COUPLE, variant="joint", monthly_payment="150"),
    _case("installment_request/short-term", CP14, RAHIM, first_payment="500", reason="My house sells in February."),
    _case("reinstatement_request/general", CP523, DANA, PAID, monthly_payment="120", payment_day="20",
          reason="My bank card was replaced and the debit failed once."),
    _case("reinstatement_request/general", CP523, COUPLE, LATE, variant="passed", reason="We owed for a new year and did not see it."),
    _case("reinstatement_request/paid", CP523, RAHIM, PAID, confirmation="99X1", monthly_payment="120",
          reason="Every debit went through. My bank shows all twelve."),
    # hardship
    _case("cnc_request/general", CP504, DANA, income="1450", expenses="1600", reason="After rent and food nothing is left."),
    _case("cnc_request/general", CP504, LINH, variant="bare", reason="I have no work."),
    _case("cnc_request/benefits", LT11, COUPLE, notice_code="CP91", income="1380", reason="We live on Social Security."),
    # hearings
    _case("cdp_cover/general", LT11, DANA, variant="levy", alternative="an installment agreement", reason="I can pay by the month."),
    _case("cdp_cover/general", LIEN, COUPLE, variant="lien-joint", reason="The balance was paid in part in 2024."),
    _case("cdp_cover/general", LT11, RAHIM, variant="printed", deadline="2026-12-09", tax_year="2025", hearing="levy and lien",
          reason="I was never sent a bill."),
    _case("cdp_cover/equivalent", LT11, COUPLE, LATE, variant="joint", tax_year="2024", reason="The letter went to our old address."),
    _case("cdp_cover/equivalent", LT11, LINH, LATE, variant="single", alternative="an offer in compromise", reason="I was abroad."),
    # the rest
    _case("audit_reconsideration/general", CP504, DANA, item="business mileage", disputed_items=["Car expenses", "Home office"],
          reason="I have found the mileage log."),
    _case("audit_reconsideration/general", CP504, LINH, variant="bare", reason="I never got the audit letters."),
    _case("audit_reconsideration/filed-return", CP504, COUPLE, form="1040", reason="We file late but we file now."),
    _case("identity_theft_response/general", CP14, DANA, reason="I did not file this return."),
    _case("identity_theft_response/general", CP14, COUPLE, variant="joint"),
    _case("identity_theft_response/income", CP2000, RAHIM, payer="Harbor Foods", wrong_amount="9120.00",
          reason="Someone in another state used my number at work."),
    _case("more_time_request/general", CP2000, DANA, until="2027-01-15", reason="I get my papers back from the movers in January."),
    _case("more_time_request/general", CP2000, LINH, variant="passed", deadline="2026-11-20", more_days="30"),
    _case("more_time_request/documents", CP2000, COUPLE, payer="First Bank", more_days="30", reason="The bank needs four weeks."),
    _case("explanation_request/general", CP14, DANA, what_is_asked="how the penalty was figured"),
    _case("explanation_request/general", CP504, COUPLE, variant="two-years", tax_year=["2022", "2023"], amount=["500", "700.00"]),
    _case("explanation_request/payments", CP14, RAHIM, what_is_asked="which of my four estimated payments were counted"),
    _case("explanation_request/transcript", CP14, LINH),
    _case("poa_cover/general", CP504, DANA, representative="Rosa Lindqvist, CPA", form="1040"),
    _case("poa_cover/general", CP14, COUPLE, variant="joint", representative="Imani Okafor, EA"),
)  # fmt: skip
SCRIPTS = (
    _case("call_script/general", CP14, DANA, deadline="2026-11-30"),
    _case("call_script/general", CP504, COUPLE, LATE, variant="passed-joint", reason="We never got the first bill."),
    _case("call_script/dispute", CP2000, RAHIM, payer="Harbor Foods", wrong_amount="9120", right_amount="912", item="wages",
          reason="A digit was added."),
    _case("call_script/dispute", CP14, LINH, variant="bare"),
    _case("call_script/missing-payment", CP14, DANA, PROVED, paid_year="2024", reason="The check cleared on April 15."),
    _case("call_script/missing-payment", CP14, COUPLE, variant="bare-joint"),
    _case("call_script/penalty", CP14, COUPLE, variant="2025-joint", penalty="failure-to-pay"),
    _case("call_script/penalty", CP504, DANA, variant="2023", reason="I was in hospital."),
    _case("call_script/penalty", CP14, RAHIM, variant="estimated", penalty="estimated tax", tax_year="2024", reason="I retired."),
    _case("call_script/plan", CP14, DANA, monthly_payment="90", payment_day="15", first_payment="90", income="1450", expenses="1300"),
    _case("call_script/plan", CP504, LINH, LATE, variant="bare-passed"),
    _case("call_script/hardship", LT11, COUPLE, income="1380", expenses="1600", reason="The rent takes all of it."),
    _case("call_script/more-time", CP2000, DANA, until="2027-01-15", reason="My papers are in storage."),
    _case("call_script/more-time", CP2000, LINH, variant="bare-passed", deadline="2026-11-20"),
)  # fmt: skip
CASES = (*LETTERS, *SCRIPTS)
