"""Uploads: where they lie until they are read, and that nothing of them stays."""

import shutil
import tempfile
from pathlib import Path

from assistant.errors import LetterUnreadable
from assistant.forgetting import UPLOADS

GONE = "The file is gone before it could be read. Choose it again."


def private_folder() -> Path:
    """A new folder that only this user can open, for uploads; the page removes it when it stops."""
    return Path(tempfile.mkdtemp(prefix=UPLOADS))


def taken_in(path: str) -> bytes:
    """The bytes of an upload. Its file, and the folder made for it, are gone before anything is read from them."""
    file = Path(path)
    try:
        return file.read_bytes()
    except OSError as error:
        raise LetterUnreadable(GONE) from error
    finally:
        shutil.rmtree(file.parent, ignore_errors=True)
