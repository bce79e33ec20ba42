"""Uploads: where they lie until they are read, and that nothing of them stays."""

import os
import shutil
import tempfile
from pathlib import Path

from assistant.errors import LetterUnreadable
from assistant.forgetting import UPLOADS, UPLOADS_IN

GONE = "The file is gone before it could be read. Choose it again."


def private_folder() -> Path:
    """A new folder that only this user can open, for uploads; the page removes it when it stops."""
    return Path(tempfile.mkdtemp(prefix=UPLOADS))


def taken_in(path: str) -> bytes:
    """The bytes of an upload. Its file, and the folder made for it, are gone before anything is read from them.

    LetterUnreadable where it is gone already, and for whatever lies elsewhere than among the uploads: that is neither read
    nor deleted.
    """
    file = _among_uploads(path)
    try:
        return file.read_bytes()
    except OSError as error:
        raise LetterUnreadable(GONE) from error
    finally:
        shutil.rmtree(file.parent, ignore_errors=True)


def _among_uploads(path: str) -> Path:
    """The file at `path`, where it lies in a folder of its own inside the folder for uploads."""
    uploads = os.environ.get(UPLOADS_IN)
    file = Path(path).resolve()
    if not path or not uploads or Path(uploads).resolve() not in file.parent.parents:
        raise LetterUnreadable(GONE)
    return file
