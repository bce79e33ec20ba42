"""What a message asks for: a draft and of which kind, another kind instead, the end of a draft, or none of these."""

import re
from dataclasses import dataclass

PAPER = r"(?:letters?|leters?|letr|lettr|ltr|lettre|note|scripts?|drafts?|templates?|requests?|responses?|reply|answer|cover|covers|protests?|appeals?|statement|write-?up|talking points|carta)"
_THING = re.compile(rf"(?i)\b{PAPER}\b")
MAKES = r"(?:draft|write|rite|compose|prepare|make|create|generate|type(?: up)?|put together|word|formulate|do|give|get|send|show|escrib\w+|redact\w+|haz)"
# someone is told to write: "write the IRS", "please draft", "can you do me a letter", "help me write"
_TOLD_TO = re.compile(
    rf"(?ix)(?:^|[.!?;:,\n(-]\s*|\b(?:please|pls|kindly|and|then|just|to|now|so|ok|okay|yes|yeah|here)\s+)(?:please\s+|kindly\s+|just\s+|to\s+)?{MAKES}\b"
    rf"|\b(?:can|could|would|will)\s+(?:you|u|ya|someone)\b[^?.]{{0,20}}\b{MAKES}\b"
    rf"|\bhelp\b[^.?]{{0,15}}\b{MAKES}\b"
    r"|\b(?:i|we)\s+(?:just\s+|really\s+|also\s+)?(?:need|want|would\s+like|wanna|'d\s+like|am\s+asking\s+for|request)\b"
    r"|\b(?:i'd|we'd)\s+like\b|\bneeds?\b|\bwant(?:s|ed)?\b|\blooking\s+for\b|\bgimme\b|\bquiero\b|\bnecesito\b"
)
_QUESTION = re.compile(
    r"(?i)^\W*(?:(?:ok|okay|so|and|but|hi|hello|also|well|then|now)[,\s]+)*"
    r"(?:what|whats|what's|how|hows|when|where|wheres|why|who|whose|which|is|are|was|were|do(?! (?:an?|the|me|up|one|it)\b)|does|did|should|shall|must|am|has|have|had|"
    r"can (?:i|we|they|he|she|it|the|a)|could (?:i|we|they|it)|may i|might|will (?:i|they|it|the|my|this)|would (?:it|they|i|the|that)|isn'?t|aren'?t|"
    r"doesn'?t|don'?t|if (?:i|we)|qu[eé]|c[oó]mo|cu[aá]ndo|cu[aá]nto|d[oó]nde)\b"
)
_SPEAKS_TO_US = re.compile(rf"(?i)\b(?:can|could|would|will)\s(?:you|u|ya)\b[^?.]{{0,20}}\b(?:{MAKES}|help)\b")
_PLEASE = re.compile(rf"(?i)\b{PAPER}\b[^?]{{0,20}}\b(?:please|pls|plz)\b")
_DONE = re.compile(
    r"(?i)\b(?:i|we|he|she|they|my \w+|nephew|daughter|son|lawyer|accountant|cpa)(?:'ve|\shave|\shas|\shad)?\s(?:already\s|just\s|also\s|once\s|then\s)*"
    r"(?:sent|mailed|faxed|wrote|written|typed(?: up)?|got|received|submitted|filed|drafted|answered|signed)\b[^.]{0,40}"
    rf"\b(?:{PAPER}|12153|form)\b"
)
_THEIR_LETTER = re.compile(
    r"(?i)\b(?:the|this|that|their|irs|my|a|an|another)\s(?:irs\s|cp\s?\d+\s|first\s|second\s|same\s|new\s)?(?:letter|notice)\s*"
    r"(?:says?|has|came|is|was|arrived|i got|shows?|about|asks?|reached|from|dated|that|for my|real)\b"
)
# to dispute and the like, said as a verb: "I want to dispute it", "write them", "ask them to waive"
_ACT = re.compile(
    r"(?i)\b(?:(?:want|need|like|have|got|going|wish)\s(?:to|2)|wanna|gonna|gotta)\s(?:formally\s)?(?:(?:reply|respond|answer)\sto\b|dispute|protest|contest|fight|challenge|appeal)\b|"
    r"\b(?:write|rite|draft|written)\s(?:to\s)?(?:the\s)?(?:irs|them|him|something|that\b|asking)|\bask(?:ing)?\s(?:the irs|them)\b|\bplease ask to\b|^\W*(?:please\s)?(?:waive|remove|abate|forgive|drop|cancel)\b[^?.]{0,30}\b(?:penalt|fee|fine)|\btell (?:the irs|them)\b|"
    r"\b(?:need|want|have)\s(?:to|2)\s(?:tell|write|inform)\s(?:to\s)?(?:the\s)?(?:irs|them)\b|\bput in (?:the|my) letter\b|\bgive me the words\b|"
    r"^\W*(?:(?:please|pls|kindly|then|and|so|ok|okay|just|now)[\s,]+)*(?:write|draft|compose|prepare)\b(?!-)|\bwrite (?:and|to) ask\b|"
    r"\b(?:need|want)\ssomething\s(?:to|that)\b|\b(?:need|want|like)\b[^.?]{0,60}\bin writing\b|"
    r"^\W*(?:i|we)\s(?:formally\s)?(?:dispute|protest|contest)\sthis\b|^\W*(?:yes,?\s)?(?:dispute|protest)\b[.:,\s]|"
    r"\b(?:can|could|would|will)\s(?:you|u|ya)\s(?:please\s)?(?:put together|write|draft|make|prepare|do)\s(?:me\s|up\s)?(?:something|one|it\b)|\bi want it in writing\b"
)

# a kind's own words, as they stand before or behind "letter", "request" and the like; earlier kinds win
KIND_WORDS = (
    (
        "call_script",
        r"scripts?|talking points|what (?:do i|to|should i) say (?:on the phone|when i call|to them on)|gui[oó]n",
    ),
    ("poa_cover", r"2848|power of attorney|poa\b|8821"),
    (
        "identity_theft_response",
        r"identity[- ]?theft|id[- ]theft|14039|identity fraud|stolen identity|robo de identidad",
    ),
    (
        "audit_reconsideration",
        r"audit\s?recon\w*|(?:audit|exam)\b[^.]{0,20}reconsider\w*|reconsider\w*|(?:reopen|re-open|redo|look (?:again )?at|review)\b[^.]{0,20}\b(?:the |my |an )?(?:audit|exam)\w*|12661",
    ),
    (
        "reinstatement_request",
        r"reinstat\w*|re-instat\w*|(?:restore|keep|save|un-?default|ending|ended|cancel\w*|terminat\w*|not (?:to )?(?:cancel|terminate|end)\w*)\b[^.]{0,25}\b(?:plan|agreement|installments?)|put (?:it|(?:my|the) plan) back|start (?:the|my) plan|plan (?:up )?again",
    ),
    ("cdp_cover", r"cdp|collection due process|due process|12153|(?:equivalent |appeals )?hearing"),
    (
        "cnc_request",
        r"hardship|(?:currently )?not[- ]collect[ia]ble|uncollectible|cnc\b|stop collecti\w*|pause collecti\w*|collection (?:pause|hold)|temporar\w+ delay|can'?t pay (?:anything|a thing)",
    ),
    (
        "penalty_abatement",
        r"penalt\w*|penality|abat\w+|reasonable[- ]cause|first[- ]time (?:abat\w+|penalty|forgiveness)|fta\b|(?:drop|waive|remove|forgive|cancel)\b[^.]{0,20}\b(?:fees?|fines?|penalt\w*|late)|(?:late|penalty) (?:fees?|charges?)",
    ),
    (
        "installment_request",
        r"payment[- ]?plan|(?:payment )?arrangement|plan of|(?:a|the|monthly) plan\b|monthly\b|instal+ments?|instal+ment agreement|monthly (?:plan|payments?)|pay\b[^.]{0,25}\b(?:monthly|over time|in parts|in pieces|bit by bit|little by little|by the month|each month|every month)|9465|plan de pagos|plan request",
    ),
    (
        "proof_of_payment",
        r"proof\b(?! of (?:income|identity|loss|insurance|residence))|prov(?:e|es|ing)\b[^.]{0,20}\b(?:paid|payed|payment|it)|demonstrat\w+[^.]{0,20}paid|proof[- ]of[- ]payments?|payment[- ]proof|already[- ]paid|(?:prove|proving|show(?:ing)?)\b[^.]{0,15}\b(?:i|we|that)?[^.]{0,10}paid|proof (?:that )?(?:i|we) paid|missing payment letter|payment confirmation|confirmation of (?:the )?payment",
    ),
    (
        "cp2000_response",
        r"(?:respon[sd]\w*|reply|answer|agreement)\b[^.;]{0,30}\bcp[- ]?2000[a-e]?\b|\bcp[- ]?2000[a-e]?\b[^.;,]{0,12}(?:respon[sd]\w*|reply|answer|agreement)",
    ),
    (
        "more_time_request",
        r"(?:more|extra|additional|longer|another) (?:time|days|weeks?|months?)|extension|extend(?: the)? (?:deadline|date|time)|time extension|m[aá]s tiempo",
    ),
    (
        "explanation_request",
        r"expla\w+|itemi[sz]ed|breakdown|(?:account )?transcripts?|how (?:did )?(?:they|you|the irs) (?:g[eo]t|figured?|calculated?|c[ao]me (?:up|to))",
    ),
    (
        "dispute_letter",
        r"disp\w*ut\w+|dipsute|protest\w*|disagree\w*|contest\w*|challeng\w+|fight\w*|appeal\w*|objection|disputa",
    ),
)
_KINDS = tuple((kind, re.compile(rf"(?i)\b(?:{words})")) for kind, words in KIND_WORDS)
_HEAD = re.compile(rf"(?i)\b{PAPER}\b")
HEAD_REACH = 45  # characters before "letter" in which its own kind is named: "penalty relief letter"

_NEVER_MIND = re.compile(
    r"(?i)\b(?:never ?mind|nevermind|forget (?:it|the|that|about)|cancel (?:it|that|the (?:letter|draft|script))|stop (?:the|this) (?:letter|draft)|scratch that|"
    r"don'?t (?:need|want) (?:it|the letter|a letter|that)(?: any ?more)?|no letter|olv[ií]dalo)\b"
)
_INSTEAD = re.compile(
    r"(?i)\b(?:instead|rather|make it|make that|turn it into|change it (?:in)?to|switch to|can it be|better)\b|^\W*(?:no,?\s)?(?:a|an)\b"
)

_STATES = """
    alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois
    indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri
    montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia washington
    wisconsin wyoming
""".split()
_STATE = rf"(?:{'|'.join(_STATES)}|new (?:hampshire|jersey|mexico|york)|(?:north|south) (?:carolina|dakota)|rhode island|west virginia|ny|nj|ca|tx|fl|pa|oh|il|ga|nc|mi|va|ma)"
_ELSEWHERE = (
    r"(?:(?:my |our |the )?state (?:tax|revenue|treasury|of|income|department|comptroller|collect\w*)|"
    r"department of (?:revenue|taxation|labor|motor|social|finance)|dept\.? of (?:revenue|taxation)|"
    r"division of (?:taxation|revenue|employment)|(?:state )?comptroller|franchise tax board|ftb\b|tax commission(?:er)?|board of equalization|hacienda|"
    rf"{_STATE}(?:'s)? (?:state )?(?:tax(?:es|ation)?|revenue|dor|department|dept|division|edd|comptroller)\b|edd\b|dor\b|"
    r"hmrc|inland revenue|cra\b|canada revenue|revenu qu[eé]bec|finanzamt|agencia tributaria|ato\b|sat de m[eé]xico|revenue commissioners|belastingdienst|"
    r"county|city (?:hall|tax|of)|assessor|property tax office|dmv|social security administration|ssa\b|unemployment (?:office|agency)|uscis|immigration|"
    r"student loan|fafsa|credit bureau|equifax|experian|transunion)"
)
_OTHERS = (
    r"(?:(?:my |our |the |a |his |her |your )?(?:\w+ )?(?:landlord\w*|boss|employer|ex(?:[- ](?:wife|husband|spouse|boss|partner))?|bank|credit card(?: company)?|credit union|insurance(?: company)?|"
    r"insurer|hospital|doctor|school|university|hoa|utility|phone company|neighbou?r|mortgage (?:company|lender)|lender|collection agency|collections?|"
    r"collectors?|debt collector|congress\w*|senator|judge|payroll(?: office)?|company|tenant|roofer|contractor|store))"
)
_TO_ELSEWHERE = re.compile(
    rf"(?i)\b(?:{PAPER}|write|draft|respond|disput\w+|appeal\w*|script|call\w*)\b[^.?;,]{{0,30}}\b(?:to|for|with|against|from|2)\s(?:\w+\s){{0,3}}?{_ELSEWHERE}|"
    rf"\b{_ELSEWHERE}[^.?;,]{{0,25}}\b(?:{PAPER}|dispute|notice|bill)\b|\b(?:letter|write|draft|reply|script)\b[^.;]{{0,40}}\b{_ELSEWHERE}"
)
_OFFICE = re.compile(rf"(?i)\b{_ELSEWHERE}")
_TO_OTHERS = re.compile(
    rf"(?i)\b(?:{PAPER})\s(?:\w+\s){{0,2}}?(?:to|for|against)\s(?:\w+\s){{0,2}}?{_OTHERS}\b|\b(?:write|draft|email|tell)\s(?:to\s)?{_OTHERS}\b|"
    rf"\b(?:{PAPER})\s(?:to|for)\s(?:\w+\s){{1,3}}(?:collections?|recovery|bank|inc|llc|credit)\b|\b(?:disput\w+|script)\b[^.;,]{{0,25}}\b(?:with|to|against|calling)\s{_OTHERS}\b"
)
_SOMEBODY = re.compile(
    r"(?i)\b(?:my|a|the|our|this)\s(?:landlord\w*|employer|boss|bank|insurance|insurer|hospital|collectors?|collection agency|lender|roofer|contractor|"
    r"store|university|school|neighbou?r|tenant|doctor)\b"
)
_TAXES = re.compile(r"(?i)\b(?:tax\w*|w-?2\w?|1099\S*|irs|i\.r\.s|notice|refund|penalt\w+|return|levy|lien|audit\w*)\b")
_TO_IRS = re.compile(r"(?i)\b(?:irs|i\.r\.s|internal revenue)\b")

# asked to state what the person says is untrue, or to make something up
_UNTRUE = re.compile(
    r"(?ix)\b(?:make|made|making)\s+(?:something|sth|it|one|stuff|some\w*|an?\s+\w+(?:\s\w+)?)?\s*up\b|\bmake\s+up\s+(?:an?|some|the|any)\b|\bmake\s+(?:something|it|one)\s+up\b"
    r"|\b(?:invent|fabricate|fake|forge|fudge|back-?dat\w+|pre-?dat\w+|falsif\w+|pretend|lie|lying)\b"
    r"|\b(?:isn'?t|not|wasn'?t|aint|ain'?t)\s+(?:really\s+|actually\s+|even\s+)?true\b|\buntrue\b"
    r"|\bhow\s+would\s+they\s+know\b|\b(?:they|irs)\s+(?:can'?t|cannot|won'?t|will\s+never|never)\s+(?:prove|check|know|find\s+out|notice)\b|\bwon'?t\s+check\b|\bnobody\s+(?:will|would)?\s*(?:checks?|know)"
    r"|\bso\s+(?:that\s+)?it\s+(?:looks?|seems?)\s+like\b|\b(?:looks?|seem)\s+(?:like\s+)?(?:i\s+was\s+)?(?:in|on)\s?time\b[^.]{0,30}\bput\b"
    r"|\(\s*(?:he|she|it|they|i|we|that)\s+(?:\w+\s)?(?:didn'?t|didnt|did\s+not|never|wasn'?t|wasnt|isn'?t|isnt|doesn'?t|haven'?t|havent|hasn'?t|hadn'?t)\b[^)]{0,40}\)"
    r"|\b(?:say|write|claim|tell\s+(?:them|the\s+irs)|state|put)\b[^.;]{2,90}(?:[.;,]|\bbut\b|\beven\s+though\b|\balthough\b|\bthough\b)[^.;]{0,12}"
    r"\b(?:it|i|he|she|they|we|that|nobody|she'?s|he'?s)\s+(?:really\s+|actually\s+|just\s+)?(?:didn'?t|didnt|did\s+not|never\s+\w+|wasn'?t|wasnt|was\s+not|haven'?t|havent|hasn'?t|hadn'?t|isn'?t|isnt)(?:\s+(?:really|actually|paid\s+yet|yet))?\s*(?:[.,;)!]|$|\b(?:but|and|so|yet|really|paid|mail\w*|send|sent|happen\w*|sick|been|do|have|get)\b)"
    r"|\bi\s+(?:haven'?t|havent|have\s+not|never|didn'?t|didnt)\s+(?:actually\s+|really\s+)?(?:paid|pay|sent|send|mailed|mail|filed|file)\b[^.]{0,20}\b(?:yet|but\s+i\s+will|but\s+(?:say|write|put))"
    r"|\b(?:it\s+was|it'?s|it\s+is)\s+(?:really\s+|actually\s+)?(?:me|mine|my\s+own)\b[^.]{0,60}\b(?:say|write|put|claim|want\s+out|can'?t\s+prove|but)\b|\bwell\s+it\s+is\s+mine\b"
    r"|\b(?:put|use|give|date)\s+(?:it\s+)?(?:an?\s+)?(?:earlier|older|different|false|wrong|previous|last\s+month'?s)\s+date\b|\bdate\s+it\s+(?:back|earlier|to\s+last|as\s+if)"
    r"|\b(?:say|says|saying|put|tell\s+them|claim|state|write)\b[^;]{2,90}[,;.]\s*(?:but\s+)?(?:really|actually|in\s+(?:fact|reality|truth)|(?:the\s+)?truth\s+is)\b"
    r"|\b(?:never|didn'?t|did\s+not|wasn'?t|no\s+income)\b[^.]{0,60}[.;]\s*(?:it|he|she|they|i)\s+(?:did|was|have|has|had|do|does|am|is)\b\s*[.,;!]"
    r"|\bso\s+(?:that\s+)?(?:they|the\s+irs|nobody)\s+(?:don'?t|won'?t|can'?t|wouldn'?t|never|doesn'?t)\s+(?:know|see|find|notice|catch)"
    r"|\b(?:say|claim|write|put|tell\s+them)\b[^.;]{2,70}\b(?:although|though|even\s+though|but|when)\s+(?:i'?m|i\s+am|he'?s|she'?s|it'?s|we'?re|i|it|he|she|we)\s+(?:really\s+|actually\s+)?(?:not|wasn'?t|isn'?t|didn'?t|never|don'?t|do\s+not)\b"
    r"|\bit\s+did\s?n[o']t\b[^.]{0,40}\b(?:put|say|write)\b|\bbut\s+(?:put|say|write)\b[^.]{0,25}\banyway\b"
    r"|\bexaggerat\w+|\binflate\b|\bsign\s+(?:it\s+)?(?:for|as)\s+(?:my|him|her)\b[^.]{0,25}\bwithout\b|\bwhite\s+lie\b|\bexcuse\b[^.]{0,25}\b(?:sounds?|good|believable|any)\b|\bgood\s+excuse\b"
)


_WHAT_TO_SAY = re.compile(
    rf"(?i)\b(?:{PAPER}|write|word|draft)\b.{{0,60}}\b(?:saying|says?|telling|that|from|about|for an?|show\w*)\b"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a message asks of the drafting. `kind` is "" where it names none; `words` is the sentence that asks."""

    kind: str = ""
    words: str = ""


def draft_asked(text: str, several_details: bool = False) -> Asked | None:
    """The draft that `text` asks for, None where it asks for none.

    A question about letters asks for none ("what should a dispute letter say?"), nor does one already sent. Named without a verb,
    a letter is asked for ("hardship letter. CP71A …"); so is one by a statement that gives `several_details` of a case.
    """
    for sentence in _sentences(text):
        if _asks_in(sentence):
            kind = kind_named(sentence) or kind_named(text)
            return Asked(kind, sentence)
    if several_details and not any(_is_question(sentence) for sentence in _sentences(text)):
        return Asked(kind_named(text), text)
    return None


def _asks_in(sentence: str) -> bool:
    if _is_question(sentence) or _DONE.search(sentence):
        return False
    if _ACT.search(sentence) or _kind_alone(sentence):
        return True
    thing = next((m for m in _THING.finditer(sentence) if not _is_theirs(sentence, m)), None)
    if thing is None:
        return False
    return bool(_TOLD_TO.search(sentence)) or _is_named_alone(sentence, thing)


def _is_named_alone(sentence: str, paper: re.Match[str]) -> bool:
    """Whether the sentence opens with the paper it wants, of a named kind or for a code: "hardship letter. …", "letter for cp11"."""
    before, after = sentence[: paper.start()], sentence[paper.end() :]
    if len(before.split()) > 6 or re.search(
        r"(?i)\b(?:i|we|they|he|she|it|says?|got|came|is|was|has|on|from)\b", before
    ):
        return False
    if re.match(r"(?i)\s(?:i|that|which|he|she|they|someone|says?|is|was|has|had|starts|didn'?t)\b", after):
        return False
    if re.match(
        r"(?i)\s(?:asking|requesting|saying|explaining|disputing|to\s(?:ask|request|dispute|explain|say))\b", after
    ):
        return True
    if re.match(
        r"(?i)\s(?:for|to|re|about|on|against)\s(?:my\s|the\s|a\s|notice\s|letter\s)*(?:irs|cp|lt|ltr|letter|notice|\d)",
        after,
    ):
        return True
    return bool(kind_named(sentence[: paper.end() + 20])) and len(sentence.split()) > 1


def _kind_alone(sentence: str) -> bool:
    """Whether the sentence is a kind of draft and "please": "audit reconsideration please"."""
    words = re.sub(r"(?i)\W*\b(?:please|pls|plz|thanks|thank you|needed|por favor)\W*$", "", sentence)
    return words != sentence and any(
        m.end() - m.start() > len(words) * 0.7 for _, kind in _KINDS for m in kind.finditer(words)
    )


def _is_theirs(sentence: str, paper: re.Match[str]) -> bool:
    """Whether "letter" is the one that came: "this letter is", "Letter 3172", "a letter from the IRS"."""
    after = sentence[paper.end() :]
    if re.match(r"(?i)^\s?(?:no\.?\s|#)?\d{2,4}\w?\b|^\s(?:came|arrived|says|i got|reached)\b", after):
        return True
    return any(m.start() <= paper.start() < m.end() for m in _THEIR_LETTER.finditer(sentence)) and not _TOLD_TO.search(
        sentence[: paper.start()]
    )


def _is_question(sentence: str) -> bool:
    if _SPEAKS_TO_US.search(sentence) or _PLEASE.search(sentence):
        return False
    if _QUESTION.match(sentence):
        return True
    ends = sentence.rstrip().endswith("?")
    asks = re.search(
        r"(?i)\b(?:can|could|should|does|do|is|are|was|will|would|has|have|may)\s(?:i|we|he|she|they|it|this|that|the|my|you)\b",
        sentence,
    )
    return (
        ends
        and not _TOLD_TO.search(sentence)
        and not (re.search(r"\d", sentence) and kind_named(sentence) and not asks)
    )


def asks_something(text: str) -> bool:
    """Whether `text` asks a question of the guidance, as against answering one of ours."""
    return any(_is_question(sentence) for sentence in _sentences(text))


def kind_named(text: str) -> str:
    """The kind of draft `text` names, "" for none: first what stands by the word "letter", then anywhere.

    >>> kind_named("payment plan letter about my penalty"), kind_named("a letter")
    ('installment_request', '')
    """
    for kind, words in _KINDS[:1]:
        if words.search(text):
            return kind
    for head in _HEAD.finditer(text):
        before = text[max(0, head.start() - HEAD_REACH) : head.end()]
        named = [(m.end(), -place, kind) for place, (kind, words) in enumerate(_KINDS) for m in words.finditer(before)]
        if named:
            return _nearest(named)
    return next((kind for kind, words in _KINDS if words.search(text)), "")


def _nearest(named: list[tuple[int, int, str]]) -> str:
    """The kind named last before "letter"; of two that end together, or of which one is a dispute, the more telling one."""
    if any(one[2] == "reinstatement_request" for one in named):
        named = [one for one in named if one[2] != "installment_request"]  # "reinstate my payment plan"
    told = [one for one in named if one[2] != "dispute_letter"] if len({one[2] for one in named}) > 1 else named
    best = max(told)
    dispute = [one for one in named if one[2] == "dispute_letter"]
    return "dispute_letter" if dispute and max(dispute)[0] > best[0] + 12 else best[2]


def wants_to_stop(text: str) -> bool:
    """Whether `text` calls the draft off: "never mind", "forget the letter"."""
    return bool(_NEVER_MIND.search(text))


def other_kind(text: str) -> str:
    """The kind `text` wants instead: "make it a call script instead"; "" where it wants none."""
    return kind_named(text) if _INSTEAD.search(text) and not _is_question(text) else ""


def goes_elsewhere(text: str, names_a_notice: bool) -> bool:
    """Whether the letter is for somebody other than the IRS: a state, another country, a bank, a landlord.

    An office named beside no notice of the IRS is where it goes: "ny state tax dept says I owe".
    """
    if not names_a_notice and not _TO_IRS.search(text) and _OFFICE.search(text):
        return True
    if _TO_ELSEWHERE.search(text):
        return not re.search(r"(?i)\b(?:to|the) (?:the )?irs\b", text)
    if not names_a_notice and _SOMEBODY.search(text) and not _TAXES.search(text):
        return True
    return not names_a_notice and bool(_TO_OTHERS.search(text)) and not _TO_IRS.search(text)


def tells_what_to_say(text: str) -> bool:
    """Whether a request for a draft says what should stand in it: "a letter saying …", "telling them …"."""
    return bool(_WHAT_TO_SAY.search(text))


def would_be_untrue(text: str) -> bool:
    """Whether the message says that what is to be written isn't so, or asks to make something up."""
    return bool(_UNTRUE.search(text))


def _sentences(text: str) -> list[str]:
    found = re.split(r"(?<!\s[A-Z])(?<!\bSgt)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<=[.!?;])\s+|\n+", text)
    return [sentence for sentence in found if sentence.strip()]
