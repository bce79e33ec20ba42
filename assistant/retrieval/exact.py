"""Notice codes, forms and telephone numbers in a question, however they are written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.corpus import Corpus
from assistant.records import Section

CODE = re.compile(
    r"\b(?P<kind>CP|LTR|LT|LETTER|CARTA|FORM|L)[\s.#-]{0,2}(?P<number>\d{1,4})(?:[\s-]?(?P<letters>[A-Z]{1,2}))?\b",
    re.IGNORECASE,
)
FORM = re.compile(
    r"\b(?:forms?|formulario|publication|pub\.?|schedule)[\s#-]{0,2}(\d{1,5}(?:-?[A-Z]{1,3}\b)?(?: ?\(OIC\))?)",
    re.IGNORECASE,
)
BARE_FORM = re.compile(r"(?<![\w$.,/-])(\d{3,5}(?:-?[A-Z]{1,3})?)(?![\w/]|[.,]\d)", re.IGNORECASE)
PHONE = re.compile(r"(?<!\d)(?:\+?1[\s.-]?)?\(?(\d{3})\)?[\s.-]{0,2}(\d{3})[\s.-]?(\d{4})(?!\d)")
FORM_IN_TEXT = re.compile(r"\bForms? (\d{3,5}(?:-?[A-Z]{1,3}\b)?(?: \(OIC\))?)")


@dataclass(frozen=True)
class Identifiers:
    """What a text names exactly. `unknown_codes` look like notice codes and aren't in the catalogue."""

    codes: tuple[str, ...] = ()
    unknown_codes: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


def squeezed(name: str) -> str:
    """`CP-504`, `cp 504` and `CP504` as one: letters and digits only, upper case, LTR and L as LETTER."""
    name = re.sub(r"[^A-Z0-9]", "", name.upper())
    return re.sub(r"^(LTR|L|CARTA)(?=\d)", "LETTER", name)


class ExactNames:
    """Every notice code, form number and telephone number the corpus knows, and where each stands."""

    def __init__(self, corpus: Corpus):
        self.codes: dict[str, str] = {}
        other: dict[str, str] = {}  # names such as "668-A(C)" and "Notice of Levy", which CODE doesn't describe
        for notice in corpus.notices.values():
            for name in (notice.code, *notice.aliases):
                self.codes.setdefault(squeezed(name), notice.code)
                if not CODE.fullmatch(name):
                    other[name.lower()] = notice.code
                if bare := re.fullmatch(r"(?:Letter|Form) (\d+-?[A-Z])", name):  # "a 4883C came", "a 668-W"
                    other[bare[1].lower()] = notice.code
        self.other_names = other
        longest_first = sorted(map(re.escape, other), key=len, reverse=True)
        self.other = re.compile(rf"(?i)(?<![\w-])(?:{'|'.join(longest_first) or '(?!)'})(?![\w(-])")
        guidance = [s for s in corpus.sections.values() if s.step not in ("facts", "notice")]
        self.forms = _places(guidance, lambda text: {m[1].upper() for m in FORM_IN_TEXT.finditer(text)})
        self.words = frozenset(word for s in guidance for word in re.findall(r"[a-z][a-z'-]+", s.text.lower()))
        known = [s for s in corpus.sections.values() if s.step != "notice"]
        self.phones = _places(known, lambda text: {"".join(m.groups()) for m in PHONE.finditer(text)})

    def find(self, text: str) -> Identifiers:
        """The identifiers in `text`, each once; codes in the order they stand, other names of notices before them.

        >>> ExactNames(corpus).find("cp-504 and letter 1058").codes   # doctest: +SKIP
        ('CP504', 'LT11')
        """
        unknown: list[str] = []
        codes = [self.other_names[match[0].lower()] for match in self.other.finditer(text)]
        for match in CODE.finditer(text):
            whole = squeezed(match[0])
            shorter = squeezed(f"{match['kind']}{match['number']}")
            code = self.codes.get(whole) or self.codes.get(shorter)
            if code:
                codes.append(code)
            elif match["kind"].upper() in ("CP", "LT", "LTR"):
                letters = match["letters"] or ""
                glued = letters and not match[0][: -len(letters)].endswith(" ")  # "CP162 or" is no CP162OR
                unknown.append(f"{match['kind'].upper()}{match['number']}{letters.upper() if glued else ''}")
        forms = [m[1].upper() for m in FORM.finditer(text)]
        forms += [m[1].upper() for m in BARE_FORM.finditer(text) if m[1].upper() in self.forms]
        phones = ["".join(m.groups()) for m in PHONE.finditer(text)]
        return Identifiers(_once(codes), _once(unknown), _once(f for f in forms if f in self.forms), _once(phones))


def without_codes(text: str) -> str:
    """`text` with each notice code as the word "notice", so that questions about different codes look alike."""
    return " ".join(CODE.sub(lambda m: m[0] if m["kind"].upper() == "FORM" else "notice", text).split())


def _once(names: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))  # type: ignore[call-overload]


def _places(sections: list[Section], names_in: object) -> Mapping[str, tuple[str, ...]]:
    places: dict[str, list[str]] = {}
    for section in sections:
        for name in names_in(f"{section.title}\n{section.text}"):  # type: ignore[operator]
            places.setdefault(name, []).append(section.id)
    return {name: tuple(ids) for name, ids in places.items()}
