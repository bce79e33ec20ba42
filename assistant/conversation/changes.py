"""An order that names a field of the draft and what is to stand in it: "change the name to …", "add my address …"."""

import re

from assistant.conversation.wording import any_case, words

# what people call the fields that free text tells only with their name
_CALLED = {
    "address": r"(?:mailing |home |new |current )*address",
    "phone": r"(?:(?:day(?:time)?|tele|cell|mobile) ?)?(?:phone|number to reach me)(?: number)?",
    "reason": r"(?:reason|explanation|own words|statement)",
    "name": r"(?:full )?names?",
    "confirmation": r"confirmation(?: (?:number|code))?",
    "representative": r"representative",
    "payer": r"payer",
    "payment_method": r"(?:payment )?method",
}
_WHOSE = words("my our the his her their")
_CHANGES = words(r"change add put set use update replace correct fix make include")
_TO = r"\s*(?:(?:to|as|is|with|should be|should say|:|=|,|so it says)\s*)*"
# "take out the reason and say: …"
_SAY_INSTEAD = any_case(
    rf"^\W*(?:please )?(?:take out|remove|delete|drop|replace) (?:{_WHOSE} )?{_CALLED['reason']}"
    r"\s*(?:,|and|then|with|by)+\s*(?:(?:say|write|put)(?: instead)?:?|instead:?)?\s+(?P<value>\S.+)$"
)
# "my name is spelled Alan Roe", "it's spelled Alan Roe"
_SPELLED = any_case(
    r"^\W*(?:no,?\s)?(?:(?:my|our|the) name|it)(?:'?s| is| should be) (?:spelled|spelt|written)\s*:?\s*(?P<value>\S.+)$"
)
_ORDERS = {
    name: any_case(
        rf"^\W*(?:(?:please|and|also|no|then|now)\W+)*{_CHANGES} (?:(?:in|as|{_WHOSE}) )*{called}\b{_TO}(?P<value>\S.+)$"
    )
    for name, called in _CALLED.items()
}
_PLEASE = any_case(r"[\s,]*\b(?:please|pls|plz|thanks|thank you)\W*$")
_STOPS = re.compile(r"[\s.;,]+$")


def change_ordered(said: str) -> tuple[str, str] | None:
    """The field an order names and the words to stand in it; None where the message is no such order.

    >>> change_ordered("change the name to Ana Vega"), change_ordered("I paid in May")
    (('name', 'Ana Vega'), None)
    """
    if match := _SPELLED.match(said):
        return "name", _value(match, "name")
    if match := _SAY_INSTEAD.match(said):
        return "reason", _value(match, "reason")
    for name, order in _ORDERS.items():
        if match := order.match(said):
            return name, _value(match, name)
    return None


def _value(match: re.Match[str], name: str) -> str:
    value = _PLEASE.sub("", match["value"]).strip("“”\"' ")
    return value if name == "reason" else _STOPS.sub("", value)
