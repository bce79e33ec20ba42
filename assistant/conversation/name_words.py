"""The shapes of names in free text, what stands before one, and words that are no names."""

import re

from assistant.conversation.wording import TITLES, any_case, any_word, words

PARTICLES = frozenset(
    """
    de del dela la las los da das do dos du van von der den ter ten y e bin ibn al el st st. san
    """.split()
)
AND = frozenset({"and", "&"})

_CAPITAL = r"(?:[A-ZÀ-ÖØ-ÞŁŚŽČŠĐİ](?:\.|[^\W\d_]*(?:['’-][^\W\d_]+)*))"  # "Anne-Marie", "O'Neil", "J."
_PARTICLE = rf"(?:St\.|{'|'.join(sorted(map(re.escape, PARTICLES), key=len, reverse=True))})"
# "Maria de la Cruz", "J. T. Smith, Jr."
ONE_PERSON = rf"{_CAPITAL}(?:\s(?:{_PARTICLE}\s)*{_CAPITAL}){{1,5}}(?:,?\s(?:Jr|Sr|II|III|IV)\b\.?)?"
# "Otis and Verbena Calloway"
_TWO_PERSONS = rf"{_CAPITAL}(?:\s{_CAPITAL}){{0,3}}\s(?:and|&|y)\s{_CAPITAL}(?:\s(?:{_PARTICLE}\s)*{_CAPITAL}){{1,4}}"
NAME = re.compile(rf"(?:{_TWO_PERSONS}|{ONE_PERSON})")
_ANY_WORD = r"[^\W\d_][\w'’.-]*"
LOOSE_NAME = re.compile(rf"{_ANY_WORD}(?:\s(?:(?:and|&)\s)?{_ANY_WORD}){{1,5}}")  # "dana ortiz and lee ortiz"
TITLE = re.compile(rf"(?:{'|'.join(TITLES)}|Lt)\.?\s")
TRADE_BEHIND = any_case(r",?\s(?:CPA|EA|Esq|JD|attorney|enrolled agent)\b\.?")  # "Ann Lee, CPA"

_A_TITLE = rf"(?:(?:{'|'.join(TITLES)})\.? )?"
_RELATIVE = words("""
    mother mom mum mama father dad papa husband wife spouse son daughter brother sister aunt uncle grandmother grandfather grandma
    grandpa parents? client neighbou?r friend nephew niece
""")
# what stands before the taxpayer's name
FOR_ANOTHER = any_case(rf"\b(?:for|on behalf of) (?:my )?(?:(?:late|elderly|old) )?{_RELATIVE}(?:'s)?,? {_A_TITLE}")
CLIENT = any_case(r"\b(?:client|taxpayers?|tp)(?:'s)?(?: (?:name )?is|:)? ")
A_RELATIVE = any_case(rf"\bmy (?:late )?{_RELATIVE},? ")
NAMED = any_case(
    r"\b(?:(?:my|our|the|full) )?nam(?:es?)?(?: on (?:it|the (?:notice|letter)))?\s?(?:'s|is|are|:|=)? (?=[^\W\d_])|"
    r"\b(?:me|taxpayer)\s?[=:]\s?|\bcalled "
)
I_AM = any_case(rf"\b(?:i'?m|i am|this is|we are|we'?re|me llamo|soy|mi nombre es) {_A_TITLE}")
SIGNED = any_case(
    r"\b(?:yours (?:faithfully|truly|sincerely)|sincerely|regards|sign(?:ed)?(?:\sit)?(?:\sas)?|thanks|thank you|joint|jointly)[,:]?\s"
)
IT_IS = any_case(r"\bit(?:'?s| is) ")
FROM_AT_THE_END = re.compile(r"(?:(?<=[.!?\n])\s*|^)(?i:from)\s(?=[A-Z][^.!?]*[.!?]?\s*$)")
# what stands after it: "Dana Ortiz is my name"
IS_MY_NAME = re.compile(rf"(?P<name>{ONE_PERSON})(?i:\sis (?:my|the) name\b)")
# whose relative writes: "for Agnes Haverkamp, my mother", "I'm the daughter of Agnes Haverkamp"
OF_A_RELATIVE = re.compile(rf"\b(?i:for)\s(?P<name>{ONE_PERSON})(?i:,?\s\(?(?:who is )?my\s(?:late\s)?{_RELATIVE}\b)")
RELATIVE_OF = any_case(rf"\b(?:i'?m|i am) (?:(?:the|a) )?{_RELATIVE} of {_A_TITLE}")
# "Walter Sundvall here", at the start of a sentence
HERE_IS = re.compile(rf"(?:^|(?<=[.!?\n])\s*)(?P<name>{ONE_PERSON})(?i:\shere\b)")
# someone else who spoke of it: "my friend Olga Ferreira said"
SAID_SO = any_case(r",? (?:said|says|told|thinks|suggested|advised|helped|recommended)\b")
# someone writes for another: "I'm her daughter"
I_AM_THEIRS = any_case(rf"\b(?:i'?m|i am|this is) (?:his|her|their) (?:\w+ )?{_RELATIVE}\b")

# what stands before and after a representative's name: "my CPA is", "Ann Lee, my tax attorney"
REPRESENTS = any_case(
    r"\b(?:represent(?:ative|ed by)|rep|cpa|ea|enrolled agent|attorney|lawyer|accountant|preparer|tax pro(?:fessional)?|poa|agent)"
    rf"(?:'s name)?(?: (?:is|named|will be|called)|\s?[=:])?[:,]? {_A_TITLE}"
)
_TRADE = (
    r"(?i:enrolled agent|ea\b|cpa\b|certified public accountant|tax attorney|attorney|lawyer|accountant|"
    r"tax pro(?:fessional)?|representative)"
)
IN_A_TRADE = re.compile(rf"(?P<name>{ONE_PERSON}),?\s(?:is\s)?(?:an?|my|our|the|who is an?)\s(?:\w+\s)?{_TRADE}")

# words that begin with a capital in a message and are no one's name where they stand first
NOT_FIRST = frozenset(
    """
    notice letter letters irs tax year years amount dispute call script please need draft write dear dated date form
    forms social security ssn itin direct pay payment proof request response reply penalty relief abatement first
    hardship audit reconsideration identity theft power explanation equivalent hearing cover cdp poa ty the a an
    i we my our they it he she this that there his her in on at for to from of with and but or because already still
    kindly hello hi sirs sir madam someone somebody actually sorry no yes not also monthly plan
    installment currently collectible reinstatement reinstate phone wage levy lien balance due vita litc client
    taxpayer confirmation check money eftps help make can could would what why how when where who is are was were do
    does did i'm i've i'd january february march june july august september october november december jan feb mar apr
    jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday puerto new north south
    west united states interest only just same both joint spouse
    """.split()
)
# words that no name in small letters holds
NEVER_NAMES = frozenset(
    """
    here there now is am are was were be been being has have had do does did not no yes lol thanks thank please pls you your my me
    them they he she it we us our who what when where why how this that these those with without from into onto for of on at in out up
    off so too very just because already still yet again driver owner worker teacher nurse student retired disabled broke fee fees late
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen hundred thousand even exactly
    """.split()
)
# what firms, offices, papers and places are called
NO_PERSON = any_word(r"""
    bank company university college hospital school county department division court street avenue road credit\sunion insurance
    services? collections? agency city christmas thanksgiving clinic club church fund trust group office tax irs notice letter
    form script request security medicare income return penalt\w+ payment alabama alaska arizona arkansas california colorado
    connecticut delaware florida hawaii idaho illinois indiana iowa kansas kentucky louisiana maryland massachusetts michigan
    minnesota mississippi missouri nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont wisconsin
    wyoming rico york jersey carolina dakota mexico
""")
