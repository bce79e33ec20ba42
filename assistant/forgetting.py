"""Deleting everything that was kept of a person, and saying what can't be reached."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.casefile import ENDING, ID
from assistant.casefolder import deleting
from assistant.errors import CaseNotSaved, NotAllDeleted
from assistant.settings import Settings

UPLOADS_IN = (
    "GRADIO_TEMP_DIR"  # the variable that names the folder for uploads: each file lies in a folder of its own there
)
UPLOADS = "balance-due-assistant-uploads-"  # how the folders for uploads begin, in the machine's temporary folder

BEYOND = (
    "letters, cases and calendar files you downloaded or copied elsewhere, and copies a backup made",
    "questions that a reviewer already made into test cases",
    "what your browser keeps of pages it showed, and what a shell keeps of commands you typed",
    "what the disk holds of deleted files until it is written over; on an encrypted disk nobody can read that",
)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was deleted, by kind of file. `beyond` is what this can't reach."""

    cases: int
    questions: int
    uploads: int
    beyond: tuple[str, ...] = BEYOND

    @property
    def says(self) -> str:
        """All of it in one sentence."""
        return (
            f"Deleted: {_counted(self.cases, 'saved case')}, {_counted(self.questions, 'question')} kept for review, "
            f"{_counted(self.uploads, 'uploaded file')}. The index holds the guidance alone, nothing of yours."
        )


def delete_everything(settings: Settings, temporary: Path | None = None) -> Forgotten:
    """Delete saved cases, kept questions and uploads; how many there were.

    `temporary` is where the folders for uploads lie, the machine's own unless told: they are emptied, and stay for the pages
    that use them. Only what this program wrote is deleted, and other users' files are left alone. Raises NotAllDeleted, naming
    what is left, after deleting all that it can.
    """
    uploads = list(_upload_folders(temporary or Path(tempfile.gettempdir())))
    n_uploads = sum(map(_count, uploads))
    for folder in uploads:
        with suppress(OSError):
            for inside in folder.iterdir():
                _delete(inside)
    try:
        with deleting(settings.cases):  # nobody saves meanwhile
            cases, questions = _ours(settings.cases, ENDING), _ours(settings.pending, ".json")
            for file in (*cases, *questions):
                with suppress(OSError):
                    file.unlink(missing_ok=True)
    except CaseNotSaved as busy:
        raise NotAllDeleted(f"{busy} Uploads were deleted, cases and kept questions not.") from busy
    for folder in (settings.cases, settings.pending):
        with suppress(OSError):  # it isn't there, or holds what isn't ours
            folder.rmdir()
    left = [str(file) for file in (*cases, *questions) if file.exists()] + [str(one) for one in uploads if _count(one)]
    if left:
        raise NotAllDeleted(f"Not everything could be deleted. Delete by hand: {', '.join(left)}")
    return Forgotten(_whole(cases), _whole(questions), n_uploads)


def _counted(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def _ours(folder: Path, ending: str) -> list[Path]:
    """The files in `folder` that this program wrote, half-written ones included; none where it is a link that leads elsewhere."""
    name = rf"{ID}{re.escape(ending)}"
    if folder.is_symlink() or not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if re.fullmatch(rf"{name}|\.{name}\.\d+\.part", path.name)]


def _whole(files: list[Path]) -> int:
    return sum(not file.name.startswith(".") for file in files)


def _count(folder: Path) -> int:
    """Files in `folder` that hold anything: beside an upload lies an empty one, which stays when that is gone."""
    with suppress(OSError):
        return sum(path.is_symlink() or (path.is_file() and path.stat().st_size > 0) for path in folder.rglob("*"))
    return 0


def _delete(path: Path) -> None:
    """Delete a file, or a folder with all in it; what can't be deleted stays, to be named afterwards. Links aren't followed."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        return
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _is_this_users(folder: Path) -> bool:
    getuid = getattr(os, "getuid", None)  # not on Windows, where the temporary folder is each user's own
    return getuid is None or folder.stat().st_uid == getuid()


def _upload_folders(temporary: Path) -> Iterator[Path]:
    """This user's folders for uploads: of a page that runs, or left by one that was killed."""
    for folder in temporary.glob(f"{UPLOADS}*"):
        with suppress(OSError):  # gone meanwhile
            if folder.is_dir() and not folder.is_symlink() and _is_this_users(folder):
                yield folder
