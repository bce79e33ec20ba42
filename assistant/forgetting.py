"""Deleting everything that was kept of a person, and saying what can't be reached."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.casefile import ENDING
from assistant.casefolder import LOCK
from assistant.errors import NotAllDeleted
from assistant.settings import Settings

UPLOADS_IN = (
    "GRADIO_TEMP_DIR"  # the variable that names the folder for uploads: each file lies in a folder of its own there
)
UPLOADS = "balance-due-assistant-uploads-"  # how the folders for uploads begin, in the machine's temporary folder

BEYOND = (
    "letters, cases and calendar files you downloaded or copied elsewhere, and copies a backup made",
    "questions that somebody already made into test cases with `python -m evals accept`",
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
            f"Deleted: {self.cases} saved cases, {self.questions} questions kept for review, {self.uploads} uploaded files. "
            "The index holds the guidance alone, nothing of yours."
        )


def delete_everything(settings: Settings, temporary: Path | None = None) -> Forgotten:
    """Delete saved cases, kept questions and uploads; how many there were.

    `temporary` is where uploads lie, the machine's own folder unless told. Only what this program wrote is deleted, and other
    users' files are left alone; the folder a page of this program uses now is emptied and stays. Raises NotAllDeleted, naming
    what is left, after deleting all that it can.
    """
    cases, questions = _files(settings.cases, f"*{ENDING}"), _files(settings.pending, "*.json")
    leftovers = [file for folder in (settings.cases, settings.pending) for file in _files(folder, ".*.part")]
    uploads = list(_upload_folders(temporary or Path(tempfile.gettempdir())))
    done = Forgotten(len(cases), len(questions), sum(len(_files(folder, "**/*")) for folder in uploads))
    for file in (*cases, *questions, *leftovers, *_files(settings.cases, LOCK)):
        _delete(file)
    for folder in (settings.cases, settings.pending):
        with suppress(OSError):  # it isn't there, or holds what isn't ours
            folder.rmdir()
    in_use = os.environ.get(UPLOADS_IN)
    for folder in uploads:
        for inside in folder.iterdir() if str(folder) == in_use else (folder,):
            _delete(inside)
    left = [str(file) for file in (*cases, *questions, *leftovers) if file.exists()]
    left += [str(folder) for folder in uploads if _files(folder, "**/*")]
    if left:
        raise NotAllDeleted(f"Not everything could be deleted. Delete by hand: {', '.join(left)}")
    return done


def _delete(path: Path) -> None:
    """Delete a file, or a folder with all in it; what can't be deleted stays, to be named afterwards. Links aren't followed."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        return
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _files(folder: Path, pattern: str) -> list[Path]:
    """The files of `folder` that are called so; none where it is a link that leads elsewhere."""
    if folder.is_symlink():
        return []
    return [path for path in folder.glob(pattern) if path.is_symlink() or not path.is_dir()]


def _upload_folders(temporary: Path) -> Iterator[Path]:
    """This user's folders for uploads: of a page that runs, or left by one that was killed."""
    for folder in temporary.glob(f"{UPLOADS}*"):
        if folder.is_dir() and not folder.is_symlink() and folder.stat().st_uid == os.getuid():
            yield folder
