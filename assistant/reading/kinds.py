"""What a piece of mail says it is: from the IRS, a state, a collector, or something else. Never whether that is true."""

import re

from assistant.records import Kind, Letter

HEAD_LINES = 14
FEWEST_CLAIMS = 2  # different words for the IRS: one alone is a mention, as in a letter from an aunt
_STATES = (
    "alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|georgia|hawaii|idaho|illinois|indiana|iowa|kansas|"
    "kentucky|louisiana|maine|maryland|massachusetts|michigan|minnesota|mississippi|missouri|montana|nebraska|nevada|new hampshire|"
    "new jersey|new mexico|new york|north carolina|north dakota|ohio|oklahoma|oregon|pennsylvania|rhode island|south carolina|"
    "south dakota|tennessee|texas|utah|vermont|virginia|washington|west virginia|wisconsin|wyoming"
)
FEDERAL = re.compile(
    r"(?i)\bservicio\sde\s(?:impuestos|rentas)\sinternos\b|\bdepartamento\sdel\stesoro\b|\bimpuestos\sfederales\b|\binternal\s?revenue\b|\bdepartment\s?of\s?the\s?treasury\b|\bI\.?R\.?S\b|\bfederal\s(?:tax|bureau)|\bUnited\s?States\s?Treasury\b|"
    r"\bback tax(?:es)?\b|\btax (?:enforcement|resolution|lien|debt)\b|\bfederal\b.{0,40}\btax\b"
)
LETTERHEAD = re.compile(
    r"(?i)^\W*(?:IRS\b(?!\s\w+ed)|(?:IRS\W+)?(?:united states\s)?department\s?of\s?the\s?treasury\b|internal\s?revenue\s?service\b|"
    r"departamento\sdel\stesoro\b|servicio\sde\s(?:impuestos|rentas)\sinternos\b)"
)
_TAX_OFFICE = r"(?:revenue|tax|taxation|finance|treasury|equalization)"
_STATE_OFFICE = r"(?:department|dept\.?|division|board|bureau|comptroller|tax commission|office)"
STATE = re.compile(
    rf"(?i)\b(?:(?:state of )?(?:{_STATES}|commonwealth of \w+)\s(?:state\s)?{_STATE_OFFICE}\b.{{0,40}}\b{_TAX_OFFICE}|"
    r"franchise tax board|comptroller of (?:the treasury|maryland|public accounts)|state tax commission|"
    r"(?:department|dept\.?|division) of (?:revenue(?: services)?|taxation|(?:tax|taxation) and finance)|"
    rf"state of (?:{_STATES})|employment development department)"
)
COLLECTOR = re.compile(
    r"(?i)\b(?:conserve|cbe group|coast professional|private collection agency|debt collector|attempt to collect a debt|"
    r"collection agency (?:working|on behalf)|collections? (?:agency|bureau|services))\b"
)


def kind_of(letter: Letter, has_code: bool) -> Kind:
    """The kind of mail, by its letterhead first and its words then. `has_code`: whether it has a notice code of its own."""
    head = " ".join(line.text for line in letter.lines[:HEAD_LINES])
    whole = " ".join(line.text for line in letter.lines)
    from_the_irs = any(LETTERHEAD.match(line.text) for line in letter.lines[:HEAD_LINES])
    if STATE.search(head) and not from_the_irs:
        return Kind.STATE
    if COLLECTOR.search(whole) and not from_the_irs:
        return Kind.COLLECTOR
    claims = {match[0].lower() for match in FEDERAL.finditer(whole)}
    return Kind.IRS if from_the_irs or has_code or len(claims) >= FEWEST_CLAIMS else Kind.OTHER


def issuer_of(letter: Letter) -> str | None:
    """Who the letter says it is from: the first line that names an office, as printed."""
    for shape in (LETTERHEAD, STATE, COLLECTOR):
        for line in letter.lines[:HEAD_LINES]:
            if shape.search(line.text):
                return line.text.strip()
    return None
