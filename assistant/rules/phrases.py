"""Words that are a warning sign wherever a letter says them and doesn't warn against them, each with the fact behind it."""

import re
from dataclasses import dataclass

from assistant.records import Kind
from assistant.rules.orders import TO_A_PROGRAM

SCAMS = "scams_and_verification"
RED_FLAGS = f"{SCAMS}.red_flags_on_paper"
IRS_NEVER = f"{SCAMS}.irs_never"
SHOWN_ON_NOTICE = f"{SCAMS}.what_a_real_notice_has"
NEVER_PAID_BY = "payments_how.never"

EVERY_KIND = frozenset(Kind)
ODD_IN_ANY_MAIL = frozenset({"pays-by-gift-card", "pays-by-crypto", "pays-by-cash", "generic-addressee"})
NOT_A_STATE = EVERY_KIND - {Kind.STATE}  # states may suspend licences, send sheriffs and issue tax warrants


def any_case(pattern: str) -> re.Pattern[str]:
    """`pattern` in any case; a space of it may be missing, as text read from photos loses some."""
    return re.compile(re.sub(r"\\s(?![?*+{\]])", r"\\s?", pattern), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Phrase:
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
    r"(?:\bpag(?:ue|ar|o)\b|env[ií]e|\bpay(?!er|ee|roll|\s?pal)|pay\s?(?:able|by|with|in\b|only|via|using)|payment|\bfees?\b"
    r"|remit|settle|buy|purchas|\bsend|transfer|(?:return|give\sback)\sthe\smoney)"
)
_GIFT_CARD = r"(?:gift\s?-?\s?cards?|tarjetas?\sde\sregalo|(?:itunes|google\s?play|steam)\s?cards?)"
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

PHRASES = (
    Phrase(
        "pays-by-gift-card",
        "It asks to be paid with a gift card or prepaid card, which the IRS never takes.",
        NEVER_PAID_BY,
        any_case(
            rf"{_PAY}.{{0,90}}?{_GIFT_CARD}|{_GIFT_CARD}.{{0,60}}?(?:as\spayment|numbers?\b|codes?\b|only\b|(?:is"
            rf"|are)\s(?:only\s)?accepted|to\s(?:pay|settle|clear))"
            rf"|(?:\bpay(?!er|ee|roll)|payable|payment|remit|buy|purchas|(?<!up)(?<!down)load).{{0,70}}?{_PREPAID_CARD}"
        ),
        any_case(r"direct\sdeposit|economic\simpact|\b1099|onto\syour\srefund"),
    ),
    Phrase(
        "pays-by-crypto",
        "It asks to be paid in Bitcoin or another cryptocurrency, which the IRS never takes.",
        NEVER_PAID_BY,
        any_case(rf"{_PAY}.{{0,90}}?{_CRYPTO}|{_CRYPTO}.{{0,50}}?(?:wallet|\satm|kiosk|only\b)"),
        any_case(
            r"report(?:ed|ing|s\b)|\breport\b|capital\sgain|\bsold\b|\bsales?\sof|exchanged|form\s8949|\b1099|received\b"
            r"|received(?=payment)"
        ),
    ),
    Phrase(
        "pays-by-app",
        "It sends the payment through a payment app to a name or handle, which is not a way to pay the IRS.",
        NEVER_PAID_BY,
        any_case(
            rf"{_PAY}.{{0,80}}?{_APP}|{_APP}.{{0,50}}?(?:\$[a-z]{{3,}}|\s@\w|handle|friends\sand\sfamily|only\b)|\bto\s?\$[a-z]{{3,}}\w*"
        ),
        any_case(
            r"\w\.gov\b|digital\swallet|processor|\b1099|report(?:ed|ing|s\b)|\breport\b|shown\son|third[-\s]party|gross"
            r"|payment\scard|\breceived\b"
        ),
    ),
    Phrase(
        "pays-by-wire",
        "It asks for money to be wired to an account or person, which is a common way to take money that can't be got back.",
        NEVER_PAID_BY,
        any_case(
            r"western\s?union|money\s?gram|\bwire\s?(?:transfer|the\b|your|funds|payment|money|\$).{0,80}?(?:\bto\b|account|beneficiary)"
            r"|\bwired\b.{0,80}?(?:\bto\s(?:the|our|my|an?)\b|\baccount\b|beneficiary|payee)"
            r"|\bpa(?:y|id|yment|yable)\b.{0,40}?(?:by|via)\swire"
        ),
        any_case(
            r"same[-\s]day|financial\sinstitution|your\sbank|federal\stax|irs\.gov|department\sof\s(?:revenue|taxation)|\b1099"
        ),
    ),
    Phrase(
        "pays-by-cash",
        "It asks for cash or gold to be sent or handed over, which the IRS does not ask for in a letter.",
        NEVER_PAID_BY,
        any_case(
            r"deposit.{0,30}?\bcash|cash\sdeposit|\bcash\sat\sany|courier\s(?:will|to)\s(?:collect|pick|come)|\bcash.{0,30}?(?:in\san?\senvelope|by\s(?:mail|courier|fed\s?ex"
            r"|ups)\b|overnight)|gold\s?bars?\b"
        ),
    ),
    Phrase(
        "threatens-arrest",
        "It threatens arrest, police, jail or deportation, and the IRS does not threaten those in a letter about a bill.",
        IRS_NEVER,
        any_case(
            r"arrest(?:s|ed|ing)?\b|arrestad[oa]|orden\sde\sarresto|\bc[aá]rcel\b|arrestwarrant|bench\s?warrant"
            r"|\bcops\b|(?:in|into|under|police)\scustody|\bjail(?:ed)?\b|incarcerat|\bimprison|(?:to|in|of|face|federal)\sprison\b"
            r"|deport(?:ed|ation)|immigration\s(?:status|authorit|officer|service|enforcement|agent|court)|removal\sproceedings"
        ),
        any_case(r"perjury|false|fraudulent|willful|knowingly|prisoner"),
    ),
    Phrase(
        "threatens-arrest",
        "It threatens police, marshals or a warrant, and the IRS does not do that over a bill.",
        IRS_NEVER,
        any_case(
            rf"{_OFFICERS}.{{0,60}}?(?:will|shall|be\ssent|dispatch|visit|come|arrive|escort|remove|at\syour\sdoor)"
            rf"|\b(?:will|shall|have|has|been|going\sto|are|be|we)[ ].{{0,30}}?"
            r"(?:notif|dispatch|send|sent|inform(?!ation)|involv|refer|forward|alert)"
            rf".{{0,50}}?{_OFFICERS}"
            r"|warrant\s(?:for|against)\syour?\b|warrant\s(?:has\sbeen|was|will\sbe)\sissued"
        ),
        any_case(r"identity\stheft|victim|nontax|terrorism"),
        kinds=NOT_A_STATE,
    ),
    Phrase(
        "threatens-licence",
        "It threatens a license, citizenship or Social Security number, and the IRS does not threaten those.",
        IRS_NEVER,
        any_case(
            rf"{_LICENCE}.{{0,50}}?(?:suspend|suspension|revo[kc]|cancel|terminat)|(?:suspend|suspension|revo[kc]"
            rf"|cancel)\w*.{{0,50}}?{_LICENCE}"
            r"|citizenship.{0,40}?(?:revo[kc]|cancel|los[es]|at\srisk)|(?:revo[kc]|cancel|los[es])\w*.{0,40}?citizenship"
            r"|social\s?security\s?number\b.{0,40}?(?:suspended|cancell?ed|blocked|deactivated)"
        ),
        kinds=NOT_A_STATE,
    ),
    Phrase(
        "pressure-of-hours",
        "It gives you hours rather than days, and pressure to act before you can check is a mark of a scam.",
        RED_FLAGS,
        any_case(
            r"(?:within|in|next|have|only|inside)\s?(?:the\s)?(?:next\s)?(?:only\s)?(?:\d{1,2}|twelve|twenty[-\s]?four"
            r"|forty[-\s]?eight|seventy[-\s]?two|a\sfew|one|two)"
            r"\s?(?:\(\d+\)\s?)?(?:business\s)?(?:hours?|hrs)\b"
            r"|\b(?:\d{1,2})\s?hours?\s(?:to\s(?:pay|call|respond|act|comply|settle)|from|of\s(?:receipt|receiving|this)|notice|left)"
            r"|(?:by|before|until)\s?(?:\d{1,2}(?::\d\d)?\s?[ap]\.?\s?m\.?|noon|midnight|(?:the\s)?(?:close"
            r"|end)\sof\s(?:the\s)?(?:business|day)(?:\sday)?)\s?,?\s?(?:on\s)?(?:today|tomorrow|tonight|the\snext\sday)"
            r"|(?:by|before)\s(?:tonight|tomorrow|the\send\sof\s(?:today|the\sday(?!\son)))\b"
        ),
        any_case(
            r"\bpost(?:ed|s|ing)?\b|payments?\spost|process(?:ed|ing)?\s(?:within|in)|available|24\shours\sa\sday|confirmation"
            r"|updated?\b|e-?file"
        ),
    ),
    Phrase(
        "pressure-to-act",
        "It presses you to act at once; a letter you can check leaves you time to check it.",
        RED_FLAGS,
        any_case(
            r"\bact\s?(?:now|today)\b|\b(?:pay|call|respond|reply|settle)\s(?:us\s)?(?:today|tonight)\b"
            r"|immediately\sor\s(?:you\s(?:will|shall|may)|face|risk|else)|last\schance"
            r"|final\sopportunity\sto\savoid\sprosecution"
        ),
        strong=False,
    ),
    Phrase(
        "asks-for-private-data",
        "It asks for identity, bank or card details by e-mail, text or phone, and the IRS does not collect them that way.",
        f"{SCAMS}.first_contact",
        any_case(
            rf"{_BY_MESSAGE}.{{0,260}}?{_PRIVATE_THINGS}"
            rf"|(?:send|provide|submit|give|confirm|supply|attach|reply|verify|picture|photo|copy"
            rf"|selfie).{{0,160}}?{_PRIVATE_THINGS}.{{0,160}}?{_BY_MESSAGE}"
            r"|\bhave.{0,60}?(?:social\s?security\s?card|(?:debit|credit|bank)\s?card|\bpin\b).{0,40}?ready"
            r"|\b(?:provide|give|read|tell).{0,60}?(?:card\s?number|(?:debit|credit)\s?card|\bcvv\b|bank\s?(?:details"
            r"|log-?in)).{0,60}?(?:phone|agent|officer|when\syou\scall)"
            r"|(?:online\s?banking|bank)\s?(?:log-?in|password|user\s?name|credentials)"
            r"|(?:log-?in|password|user\s?name|credentials)\s(?:of|for|to|from)\s(?:your|the)\s(?:online\s|mobile\s)?bank"
            r"|texts?\s(?:you|to\syour\sphone).{0,20}?\bcode\b.{0,60}?(?:read|tell|give|forward|repeat)\b"
            rf"|clear\s(?:pictures?|photos?|phone|images?|cop(?:y|ies))\s(?:of|with)\s(?:\w+\s){{0,3}}?driver"
            rf"|{_LICENCE}.{{0,80}}?(?:angles|lighting)"
        ),
        any_case(r"document\supload|irs\.gov/|\bid\.me\b|e-?file"),
    ),
    Phrase(
        "invented-agency",
        "It names an office that is not part of the IRS or Treasury as far as we know; scam letters use such names.",
        RED_FLAGS,
        any_case(
            r"united\sstates\stax\s(?:enforcement|bureau|department|agency|authority)|irs\s(?:recovery|collections?)\s(?:dept|department|unit|trust|division)"
        ),
    ),
    Phrase(
        "invented-agency",
        "It names an office that is not part of the IRS or Treasury as far as we know; scam letters use such names.",
        RED_FLAGS,
        any_case(
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
    Phrase(
        "invented-agency",
        "It names a “tax processing unit”, an office that scam letters made up; no such county office collects federal tax.",
        RED_FLAGS,
        any_case(r"tax\s?processing\s?(?:unit|department|bureau)"),
    ),
    Phrase(
        "invented-agency",
        "It calls itself a distraint warrant, as a known run of scam letters does; the IRS sends none.",
        RED_FLAGS,
        any_case(r"distraint\s?warrant"),
        kinds=NOT_A_STATE,
    ),
    Phrase(
        "invented-program",
        "It offers a program or law that runs out soon or cuts the bill for a fee; the IRS mails no such offers.",
        IRS_NEVER,
        any_case(
            r"fresh\s?start.{0,60}?(?:expir|\bends?\b|deadline|enrol|limited|closing)|(?:expir|deadline|enrol).{0,60}?fresh\s?start"
            r"|(?:tax\s?|debt\s?)?forgiveness\s?act\b"
            r"|(?:enrol?lment|settlement)\sfee.{0,80}?(?:debt|tax|balance)"
        ),
        any_case(r"installment\sagreement|user\sfee"),
        strong=False,
    ),
    Phrase(
        "settlement-advert",
        "It reads like an advert for settling tax debt; the IRS itself does not mail such adverts.",
        IRS_NEVER,
        any_case(
            r"settle.{0,60}?(?:for\s(?:much\s)?less|fraction|pennies)|(?:reduce|cut|slash|eliminate)\syour\s(?:irs\s|tax\s"
            r"|back\s)*(?:debt|taxes|balance)|pre-?qualif\w+|tax\srelief\s(?:program|specialist|expert|hotline)|you\s(?:may"
            r"|might)\s(?:be\seligible|qualify)\sfor\s(?:tax\s)?(?:relief|forgiveness|settlement)"
        ),
        any_case(r"offer\sin\scompromise|irs\.gov"),
        strong=False,
    ),
    Phrase(
        "refund-lure",
        "It promises a refund once a fee is paid, and the IRS charges nothing to send a refund.",
        RED_FLAGS,
        any_case(
            r"(?:processing|release|handling|clearance|administrati\w+)\s?(?:fee|charge).{0,120}?refund"
            r"|refund.{0,160}?(?:processing|release|handling|clearance|administrati\w+)\s?(?:fee|charge)"
        ),
    ),
    Phrase(
        "social-media-contact",
        "It uses social media or recorded messages, and the IRS does not deal with a bill that way.",
        IRS_NEVER,
        any_case(
            r"whats\s?app|(?:contact|message|reach|chat|write|dm|via|on)\b.{0,40}?(?:facebook|instagram|telegram|messenger"
            r"|snapchat|tiktok)|pre-?\s?recorded\s(?:message|call|voice)"
        ),
        any_case(r"follow\sus|irs\.gov"),
    ),
    Phrase(
        "personal-cell-phone",
        "It gives an agent's own cell phone as the way to settle the matter, which takes you around the IRS's lines.",
        RED_FLAGS,
        any_case(
            r"(?:case\s?manager|agent|case\s?officer|settlement\s?officer).{0,40}?\bcell\b|direct\s?cell"
            r"|\bcell\b.{0,40}?(?:case\s?manager|agent)"
        ),
        any_case(r"revenue\sofficer"),
    ),
    Phrase(
        "odd-reference",
        "It asks for an “offset code”, a term we don't know from IRS letters.",
        SHOWN_ON_NOTICE,
        any_case(r"offset\s?code"),
        strong=False,
    ),
    Phrase(
        "asks-for-secrecy",
        "It tells you to keep this from others; nobody who writes about a tax bill has a reason to ask that.",
        RED_FLAGS,
        any_case(
            r"(?:do\snot|don't|never)\s(?:tell|discuss\s(?:this|it)|inform|talk\sto|mention).{0,50}?(?:anyone|anybody"
            r"|your\s(?:bank|family|spouse|lawyer|attorney|accountant)|the\s(?:bank|cashier|store))"
        ),
        any_case(r"\bpin\b|password|access\scode"),
    ),
    Phrase(
        "generic-addressee",
        "It is addressed to nobody by name; some IRS letters are too, so this alone says little.",
        RED_FLAGS,
        any_case(
            r"\bdear\s?(?:taxpayer|home\s?owner|customer|sir|madam|citizen|resident|valued)|\bmr\.?\s?or\s?mrs\.?\b"
            r"|\bto:?\s(?:the\s)?(?:home\s?owner|current\s(?:resident|occupant))"
        ),
        strong=False,
    ),
    Phrase(
        "asks-for-remote-access",
        "It asks you to let someone into your computer or phone, which the IRS never does.",
        IRS_NEVER,
        any_case(r"any\s?desk|team\s?viewer|ultra\s?viewer|remote\s(?:access|desktop|support)|share\syour\sscreen"),
    ),
    Phrase(
        "keeps-from-the-irs",
        "It tells you not to ask the IRS, so that only the sender answers you.",
        RED_FLAGS,
        any_case(
            r"do\s?n[o']t\s(?:call|contact|phone|ask)\sthe\sirs|do\snot\s(?:call|contact|phone|ask)\sthe\sirs|only\sour\sagents"
        ),
    ),
    Phrase(
        "fee-for-a-right",
        "It asks a fee for a hearing or an appeal; asking for one costs nothing.",
        RED_FLAGS,
        any_case(
            r"\bfee\b.{0,40}?(?:to\s(?:request|file|get)\s(?:a\s|an\s|your\s)?(?:hearing|appeal)|for\s(?:the|a|an|your)\s(?:hearing|appeal))"
        ),
        any_case(r"tax\scourt|\$60\b"),
    ),
    Phrase(
        "blank-payee",
        "It wants a check without a payee, which anyone could then fill in.",
        NEVER_PAID_BY,
        any_case(r"(?:payee|pay\sto)\s(?:line|field|name)?.{0,30}?\bblank|blank\s(?:check|payee)"),
    ),
    Phrase(
        "pays-by-scan",
        "It has you pay by scanning a code or texting a card number to someone, which is not a way to pay the IRS.",
        NEVER_PAID_BY,
        any_case(
            r"scan.{0,40}?\bcode.{0,60}?\bto\s(?:send|transfer)\b|scan.{0,40}?\bcode.{0,30}?(?:our|the)\sagent|"
            r"\btext\s(?:pay|your|the).{0,40}?(?:card|account|ssn)"
        ),
    ),
    Phrase(
        "orders-a-program",
        "It holds words that order a program what to say. A letter is written to a person; no order on it is followed here.",
        RED_FLAGS,
        TO_A_PROGRAM,
        strong=False,
    ),
    Phrase(
        "vague-amount",
        "It says “up to” an amount; a notice prints the exact sum, to the cent.",
        SHOWN_ON_NOTICE,
        any_case(r"(?:\bow(?:e|ing|ed)\b|balance|back\s?taxes|debt|liabilit).{0,40}?up\s?to\s?\$"),
        any_case(r"\bif\syou\b|apply|qualif|payment\splan|installment"),
        strong=False,
    ),
)
