"""What can go wrong in a way a person can mend.

AssistantError            shown to the person, in their words
├── CorpusError           file and line of the bad fact, section, notice or boundary
├── ModelUnavailable      the embedding model is missing or altered, and what to install
├── IndexUnavailable      the index can't be read, built or written, and what to do
├── LetterUnreadable      what is wrong with the file, and what would do; nothing of it is kept
├── Closing               the page is being closed and takes no more questions
├── SwitchedOff           why nothing is answered, in the words of whoever runs it
├── CaseNotSaved          why a case couldn't be written, and what to do; what was saved before still stands
│   └── CaseMoved         it was changed or deleted elsewhere since it was opened
├── NotAllDeleted         what of the person's data could not be deleted, and where it lies
├── DraftUntraced         a draft would say something that nobody confirmed; it isn't handed over
└── BadInput              what was given, and what would do

The faces catch `AssistantError` once and print its one line. Anything else is a bug and surfaces.
"""

import re
from pathlib import Path

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")


class AssistantError(Exception):
    """A fault with one clear line for the person who sees it; what it quotes can't act on a terminal."""

    def __init__(self, says: str):
        super().__init__(_CONTROLS.sub("", says))


class CorpusError(AssistantError):
    """A corpus file that can't be used: `file`, `line` (1-based) and what to mend."""

    def __init__(self, file: Path, line: int, problem: str):
        self.file, self.line, self.problem = file, line, problem
        super().__init__(f"{file}:{line}: {problem}")


class ModelUnavailable(AssistantError):
    """The embedding model isn't the one the index was built with."""


class IndexUnavailable(AssistantError):
    """No index can be read or written here."""


class LetterUnreadable(AssistantError):
    """A letter's file that can't be read, or that holds no words."""


class Closing(AssistantError):
    """The page is being closed."""

    def __init__(self) -> None:
        super().__init__("The page is being closed, so this wasn't answered. Open it again and ask once more.")


class SwitchedOff(AssistantError):
    """Whoever runs it has switched it off."""


class DraftUntraced(AssistantError):
    """A word of a draft comes from nothing that was confirmed: `word`."""

    def __init__(self, word: str):
        self.word = word
        super().__init__(
            f"The draft isn't handed over: “{word}” would stand in it and comes from nothing that you or the facts said. "
            "Please report this; until it is mended, choose another kind of letter."
        )


class CaseNotSaved(AssistantError):
    """A case that could not be written. The file that was there before is as it was."""


class CaseMoved(CaseNotSaved):
    """The case on disk isn't the one that was opened: `deleted`, or changed by another window or program."""

    def __init__(self, deleted: bool):
        self.deleted = deleted
        done = "deleted" if deleted else "changed in another window"
        super().__init__(f"This case was {done} since it was opened here, so nothing was written over it.")


class NotAllDeleted(AssistantError):
    """Some of what was to be deleted is still there."""


class BadInput(AssistantError):
    """A file or an option that can't be used as given."""
