"""Whether a letter is for somebody other than the IRS."""

from assistant.conversation.kinds import PAPER
from assistant.conversation.wording import any_case, phrases, words

_ONE_WORD_STATE = words("""
    alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois
    indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri
    montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia washington
    wisconsin wyoming ny nj ca tx fl pa oh il ga nc mi va ma
""")
_STATE = phrases(rf"""
    {_ONE_WORD_STATE}
    new (?:hampshire|jersey|mexico|york)
    (?:north|south) (?:carolina|dakota)
    rhode island
    west virginia
""")
# an office that isn't the IRS: "my state tax", "the department of revenue", "california's FTB", "HMRC", "the county"
_AN_OFFICE = phrases(rf"""
    (?:(?:my|our|the) )?state (?:tax|revenue|treasury|of|income|department|comptroller|collect\w*)
    department of (?:revenue|taxation|labor|motor|social|finance)
    dept\.? of (?:revenue|taxation)
    division of (?:taxation|revenue|employment)
    (?:state )?comptroller
    franchise tax board
    ftb\b
    tax commission(?:er)?
    board of equalization
    hacienda
    {_STATE}(?:'s)? (?:state )?(?:tax(?:es|ation)?|revenue|dor|department|dept|division|edd|comptroller)\b
    (?:edd|dor)\b
    hmrc
    inland revenue
    cra\b
    canada revenue
    revenu qu[eé]bec
    finanzamt
    agencia tributaria
    ato\b
    sat de m[eé]xico
    revenue commissioners
    belastingdienst
    county
    city (?:hall|tax|of)
    assessor
    property tax office
    dmv
    social security administration
    ssa\b
    unemployment (?:office|agency)
    uscis
    immigration
    student loan
    fafsa
    credit bureau
    equifax
    experian
    transunion
""")
# people and firms: "my old landlord", "the credit card company", "her ex-husband"
_OTHERS = r"(?:(?:my|our|the|a|his|her|your) )?(?:\w+ )?" + phrases(r"""
    landlord\w*
    boss
    employer
    ex(?:[-\s](?:wife|husband|spouse|boss|partner))?
    bank
    credit card(?: company)?
    credit union
    insurance(?: company)?
    insurer
    hospital
    doctor
    school
    university
    hoa
    utility
    phone company
    neighbou?r
    mortgage (?:company|lender)
    lender
    collection agency
    collections?
    collectors?
    debt collector
    congress\w*
    senator
    judge
    payroll(?: office)?
    company
    tenant
    roofer
    contractor
    store
""")
_SOMEBODY = words(r"""
    landlord\w* employer boss bank insurance insurer hospital collectors? collection\sagency lender roofer contractor store
    university school neighbou?r tenant doctor
""")

_NAMES_OFFICE = any_case(rf"\b{_AN_OFFICE}")
_WRITE_OR_CALL = rf"(?:{PAPER}|write|draft|respond|disput\w+|appeal\w*|call\w*)"
_TO_OFFICE = any_case(
    phrases(rf"""
        \b{_WRITE_OR_CALL}\b[^.?;,]{{0,30}}\b(?:to|for|with|against|from|2) (?:\w+ ){{0,3}}?{_AN_OFFICE}  # "a letter to the county"
        \b{_AN_OFFICE}[^.?;,]{{0,25}}\b(?:{PAPER}|dispute|notice|bill)\b  # "an FTB notice"
        \b(?:letter|write|draft|reply|script)\b[^.;]{{0,40}}\b{_AN_OFFICE}  # "write the DMV"
    """)
)
_TO_OTHERS = any_case(
    phrases(rf"""
        \b{PAPER} (?:\w+ ){{0,2}}?(?:to|for|against) (?:\w+ ){{0,2}}?{_OTHERS}\b  # "a letter to my boss"
        \b(?:write|draft|email|tell) (?:to )?{_OTHERS}\b  # "email my landlord"
        \b(?:write|draft|email|tell) (?:to )?(?:the )?(?:social security|ssa|va|medicare|medicaid)\b(?! n)  # "write Social Security"
        \b{PAPER} (?:to|for) (?:\w+ ){{1,3}}(?:collections?|recovery|bank|inc|llc|credit)\b  # "a letter to Acme Recovery"
        \b(?:disput\w+|script)\b[^.;,]{{0,25}}\b(?:with|to|against|calling) {_OTHERS}\b  # "a dispute with the store"
    """)
)
_OF_SOMEBODY = any_case(rf"\b(?:my|a|the|our|this) {_SOMEBODY}\b")
_OF_TAXES = any_case(
    r"\b(?:tax\w*|w-?2\w?|109\d\S*|1040\S*|credit|owe\w*|irs|i\.r\.s|notice|refund|penalt\w+|return|levy|lien|audit\w*)\b"
)
_NAMES_IRS = any_case(r"\b(?:irs|i\.r\.s|internal revenue)\b")
_TO_IRS = any_case(r"\b(?:to|the) (?:the )?irs\b")


def goes_elsewhere(text: str, names_a_notice: bool) -> bool:
    """Whether the letter is for somebody other than the IRS: a state, another country, a bank, a landlord.

    `names_a_notice`: the message, or the talk before it, names a notice of the IRS; an office named beside none is where
    the letter goes: "ny state tax dept says I owe".
    """
    if not names_a_notice and not _NAMES_IRS.search(text) and _NAMES_OFFICE.search(text):
        return True
    if _TO_OFFICE.search(text):
        return not _TO_IRS.search(text)
    if names_a_notice:
        return False
    of_somebody = _OF_SOMEBODY.search(text) and not _OF_TAXES.search(text)
    return bool(of_somebody or (_TO_OTHERS.search(text) and not _NAMES_IRS.search(text)))
