"""Warning signs on a letter: what stands there, or is missing, that a person should know before trusting it.

Nothing here says that a letter is what it claims to be: the best verdict is that no sign was found.
A warning ("we never ask for gift cards") is no sign; the words around a phrase decide.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import chain

from assistant.records import CatalogueNotice, Fact, Kind, Reading, Sign, Verdict

SCAMS = "scams_and_verification"
RED_FLAGS = f"{SCAMS}.red_flags_on_paper"
IRS_NEVER = f"{SCAMS}.irs_never"
SHOWN_ON_NOTICE = f"{SCAMS}.what_a_real_notice_has"
NEVER_PAID_BY = "payments_how.never"

EVERY_KIND = frozenset(Kind)
ODD_IN_ANY_MAIL = frozenset(
    {"pays-by-gift-card", "pays-by-crypto", "pays-by-cash", "threatens-arrest", "generic-addressee"}
)
NOT_A_STATE = EVERY_KIND - {Kind.STATE}  # states may suspend licences, send sheriffs and issue tax warrants
LONGEST_WORDS = 160
WHERE = {"notice lookup": "urls.notice_lookup", "online account": "urls.online_account"}


def _any_case(pattern: str) -> re.Pattern[str]:
    """`pattern` in any case; a space of it may be missing, as text read from photos loses some."""
    return re.compile(re.sub(r"\\s(?![?*+{\]])", r"\\s?", pattern), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words that are a sign wherever a sentence holds them, unless it warns against them or holds `unless`."""

    id: str
    says: str
    fact: str
    words: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    strong: bool = True
    kinds: frozenset[Kind] = EVERY_KIND


# --- how a sentence says something

_PAY = (
    r"(?:\bpay(?!er|ee|roll|\s?pal)|pay\s?(?:able|by|with|in\b|only|via|using)|payment|\bfees?\b"
    r"|remit|settle|buy|purchas|\bsend|transfer)"
)
_GIFT_CARD = r"(?:gift\s?-?\s?cards?|(?:itunes|google\s?play|steam)\s?cards?)"
_PREPAID_CARD = (
    r"(?:(?:pre\s?-?\s?paid|reloadable)\s?(?:(?:debit|visa|credit)\s?)*cards?"
    r"|green\s?dot|money\s?pak|vanilla\s?(?:visa|card|reload))"
)
_CRYPTO = r"(?:bit\s?coins?|\bbtc\b|crypto(?!gr)\s?-?(?:currency|currencies)?|ethereum|\busdt|litecoin)"
_APP = (
    r"(?:cash\s?app(?!\s?(?:ly|ro|rai|lic|ea|oi))|(?:\b|by|via|with|using)zelle(?:\b|to)|venmo|pay\s?pal|apple\s?(?:pay|cash)|google\s?pay"
    r"|payment\s?apps?\b)"
)
_OFFICERS = (
    r"(?:police|sheriffs?|(?:u\.?s\.?|federal)\s?marshals?|\bmarshals|marshals(?=\s(?:will|are))"
    r"|law\s?enforcement|deput(?:y|ies)\b)"
)
_LICENCE = r"(?:driv(?:er'?s?'?|ing)|business|professional|contractor'?s?)\s?(?:(?:and|or)\s\w+\s)?licen[cs]es?"
_BY_MESSAGE = (
    r"(?:(?:by|via|through|over)\s?(?:e-?mail|text|sms)|e-?mail\s(?:us|it|them|an?\b|your|the|copies|photos|pictures|to)|e-?mailed\sto"
    r"|\btext\s(?:us|it|them|an?\b|your|the|photos|pictures|to)|whats\s?app|telegram|reply\sto\sthis\s(?:e-?mail|message|text)"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)*\.(?!gov\b|mil\b)[a-z]+\b(?!\.\w))"
)
_PRIVATE_THINGS = (
    r"(?:social\s?security\s?(?:number|card|no\b)|\bssn\b|bank\s?(?:account|name|details|information|log-?in)|routing"
    r"|account\s?number|(?:debit|credit|bank)\s?card|card\s?number|driver'?s?'?\s?licen[cs]e|passport\s?(?:photo|copy"
    r"|number)|date\sof\sbirth)"
)

_PHRASES = (
    _Phrase(
        "pays-by-gift-card",
        "It asks to be paid with a gift card or prepaid card, which the IRS never takes.",
        NEVER_PAID_BY,
        _any_case(
            rf"{_PAY}.{{0,90}}?{_GIFT_CARD}|{_GIFT_CARD}.{{0,60}}?(?:as\spayment|numbers?\b|codes?\b|only\b|(?:is"
            rf"|are)\s(?:only\s)?accepted|to\s(?:pay|settle|clear))"
            rf"|(?:\bpay(?!er|ee|roll)|payable|payment|remit|buy|purchas|(?<!up)(?<!down)load).{{0,70}}?{_PREPAID_CARD}"
        ),
        _any_case(r"direct\sdeposit|economic\simpact|\b1099|onto\syour\srefund"),
    ),
    _Phrase(
        "pays-by-crypto",
        "It asks to be paid in Bitcoin or another cryptocurrency, which the IRS never takes.",
        NEVER_PAID_BY,
        _any_case(rf"{_PAY}.{{0,90}}?{_CRYPTO}|{_CRYPTO}.{{0,50}}?(?:wallet|\satm|kiosk|only\b)"),
        _any_case(
            r"report(?:ed|ing|s\b)|\breport\b|capital\sgain|\bsold\b|\bsales?\sof|exchanged|form\s8949|\b1099|received\b"
            r"|received(?=payment)"
        ),
    ),
    _Phrase(
        "pays-by-app",
        "It sends the payment through a payment app to a name or handle, which is not a way to pay the IRS.",
        NEVER_PAID_BY,
        _any_case(
            rf"{_PAY}.{{0,80}}?{_APP}|{_APP}.{{0,50}}?(?:\$[a-z]{{3,}}|\s@\w|handle|friends\sand\sfamily|only\b)|\bto\s?\$[a-z]{{3,}}\w*"
        ),
        _any_case(
            r"\w\.gov\b|digital\swallet|processor|\b1099|report(?:ed|ing|s\b)|\breport\b|shown\son|third[-\s]party|gross"
            r"|payment\scard|\breceived\b"
        ),
    ),
    _Phrase(
        "pays-by-wire",
        "It asks for money to be wired to an account or person, which is a common way to take money that can't be got back.",
        NEVER_PAID_BY,
        _any_case(
            r"western\s?union|money\s?gram|\bwire\s?(?:transfer|the\b|your|funds|payment|money|\$).{0,80}?(?:\bto\b|account|beneficiary)"
            r"|\bpa(?:y|id|yment|yable)\b.{0,40}?(?:by|via)\swire"
        ),
        _any_case(
            r"same[-\s]day|financial\sinstitution|your\sbank|federal\stax|treasury|irs\.gov|department\sof\s(?:revenue|taxation)|\b1099"
        ),
    ),
    _Phrase(
        "pays-by-cash",
        "It asks for cash or gold to be sent or handed over, which the IRS does not ask for in a letter.",
        NEVER_PAID_BY,
        _any_case(
            r"courier\s(?:will|to)\s(?:collect|pick|come)|\bcash.{0,30}?(?:in\san?\senvelope|by\s(?:mail|courier|fed\s?ex"
            r"|ups)\b|overnight)|gold\s?bars?\b"
        ),
    ),
    _Phrase(
        "threatens-arrest",
        "It threatens arrest, police, jail or deportation, and the IRS does not threaten those in a letter about a bill.",
        IRS_NEVER,
        _any_case(
            r"arrest(?:s|ed|ing)?\b|arrestwarrant|bench\s?warrant"
            r"|\bcops\b|(?:in|into|under|police)\scustody|\bjail(?:ed)?\b|incarcerat|\bimprison|(?:to|in|of|face|federal)\sprison\b"
            r"|deport(?:ed|ation)|immigration\s(?:status|authorit|officer|service|enforcement|agent|court)|removal\sproceedings"
        ),
        _any_case(r"perjury|false|fraudulent|willful|knowingly|prisoner"),
    ),
    _Phrase(
        "threatens-arrest",
        "It threatens police, marshals or a warrant, and the IRS does not do that over a bill.",
        IRS_NEVER,
        _any_case(
            rf"{_OFFICERS}.{{0,60}}?(?:will|shall|be\ssent|dispatch|visit|come|arrive|escort|remove|at\syour\sdoor)"
            rf"|\b(?:will|shall|have|has|been|going\sto|are|be|we)[ ].{{0,30}}?"
            r"(?:notif|dispatch|send|sent|inform(?!ation)|involv|refer|forward|alert)"
            rf".{{0,50}}?{_OFFICERS}"
            r"|warrant\s(?:for|against)\syour?\b|warrant\s(?:has\sbeen|was|will\sbe)\sissued"
        ),
        _any_case(r"identity\stheft|victim|nontax|terrorism"),
        kinds=NOT_A_STATE,
    ),
    _Phrase(
        "threatens-licence",
        "It threatens a license, citizenship or Social Security number, and the IRS does not threaten those.",
        IRS_NEVER,
        _any_case(
            rf"{_LICENCE}.{{0,50}}?(?:suspend|suspension|revo[kc]|cancel|terminat)|(?:suspend|suspension|revo[kc]"
            rf"|cancel)\w*.{{0,50}}?{_LICENCE}"
            r"|citizenship.{0,40}?(?:revo[kc]|cancel|los[es]|at\srisk)|(?:revo[kc]|cancel|los[es])\w*.{0,40}?citizenship"
            r"|social\s?security\s?number\b.{0,40}?(?:suspended|cancell?ed|blocked|deactivated)"
        ),
        kinds=NOT_A_STATE,
    ),
    _Phrase(
        "pressure-of-hours",
        "It gives you hours rather than days, and pressure to act before you can check is a mark of a scam.",
        RED_FLAGS,
        _any_case(
            r"(?:within|in|next|have|only|inside)\s?(?:the\s)?(?:next\s)?(?:only\s)?(?:\d{1,2}|twelve|twenty[-\s]?four"
            r"|forty[-\s]?eight|seventy[-\s]?two|a\sfew|one|two)"
            r"\s?(?:\(\d+\)\s?)?(?:business\s)?(?:hours?|hrs)\b"
            r"|\b(?:\d{1,2})\s?hours?\s(?:to\s(?:pay|call|respond|act|comply|settle)|from|of\s(?:receipt|receiving|this)|notice|left)"
            r"|(?:by|before|until)\s?(?:\d{1,2}(?::\d\d)?\s?[ap]\.?\s?m\.?|noon|midnight|(?:the\s)?(?:close"
            r"|end)\sof\s(?:the\s)?(?:business|day)(?:\sday)?)\s?,?\s?(?:on\s)?(?:today|tomorrow|tonight|the\snext\sday)"
            r"|(?:by|before)\s(?:tonight|tomorrow|the\send\sof\s(?:today|the\sday(?!\son)))\b"
        ),
        _any_case(
            r"\bpost(?:ed|s|ing)?\b|payments?\spost|process(?:ed|ing)?\s(?:within|in)|available|24\shours\sa\sday|confirmation"
            r"|updated?\b|e-?file"
        ),
    ),
    _Phrase(
        "pressure-to-act",
        "It presses you to act at once; a letter you can check leaves you time to check it.",
        RED_FLAGS,
        _any_case(
            r"\bact\s?(?:now|today)\b|\b(?:pay|call|respond|reply|settle)\s(?:us\s)?(?:today|tonight)\b"
            r"|immediately\sor\s(?:you\s(?:will|shall|may)|face|risk|else)|last\schance"
            r"|final\sopportunity\sto\savoid\sprosecution"
        ),
        strong=False,
    ),
    _Phrase(
        "asks-for-private-data",
        "It asks for identity, bank or card details by e-mail, text or phone, and the IRS does not collect them that way.",
        f"{SCAMS}.first_contact",
        _any_case(
            rf"{_BY_MESSAGE}.{{0,260}}?{_PRIVATE_THINGS}"
            rf"|(?:send|provide|submit|give|confirm|supply|attach|reply|verify|picture|photo|copy"
            rf"|selfie).{{0,160}}?{_PRIVATE_THINGS}.{{0,160}}?{_BY_MESSAGE}"
            r"|\bhave.{0,60}?(?:social\s?security\s?card|(?:debit|credit|bank)\s?card|\bpin\b).{0,40}?ready"
            r"|\b(?:provide|give|read|tell).{0,60}?(?:card\s?number|(?:debit|credit)\s?card|\bcvv\b|bank\s?(?:details"
            r"|log-?in)).{0,60}?(?:phone|agent|officer|when\syou\scall)"
            r"|(?:online\s?banking|bank)\s?(?:log-?in|password|user\s?name|credentials)"
            rf"|clear\s(?:pictures?|photos?|phone|images?|cop(?:y|ies))\s(?:of|with)\s(?:\w+\s){{0,3}}?driver"
            rf"|{_LICENCE}.{{0,80}}?(?:angles|lighting)"
        ),
        _any_case(r"document\supload|irs\.gov/|\bid\.me\b|e-?file"),
    ),
    _Phrase(
        "invented-agency",
        "It names an office that is not part of the IRS or Treasury as far as we know; scam letters use such names.",
        RED_FLAGS,
        _any_case(
            r"(?:federal\s?|national\s?|u\.?s\.?\s?)?tax\s?(?:debt\s?|lien\s?|levy\s?)?(?:enforcement|resolution|relief"
            r"|forgiveness|settlement|recovery|investigation|crimes?)\s?(?:unit|division|bureau|agency|department"
            r"|administration|authority|office)\b"
            r"|(?:bureau|department|agency|office)\s?of\s?(?:federal\s?)?(?:tax\s?(?:enforcement|resolution|relief|settlement"
            r"|recovery|collections?|levy|lien)|unclaimed\s?(?:property|refunds?|funds))"
            r"|federal\s?tax\s?authorit(?:y|ies)|federal\s?(?:levy|lien|collections?)\s?(?:unit|bureau|agency)"
            r"|(?:national|federal)\s?(?:tax\s?)?(?:lien|debt)\s?(?:registry|bureau|unit)|(?:irs"
            r"|internal\srevenue\sservice)\s?(?:legal|lawsuit|arrest)\s?department"
        ),
        kinds=NOT_A_STATE,
    ),
    _Phrase(
        "invented-agency",
        "It names a “tax processing unit”, an office that scam letters made up; no such county office collects federal tax.",
        RED_FLAGS,
        _any_case(r"tax\s?processing\s?(?:unit|department|bureau)"),
    ),
    _Phrase(
        "invented-agency",
        "It calls itself a distraint warrant, as a known run of scam letters does; the IRS sends none.",
        RED_FLAGS,
        _any_case(r"distraint\s?warrant"),
        kinds=NOT_A_STATE,
    ),
    _Phrase(
        "invented-program",
        "It offers a program or law that runs out soon or cuts the bill for a fee; the IRS mails no such offers.",
        IRS_NEVER,
        _any_case(
            r"fresh\s?start.{0,60}?(?:expir|\bends?\b|deadline|enrol|limited|closing)|(?:expir|deadline|enrol).{0,60}?fresh\s?start"
            r"|(?:tax\s?|debt\s?)?forgiveness\s?act\b"
            r"|(?:enrol?lment|settlement)\sfee.{0,80}?(?:debt|tax|balance)"
        ),
        _any_case(r"installment\sagreement|user\sfee"),
        strong=False,
    ),
    _Phrase(
        "settlement-advert",
        "It reads like an advert for settling tax debt; the IRS itself does not mail such adverts.",
        IRS_NEVER,
        _any_case(
            r"settle.{0,60}?(?:for\s(?:much\s)?less|fraction|pennies)|(?:reduce|cut|slash|eliminate)\syour\s(?:irs\s|tax\s"
            r"|back\s)*(?:debt|taxes|balance)|pre-?qualif\w+|tax\srelief\s(?:program|specialist|expert|hotline)|you\s(?:may"
            r"|might)\s(?:be\seligible|qualify)\sfor\s(?:tax\s)?(?:relief|forgiveness|settlement)"
        ),
        _any_case(r"offer\sin\scompromise|irs\.gov"),
        strong=False,
    ),
    _Phrase(
        "refund-lure",
        "It promises a refund once a fee is paid, and the IRS charges nothing to send a refund.",
        RED_FLAGS,
        _any_case(
            r"(?:processing|release|handling|clearance|administrati\w+)\s?(?:fee|charge).{0,120}?refund"
            r"|refund.{0,160}?(?:processing|release|handling|clearance|administrati\w+)\s?(?:fee|charge)"
        ),
    ),
    _Phrase(
        "social-media-contact",
        "It uses social media or recorded messages, and the IRS does not deal with a bill that way.",
        IRS_NEVER,
        _any_case(
            r"whats\s?app|(?:contact|message|reach|chat|write|dm|via|on)\b.{0,40}?(?:facebook|instagram|telegram|messenger"
            r"|snapchat|tiktok)|pre-?\s?recorded\s(?:message|call|voice)"
        ),
        _any_case(r"follow\sus|irs\.gov"),
    ),
    _Phrase(
        "personal-cell-phone",
        "It gives an agent's own cell phone as the way to settle the matter, which takes you around the IRS's lines.",
        RED_FLAGS,
        _any_case(
            r"(?:case\s?manager|agent|case\s?officer|settlement\s?officer).{0,40}?\bcell\b|direct\s?cell"
            r"|\bcell\b.{0,40}?(?:case\s?manager|agent)"
        ),
        _any_case(r"revenue\sofficer"),
    ),
    _Phrase(
        "odd-reference",
        "It asks for an “offset code”, a term we don't know from IRS letters.",
        SHOWN_ON_NOTICE,
        _any_case(r"offset\s?code"),
        strong=False,
    ),
    _Phrase(
        "asks-for-secrecy",
        "It tells you to keep this from others; nobody who writes about a tax bill has a reason to ask that.",
        RED_FLAGS,
        _any_case(
            r"(?:do\snot|don't|never)\s(?:tell|discuss\s(?:this|it)|inform|talk\sto|mention).{0,50}?(?:anyone|anybody"
            r"|your\s(?:bank|family|spouse|lawyer|attorney|accountant)|the\s(?:bank|cashier|store))"
        ),
        _any_case(r"\bpin\b|password|access\scode"),
    ),
    _Phrase(
        "generic-addressee",
        "It is addressed to nobody by name; some IRS letters are too, so this alone says little.",
        RED_FLAGS,
        _any_case(
            r"\bdear\s?(?:taxpayer|home\s?owner|customer|sir|madam|citizen|resident|valued)|\bmr\.?\s?or\s?mrs\.?\b"
            r"|\bto:?\s(?:the\s)?(?:home\s?owner|current\s(?:resident|occupant))"
        ),
        strong=False,
    ),
    _Phrase(
        "vague-amount",
        "It says “up to” an amount; a notice prints the exact sum, to the cent.",
        SHOWN_ON_NOTICE,
        _any_case(r"(?:\bow(?:e|ing|ed)\b|balance|back\s?taxes|debt|liabilit).{0,40}?up\s?to\s?\$"),
        _any_case(r"\bif\syou\b|apply|qualif|payment\splan|installment"),
        strong=False,
    ),
)

# --- warnings: the same words, said to warn

_CONDITION = _any_case(
    r"\b(?:if|unless|should)\s?(?:you|we|payment|the\samount|this)\b[^,.;:]{0,40}?(?:not|n't|never|cannot|fail\w*)\b"
    r"|\byou\s(?:have|had|did|are|were)(?:\snot|n't)"
)
_WE_NEVER = _any_case(
    r"(?:never(?!theless)|(?:\b|will|do|does|can|would|did|should|could|is|are)not(?!ic|e|h|if|ar|ab)|n't|no\slonger"
    r"|cannot|nor)\s?(?:\w+\s){0,3}?\s?"
    r"(?:ask|demand|accept|request|require|takes?\b|taking|call|initiat|contact|threat|insist|uses?\b|using"
    r"|sends?\b|leav|tell|bring|be\spaid|arrest|allow|permit|have\syou|text|e-?mail|seek|solicit|affect|impact"
    r"|authoriz)"
)
_YOU_NEVER = _any_case(
    r"(?:do\s?not|don't|never)\s?(?:pay|send|buy|purchase|use|give|provide|wire|e-?mail|text|share|respond|reply|click"
    r"|make|include|put|mail)"
)
_BEWARE = _any_case(
    r"\bscam|\bscammer|con\sartist|imposter|impostor|impersonat|phish|thieves|beware|be\s(?:wary|alert|aware)|watch\sout|tax\sfraud\sby"
    r"|\b(?:if|when)\s(?:someone|anyone|a\scaller|any\scaller)|anyone\swho|callers\swho|people\swho|hang\sup"
    r"|report\s(?:it|the\scall|this\sto\stigta)"
)
_REFUSED_AFTER = _any_case(
    r"^(?:(?!\b(?:if|unless|until|once)\b)[\w\s,'()/-]){0,60}?"
    r"(?:(?:\b(?:is|are|was|were|will|can|may|should|do|does)\s?not|n't|\bnever)\s?(?:be\s)?"
    r"(?:accept|allow|valid|an?\s|how\b|taken\b|permit|used\b|come\sfrom|part\sof|something|from\s|required)"
    r"|\b(?:is|are|be)\s(?:always\s)?(?:an?\s)?(?:sure\s)?(?:sign|scam|fraud|red\sflag|mark))"
)
_NEW_ORDER = _any_case(
    r"[;,:–—-]\s?(?:and\s|then\s|so\s|but\s|instead\s)*(?:please\s|just\s|only\s|simply\s)*(?:pay|send|buy|purchase"
    r"|use|go\s|you\s(?:must|should|need)|we\s(?:only|require)|instead|only)\b"
    r"|;|\bbut\b|\band\s(?:require|only|must|now\srequire)"
)
_LED_BY_NEVER = _any_case(
    r"(?:never(?!theless)|(?:irs|\bwe|employees?|agents?|officers?|they)\s(?:\w+\s)?(?:do|does|will|would"
    r"|can)(?:\s?not|n't))(?:\s\w+){0,3}\s?:"
)
_BULLET = re.compile(
    r"^(?:[•·▪●○◦*¢+»«–-]|o\s|\d\))\s?|^(?:Demand|Threaten|Ask|Call|Require|Insist|Send|Use|Leave|Initiate|Contact"
    r"|Take|Text|E-?mail|Request|Bring)s?\b"
)
_TERM_REACH = 200
SHORT_LINE = 40  # characters: a full line of a paragraph has more
_ASKS_FOR_MORE = _any_case(
    r"(?:[,:;(&-]|\b(?:to|of|the|by|at|and|or|with|for|an?|in|on|is|are|be|your|our|from|not|no|pay|via|using|per|must))\s*$"
)
_ABBREVIATIONS = frozenset({
    "mr", "mrs", "ms", "dr", "st", "no", "nos", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep",
    "sept", "oct", "nov", "dec", "inc", "co", "ltd", "p.m", "a.m", "u.s", "attn", "ext", "dept", "sec",
})  # fmt: skip
_SENTENCE_END = re.compile(r"[.!?][\"')\]]*\s+(?=[A-Z0-9•·▪●*¢+»«(\"'$–-])|(?<=[a-z)])[.!?](?=[A-Z][a-z])|\x00")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of the letter. `led_by_never`: it is an item of a list that starts "We never:"."""

    text: str
    led_by_never: bool

    def warns_against(self, start: int, end: int) -> bool:
        """Whether the words at `start` to `end` are said as a warning or a refusal."""
        lead = _LED_BY_NEVER.search(self.text)
        if self.led_by_never or (lead and lead.end() <= start):
            return True
        before = _CONDITION.sub(lambda match: " " * len(match[0]), self.text[:end])
        beware = _BEWARE.search(self.text)
        # "to avoid scams, pay only with gift cards" orders all the same
        if beware and not (beware.end() <= start and _NEW_ORDER.search(self.text[beware.end() - 1 : end])):
            return True
        for refusal in chain(_WE_NEVER.finditer(before), _YOU_NEVER.finditer(before)):
            if start <= refusal.start() and refusal.end() > end:
                continue
            between = before[refusal.end() :]
            if len(between) <= _TERM_REACH and not _NEW_ORDER.search(between):
                return True
        return bool(_REFUSED_AFTER.search(self.text[end:]))


def warning_signs(
    reading: Reading, known: CatalogueNotice | None, known_phones: frozenset[str], facts: Mapping[str, Fact]
) -> tuple[Sign, ...]:
    """The signs on a letter that a person should know of before trusting it, strong ones first; one of each id.

    `known` is the catalogue's entry for the letter's code, `known_phones` the official numbers in any spelling.
    Letters of states and collectors, and other mail, are not measured against what IRS notices show.
    """
    text = reading.letter.text.replace("I.R.S.", "IRS").replace("U.S.", "US")  # whose points end no sentence
    sentences = tuple(_sentences(text))
    found = [
        *_in_phrases(reading, sentences, facts),
        *_payee(reading, sentences, facts),
        *_addresses(reading, sentences, facts),
        *_qr_codes(reading, facts),
        *_county(reading, facts),
    ]
    if reading.kind is Kind.IRS or any(sign.id == "invented-agency" for sign in found):
        found = [replace(sign, strong=True) if sign.id == "invented-program" else sign for sign in found]
    found += _unclaimed_refund(reading, found, facts)
    found += _misfit(reading, known, found, facts)
    found += _by_kind(reading, sentences, facts)
    if reading.kind is Kind.IRS or (reading.kind is Kind.OTHER and any(sign.strong for sign in found)):
        found += _absences(reading, known, facts)
    if reading.kind is Kind.IRS:
        found += _unknown_phones(reading, known_phones, facts)
    found += _full_number(reading, facts)
    first: dict[str, Sign] = {}
    for sign in sorted(found, key=lambda sign: not sign.strong):
        first.setdefault(sign.id, sign)
    return tuple(first.values())


def verdict_of(signs: Iterable[Sign]) -> Verdict:
    """How a letter with these signs looks. Without any it still has to be confirmed."""
    strengths = {sign.strong for sign in signs}
    if True in strengths:
        return Verdict.STRONG
    return Verdict.SOME if strengths else Verdict.NONE


def ways_to_confirm(facts: Mapping[str, Fact]) -> tuple[str, ...]:
    """How to confirm a letter, a sentence each, with numbers and pages from the facts and never from the paper."""
    steps = facts[f"{SCAMS}.verify_steps"]
    ways = []
    for step in _items(steps.value):
        if "number on the letter" in step:
            continue
        page = next((facts[fact].value for words, fact in WHERE.items() if words in step and fact in facts), None)
        ways.append(f"{step[:1].upper()}{step[1:]}{f': {page}' if page else '.'}")
    if note := steps.fields.get("note"):
        ways.append(str(note))
    return tuple(ways)


def _items(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]


# --- the words of the letter


def _joined(text: str) -> str:
    """`text` as running words: lines joined, typographic quotes made plain; \\x00 where a paragraph ends without a full stop.

    That is at an empty line, and after a short line, such as a heading or an address, that asks for no more words.
    """
    text = text.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')
    text = re.sub(r"(?<=[^\s,:;])[ \t]*\n[ \t]*\n\s*(?=[^\sa-z])", "\x00", text)
    first, *rest = text.split("\n")
    joined = [first]
    for before, line in zip([first, *rest], rest, strict=False):
        ends = len(before) < SHORT_LINE and not _ASKS_FOR_MORE.search(before) and re.match(r"\W*[A-Z0-9]", line)
        joined.append(f"\x00{line}" if ends else f" {line}")
    return re.sub(r"[^\S\x00]+", " ", "".join(joined)).strip()


def _sentences(text: str) -> Iterator[_Sentence]:
    joined = _joined(text)
    in_list = False
    ends = [
        match
        for match in _SENTENCE_END.finditer(joined)
        if not _is_abbreviation(joined[max(0, match.start() - 20) : match.start()])
    ]
    for begin, end in zip([0, *(match.end() for match in ends)], [*(m.start() + 1 for m in ends), None], strict=True):
        sentence = joined[begin:end].strip(" \x00")
        in_list = in_list and bool(_BULLET.search(sentence))
        yield _Sentence(sentence, in_list)
        in_list = in_list or bool(_LED_BY_NEVER.search(sentence))


def _is_abbreviation(before: str) -> bool:
    """Whether a full stop after `before` belongs to its last word: "Feb", "p.m", "1" of a numbered list."""
    last = before.rsplit(" ", 1)[-1].strip("(\"'").lower()
    return last in _ABBREVIATIONS or bool(re.fullmatch(r"\d{1,2}|[a-z]", last))


def _shortened(words: str) -> str:
    words = re.sub(r"\s+", " ", words).strip(" \x00")
    return words if len(words) <= LONGEST_WORDS else words[:LONGEST_WORDS].rsplit(" ", 1)[0] + " …"


# --- what stands there


def _in_phrases(reading: Reading, sentences: tuple[_Sentence, ...], facts: Mapping[str, Fact]) -> Iterator[Sign]:
    about_tax = reading.kind in (Kind.IRS, Kind.STATE) or bool(_TAX.search(reading.letter.text))
    for phrase in _PHRASES:
        if reading.kind not in phrase.kinds or not (about_tax or phrase.id in ODD_IN_ANY_MAIL):
            continue
        for sentence in sentences:
            if phrase.unless and phrase.unless.search(sentence.text):
                continue
            for match in phrase.words.finditer(sentence.text):
                if phrase.id == "asks-for-secrecy" or not sentence.warns_against(*match.span()):
                    yield Sign(phrase.id, phrase.says, _shortened(match[0]), phrase.strong, facts[phrase.fact].source)
                    break


_PAYEE = _any_case(
    r"(?:(?:checks?|cheques?|money\s?orders?|payments?|remittances?).{0,50}?payable|\bmake\s?(?:it\s)?payable"
    r"|\bmade\s?payable|\bmake\s(?:out\s)?(?:your\s|the\s|all\s|a\s)?(?:checks?|money\s?orders?)\s(?:out\s)?)"
    r"\s?(?:only\s)?to\s?(?:the\sorder\sof)?\s?:?\s?\"?(?P<payee>[^.,;:()\"\x00]{2,80})"
    r"|\bpay\s?(?:able\s)?to\s?the\s?order\s?of\s?:?\s?\"?(?P<order>[^.,;:()\"\x00]{2,80})"
)
_NO_BILL = _any_case(r"refund|cancell?ed\scheck|cop(?:y|ies)\sof|receipts?\b|proof")
# "IRS", "the Internal Revenue Service and write …"; not "IRS Collections Trust"
_PLAIN_IRS = re.compile(
    r"(?i:(?:the\s)?(?:irs|internal\s?revenue(?:\s?service)?))\b(?:$|\s*[,.;]|\s+(?:and|or|at|for|with|in|by|using|on)\b)"
)
_NOT_A_PAYEE = _any_case(r"^(?:you\b|your\b|him|her\b|them|the\sestate|both\b|us\b(?!\s?(?:treas|dep))|the\saddress)")
_TREASURY = ("unitedstatestreasury", "ustreasury", "usdepartmentofthetreasury", "unitedstatesdepartmentofthetreasury")
_NOT_TREASURY = _any_case(
    r"treasury\s?(?:services?|recovery|relief|funds?|agent|settlement|tax|group|llc|inc\b|collections?)"
)


def _is_treasury(payee: str) -> bool:
    """Whether `payee` starts with the United States Treasury, as far as reading errors let us see."""
    if _NOT_TREASURY.search(payee):
        return False
    squeezed = re.sub(r"[^a-z]", "", payee.lower()).removeprefix("the")
    return any(SequenceMatcher(None, squeezed[: len(name)], name, autojunk=False).ratio() >= 0.8 for name in _TREASURY)


def _payee(reading: Reading, sentences: tuple[_Sentence, ...], facts: Mapping[str, Fact]) -> Iterator[Sign]:
    about_federal_tax = _CLAIMS_IRS.search(reading.letter.text)
    if reading.kind is Kind.STATE or (reading.kind is not Kind.IRS and not about_federal_tax):
        return
    source = facts[NEVER_PAID_BY].source
    for sentence in sentences:
        if _NO_BILL.search(sentence.text):
            continue
        for match in _PAYEE.finditer(sentence.text):
            payee = (match["payee"] or match["order"]).strip()
            if _is_treasury(payee) or _NOT_A_PAYEE.search(payee) or sentence.warns_against(*match.span()):
                continue
            words = _shortened(match[0])
            if _PLAIN_IRS.match(payee):
                yield Sign(
                    "payee-irs",
                    "The check is to be made out to the IRS; the IRS asks for checks to the United States Treasury.",
                    words,
                    False,
                    source,
                )
            else:
                yield Sign(
                    "payee-not-treasury",
                    "The check is to be made out to someone other than the United States Treasury.",
                    words,
                    True,
                    source,
                )


# --- web addresses, e-mail, QR codes

_E_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?P<host>[\w-]+(?:\.[\w-]+)+)")
_HOST = re.compile(
    r"(?<![@\w.-])(?P<lead>https?://|www\.\s?)?(?P<host>[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8})(?![@\w-])"
)
_ENDINGS = frozenset({
    "com", "org", "net", "info", "biz", "us", "co", "io", "me", "app", "online", "site", "xyz", "top", "live",
    "support", "example", "test", "invalid", "ru", "cn", "cc", "tk", "pw", "vip", "icu", "club", "shop",
    "store", "link", "click", "cloud", "tax", "agency", "services", "center", "help", "uk", "ca", "in",
})  # fmt: skip
_WORDY_ENDINGS = frozenset({
    "us", "me", "in", "top", "live", "support", "help", "site", "online", "center", "services", "tax", "info",
    "link", "store", "shop",
})  # fmt: skip
_GOV_MISREAD = re.compile(r"^[gq9][o0ce][vuyw]$")
_OFFICIAL = ("gov", "mil")
_KNOWN_HOSTS = frozenset({"id.me", "usps.com"})
_LOOKALIKE = re.compile(
    r"(?:^|[.-])irs(?:[.-]|$)|(?:^|[.-])irs(?:gov|tax|pay|refund|help|online|notice|account|unclaimed|us|service|settle)"
    r"|(?:^|[.-])gov(?:[.-]|$)|gov(?:t|ernment)?-|-gov|irs-?gov|us-?treasury|treasury-?(?:gov|dept|us)|internal-?revenue"
)
_DISCLAIMER = _any_case(r"not\s(?:affiliated|associated|connected)|not\san?\sgovernment")  # as adverts must print
_SEND = _any_case(r"\bsend|provide|submit|forward|reply|e-?mail\s|by\se-?mail|upload|contact|return\s")


def _host_of(match: re.Match[str]) -> str | None:
    """The host in `match` in lower case, without a word of the next sentence; None where it is no address."""
    labels = match["host"].split(".")
    shouting = match["host"].isupper()
    while len(labels) > 1:
        ending = labels[-1]
        if ending.lower() in _OFFICIAL or _GOV_MISREAD.search(ending.lower()):
            return ".".join([*labels[:-1], "gov"]).lower()
        glued = ending[:1].isupper() and not shouting  # "irs.gov.If you", spaces lost
        named = ending.lower() in _ENDINGS and (
            ending.lower() not in _WORDY_ENDINGS or bool(match.groupdict().get("lead")) or len(labels) > 2
        )
        if named and not glued:
            return ".".join(labels).lower()
        labels.pop()
    return None


def _is_official(host: str, facts: Mapping[str, Fact]) -> bool:
    known = _KNOWN_HOSTS | {
        match["host"].lower().removeprefix("www.")
        for id, fact in facts.items()
        if id.startswith("urls.") and (match := _HOST.search(str(fact.value)))
    }
    host = host.removeprefix("www.")
    return (
        host.rsplit(".", 1)[-1] in _OFFICIAL
        or bool(re.search(r"\.state\.[a-z]{2}\.us$", host))
        or any(host == name or host.endswith(f".{name}") for name in known)
    )


def _looks_like_irs(host: str) -> bool:
    return bool(_LOOKALIKE.search(host.rsplit(".", 1)[0].removeprefix("www.")))


def _addresses(reading: Reading, sentences: tuple[_Sentence, ...], facts: Mapping[str, Fact]) -> Iterator[Sign]:
    source = facts[RED_FLAGS].source
    for sentence in sentences:
        for match in _E_MAIL.finditer(sentence.text):
            ending = match["host"].rsplit(".", 1)[-1].lower()
            host = match["host"].lower()
            if ending in _OFFICIAL or _GOV_MISREAD.search(ending) or sentence.warns_against(*match.span()):
                continue
            sent_there = bool(_SEND.search(sentence.text)) and reading.kind in (Kind.IRS, Kind.OTHER)
            if sent_there and reading.kind is Kind.OTHER and not _CLAIMS_IRS.search(reading.letter.text):
                sent_there = False
            if _looks_like_irs(host) or sent_there:
                yield Sign(
                    "e-mail-not-gov",
                    "It sends you to an e-mail address that does not end in .gov; the IRS does not ask for papers that way.",
                    match[0],
                    True,
                    source,
                )
            elif reading.kind is Kind.IRS:
                yield Sign(
                    "other-e-mail", "It shows an e-mail address that does not end in .gov.", match[0], False, source
                )
        for match in _HOST.finditer(sentence.text):
            found = _host_of(match)
            if found is None or _is_official(found, facts) or sentence.warns_against(*match.span()):
                continue
            if _looks_like_irs(found):
                yield Sign(
                    "web-address-lookalike",
                    "It gives a web address made to look like the IRS's; those of the IRS end in irs.gov.",
                    match[0],
                    not (reading.kind is Kind.OTHER and _DISCLAIMER.search(reading.letter.text)),
                    source,
                )
            elif reading.kind is Kind.IRS:
                yield Sign(
                    "web-address-not-gov",
                    "It gives a web address that does not end in .gov; type irs.gov yourself instead.",
                    match[0],
                    False,
                    source,
                )


_PAYS_BY_SCAN = _any_case(r"^(?:bitcoin|ethereum|litecoin):|cash\.app|venmo\.|paypal\.|zelle")


def _qr_codes(reading: Reading, facts: Mapping[str, Fact]) -> Iterator[Sign]:
    source = facts[RED_FLAGS].source
    for code in reading.letter.qr_codes:
        match = _HOST.search(code)
        host = _host_of(match) if match else None
        if _PAYS_BY_SCAN.search(code):
            strong = True
        elif host is None or re.search(r"(?:^|\.)(?:irs|treasury)\.gov$", host):
            continue
        elif host.endswith(_OFFICIAL):
            if reading.kind is not Kind.IRS:
                continue
            strong = False
        else:
            strong = reading.kind is Kind.IRS or _looks_like_irs(host)
        says = "The QR code leads somewhere other than irs.gov, so don't scan it; type irs.gov yourself."
        yield Sign("qr-code-elsewhere", says, _shortened(code), strong, source)


# --- who sent it, and what it is about

_TAX = re.compile(r"\bIRS\b|(?i:\btax|\brefund|internal\s?revenue)")
_CLAIMS_IRS = re.compile(r"\bIRS\b|(?i:internal\s?revenue|federal\s?(?:income\s)?tax|back\s?taxes|u\.?s\.?\streasury)")
_COUNTY_BODY = _any_case(
    r"^(?=[^.]*\bcounty\b)(?=[^.]*\b(?:tax|liens?|levy|judge?ments?|processing|enforcement|collections?|unit|bureau|warrants?)\b)"
    r"(?!.*\b(?:recorder|clerk|register)\b)[^.]*$"
)
_TAKES = _any_case(r"\bliens?\b|\blev(?:y|ies|ying)\b|distraint|garnish|seiz")
_PROPERTY_TAX = _any_case(r"property\stax|real\sestate\stax|parcel")


def _county(reading: Reading, facts: Mapping[str, Fact]) -> Iterator[Sign]:
    """A county that threatens a lien or levy over federal tax; counties record federal liens but collect nothing."""
    head = "\n".join(line.text for line in reading.letter.lines[:6])
    body = reading.letter.text
    sender = reading.issuer or head
    line = next((line for line in sender.split("\n") if _COUNTY_BODY.search(line)), None)
    if line is None or "internal revenue service" in sender.lower():
        return
    if _TAKES.search(body) and _CLAIMS_IRS.search(body) and not _PROPERTY_TAX.search(body):
        says = (
            "It threatens a lien or levy over federal tax in the name of a county; counties do not collect federal tax."
        )
        yield Sign("county-collects-federal-tax", says, _shortened(line), True, facts[RED_FLAGS].source)


def _unclaimed_refund(reading: Reading, found: list[Sign], facts: Mapping[str, Fact]) -> Iterator[Sign]:
    text = _joined(reading.letter.text)
    match = re.search(r"(?i)unclaimed\s?(?:tax\s?)?(?:refund|stimulus)", text)
    if not match:
        return
    fee = re.search(r"(?i)(?:processing|release|handling|service|clearance|administrati\w+)\s?(?:fee|charge)", text)
    strong = bool(fee) or any(sign.strong for sign in found)
    says = "It speaks of an unclaimed refund" + (" and asks for something first" if strong else "")
    says += "; a refund you are due shows in your own IRS account, free of charge."
    yield Sign("refund-lure", says, match[0], strong, facts[RED_FLAGS].source)


_NOT_YET_A_BILL = frozenset({"proposed_change", "deficiency"})
_REFUND_HELD = frozenset(
    {"CP05", "CP05A", "CP75", "CP75D", "CP53E", "CP01A", "Letter 4464C", "Letter 4883C", "Letter 5071C", "Letter 5747C"}
)
_DEMAND = _any_case(
    r"(?<!proposed )amount\sdue\simmediately|(?<!if )you\smust\spay"
    r"|\bpay\s(?:immediately|at\sonce|now)\b|immediate\spayment|you\sowe\s\$|payment\sis\sdue"
)
_ODD_DEMANDS = ("pays-by-", "payee-not-treasury", "pressure-of-hours")


def _misfit(
    reading: Reading, known: CatalogueNotice | None, found: list[Sign], facts: Mapping[str, Fact]
) -> Iterator[Sign]:
    """A demand for money on a notice of a kind that asks for none yet."""
    if known is None or not (known.family in _NOT_YET_A_BILL or known.code in _REFUND_HELD):
        return
    odd = next((sign for sign in found if sign.strong and sign.id.startswith(_ODD_DEMANDS)), None)
    demand = _DEMAND.search(_joined(reading.letter.text))
    if not odd and not demand:
        return
    words = odd.words if odd else demand[0] if demand else ""
    says = f"It demands money, but {known.code} is not a bill: “{known.title}”."
    yield Sign("does-not-fit-its-code", says, words, odd is not None, facts[SHOWN_ON_NOTICE].source)


_TO_THE_AGENCY = _any_case(
    r"\bpay\s?us\b|(?:pay(?:ments?)?|checks?|money\sorders?|remit|send|mail)\b.{0,60}?\bto\s(?:us\b|our\s(?:office"
    r"|agency|firm|address)|this\s(?:office|agency)|the\sagency|cbe\b|coast\sprofessional|conserve)"
)


def _by_kind(reading: Reading, sentences: tuple[_Sentence, ...], facts: Mapping[str, Fact]) -> Iterator[Sign]:
    """What kind of mail it seems to be, where it isn't the IRS's own."""
    issuer = reading.issuer or ""
    if reading.kind is Kind.STATE:
        says = "This seems to be a state's letter, not the IRS's; check it on that state's own .gov site, which you look up yourself."
        yield Sign("state-letter", says, issuer, False, facts["notice_not_visible_online.state_agency"].source)
    elif reading.kind is Kind.COLLECTOR:
        fact = facts[f"{SCAMS}.private_collectors"]
        value = fact.value if isinstance(fact.value, Mapping) else {}
        first, payments = value.get("first_letter", ""), value.get("payments", "")
        says = f"This seems to be a collection agency's letter; for federal tax expect {first}, and pay {payments}."
        yield Sign("collector-letter", says, issuer, False, fact.source)
        if not _CLAIMS_IRS.search(reading.letter.text):
            return
        for sentence in sentences:
            match = _TO_THE_AGENCY.search(sentence.text)
            if match and not sentence.warns_against(*match.span()):
                says = f"The agency asks to be paid itself; payments of federal tax go {payments}."
                yield Sign("collector-wants-payment", says, _shortened(match[0]), True, fact.source)
                return
    elif reading.kind is Kind.OTHER:
        says = "This does not seem to come from the IRS; look at who sent it, and check that sender on your own."
        yield Sign("other-mail", says, issuer, False, facts[f"{SCAMS}.first_contact"].source)


# --- what is missing, and what is merely unusual

_LAST_FOUR = _any_case(
    r"[x*#•]{2,}[-\s]?[x*#•]{1,2}[-\s]?\d{4}|(?:ssn|itin|ein|taxpayer|social\ssecurity)\D{0,30}\d{4}\b|ending\s(?:in\s)?\d{4}"
)


def _absences(reading: Reading, known: CatalogueNotice | None, facts: Mapping[str, Fact]) -> Iterator[Sign]:
    notice, read = reading.notice, reading.fields
    source = facts[SHOWN_ON_NOTICE].source
    code = reading.printed_code or notice.code
    if not code and not read.get("code"):
        says = "We found no notice number, such as CP14 or LT11; look at the right corners, top and bottom."
        yield Sign("no-notice-code", says, "", False, source)
    elif reading.printed_code and known is None:
        says = f"We don't know the number {reading.printed_code}; look it up on irs.gov, as our list is not complete."
        yield Sign("unknown-notice-code", says, reading.printed_code, False, source)
    if notice.notice_date is None and not read.get("notice_date"):
        yield Sign("no-notice-date", "We found no notice date; IRS notices print one.", "", False, source)
    if not notice.tax_years and not read.get("tax_years"):
        yield Sign("no-tax-year", "We found no tax year; most IRS notices print one.", "", False, source)
    if not (notice.ssn_last4 or reading.letter.ssn_last4 or read.get("ssn_last4")) and not _LAST_FOUR.search(
        reading.letter.text
    ):
        says = "We found no digits of your taxpayer number; most IRS notices print the last four."
        yield Sign("no-taxpayer-number", says, "", False, facts[f"{SCAMS}.taxpayer_number_on_notice"].source)


def _full_number(reading: Reading, facts: Mapping[str, Fact]) -> Iterator[Sign]:
    if reading.kind is Kind.IRS and "taxpayer number" in reading.letter.full_numbers:
        says = "It prints a full taxpayer number, where most notices show only the last four digits; some letters still do so."
        yield Sign("full-taxpayer-number", says, "", False, facts[f"{SCAMS}.taxpayer_number_on_notice"].source)


_PHONE = re.compile(r"(?<![\d-])(?:\+?1[-. ]{1,2})?(?:\(\d{3}\)\s?|\d{3}[-. ])\d{3}[-. ]?\d{4}(?![\d-])")


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)[-10:]


def _unknown_phones(reading: Reading, known_phones: frozenset[str], facts: Mapping[str, Fact]) -> Iterator[Sign]:
    known = {_digits(phone) for phone in known_phones}
    printed = {_digits(match[0]): match[0] for match in _PHONE.finditer(_joined(reading.letter.text))}
    if reading.notice.phone:
        printed.setdefault(_digits(reading.notice.phone), reading.notice.phone)
    unknown = [phone.strip() for digits, phone in printed.items() if digits not in known]
    if unknown:
        verb = "is" if len(unknown) == 1 else "are"
        yield Sign(
            "phone-not-known",
            f"{' and '.join(unknown)} {verb} not among those we know.",
            ", ".join(unknown),
            False,
            facts["phones.rule_use_number_on_notice"].source,
        )
