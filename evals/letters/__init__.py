"""Made-up letters with known truth: IRS notices, scams and other mail, as text, PDF, scan and photograph.

    for specimen in specimens(seed=7, n=200):
        data = specimen.render()          # bytes, drawn only now
        specimen.truths[0]["amount_due"]  # "1357.00"

The same seed gives the same letters. `python -m evals.letters OUTDIR` writes them with their truth, to look at.
Everything is invented; full taxpayer numbers come from ranges that were never given to anyone.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import TypeVar

from evals.letters.blocks import Block
from evals.letters.mail import (
    LAYOUTS,
    Mail,
    Truth,
    collector_letter,
    genuine,
    other_mail,
    scams,
    state_letter,
    two_in_one,
)
from evals.letters.people import Pen
from evals.letters.stories import CODES

T = TypeVar("T")

FORMS = ("text", "pdf", "scan", "photo", "crooked")  # photo: upright and evenly lit
SUFFIXES = {"text": "txt", "pdf": "pdf", "scan": "pdf", "photo": "jpg", "crooked": "jpg"}
# of 20 letters, how many come in each form
FORM_MIX = ("text",) * 6 + ("pdf",) * 5 + ("scan",) * 3 + ("photo",) * 3 + ("crooked",) * 3
# of 40 letters, how many are of each kind
KIND_MIX = (
    ("irs_notice",) * 27
    + ("two_notices",)
    + ("scam",) * 7
    + ("state_letter",) * 2
    + ("collector_letter",)
    + ("other_mail",) * 2
)
LETTER_LAYOUTS = ("letter", "corner", "letter", "dense", "letter", "modern")


@dataclass(frozen=True, slots=True)
class Specimen:
    """A letter in one form. `truths` has one entry a notice in the file; `render` draws the file (text as UTF-8)."""

    id: str
    form: str
    kind: str  # irs_notice, two_notices, scam, state_letter, collector_letter, other_mail
    layout: str
    truths: tuple[Truth, ...]
    blocks: tuple[Block, ...] = field(repr=False)
    seed: str

    @property
    def truth(self) -> Truth:
        return self.truths[0]

    @property
    def file_name(self) -> str:
        return f"{self.id}.{SUFFIXES[self.form]}"

    def render(self) -> bytes:
        """The file. reportlab and OpenCV are loaded only when something is drawn."""
        from evals.letters import camera, draw

        manner = draw.Manner.of(Pen(f"{self.seed}/manner"))
        if self.form == "text":
            return draw.as_text(self.blocks, manner).encode()
        pdf = draw.as_pdf(self.blocks, manner)
        chance = random.Random(f"{self.seed}/camera")
        match self.form:
            case "pdf":
                return pdf
            case "scan":
                return camera.scan(pdf, chance)
            case "photo":
                return camera.clean_photo(pdf, chance)
            case _:
                return camera.crooked_photo(pdf, chance)

    def words(self) -> str:
        """What stands on the pages, as text in plain columns, whatever the form."""
        from evals.letters import draw

        return draw.as_text(self.blocks, draw.Manner("side", "kept", "Courier"))


def specimens(seed: int = 7, n: int = 200) -> list[Specimen]:
    """`n` letters, balanced over kinds, codes, layouts and forms. A longer list begins with the shorter one."""
    shuffle = random.Random(f"{seed}/order")
    kinds, forms = _shuffled_for_ever(KIND_MIX, shuffle), _shuffled_for_ever(FORM_MIX, shuffle)
    codes, tricks = _shuffled_for_ever(CODES, shuffle), _shuffled_for_ever(scams(), shuffle)
    layouts, letter_layouts = cycle(LAYOUTS), cycle(LETTER_LAYOUTS)
    seen = dict.fromkeys(KIND_MIX, 0)
    out: list[Specimen] = []

    def notice(pen: Pen) -> Mail:
        code = next(codes)
        return genuine(pen, code, next(letter_layouts) if code.startswith("Letter") else next(layouts))

    for i in range(n):
        kind, form = next(kinds), next(forms)
        pen = Pen(f"{seed}/{i}")
        seen[kind] += 1
        mails: tuple[Mail, ...]
        match kind:
            case "irs_notice":
                mails = (notice(pen),)
            case "two_notices":
                # a photograph shows one page
                form = {"photo": "text", "crooked": "scan"}.get(form, form)
                mails = (notice(pen), notice(Pen(f"{seed}/{i}/second")))
            case "scam":
                mails = (next(tricks)(pen),)
                form = "photo" if mails[0].needs_picture and form in ("text", "crooked") else form
            case "state_letter":
                mails = (state_letter(pen, seen[kind]),)
            case "collector_letter":
                mails = (collector_letter(pen, seen[kind]),)
            case _:
                mails = (other_mail(pen, seen[kind]),)
        blocks = two_in_one(*mails) if len(mails) == 2 else mails[0].blocks
        name = f"{i:03}-{form}-{str(mails[0].truth['code'] or kind).replace(' ', '-').lower()}"
        layout = "+".join(mail.layout for mail in mails)
        out.append(Specimen(name, form, kind, layout, tuple(mail.truth for mail in mails), blocks, f"{seed}/{i}"))
    return out


def _shuffled_for_ever(items: tuple[T, ...], shuffle: random.Random) -> Iterator[T]:
    """The items in a new order each time round."""
    while True:
        yield from shuffle.sample(items, len(items))
