"""Letters and call scripts from a confirmed notice and a person's answers.

>>> corpus = load_corpus(Settings().corpus, today)                             # doctest: +SKIP
>>> told = read_details(Path("details.yaml"), corpus)                          # doctest: +SKIP
>>> template = choose_template("dispute_letter", "", told.details, corpus, today)  # doctest: +SKIP
>>> draft = draft_letter(template, told.details, corpus, today)                # doctest: +SKIP
>>> Path("letter.pdf").write_bytes(write(draft, ".pdf"))                       # doctest: +SKIP

`load_corpus` is in `assistant.corpus`, `write` in `assistant.drafting.export`. Instead of a file, `Details` takes a
`Notice` and the answers by field name; `draft_call_script` takes a template of the kind `call_script`.
"""

from assistant.drafting.details import Details, choose_template
from assistant.drafting.details_file import read_details
from assistant.drafting.letters import draft_call_script, draft_letter

__all__ = ["Details", "choose_template", "draft_call_script", "draft_letter", "read_details"]
