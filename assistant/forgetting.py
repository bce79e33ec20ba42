"""Deleting everything that was kept of a person, and saying what can't be reached."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.casefile import ENDING
from assistant.errors import NotAllDeleted
from assistant.settings import Settings

UPLOADS = "balance-due-"  # how the folders for uploads begin, in the machine's temporary folder

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
    pictures: int
    beyond: tuple[str, ...] = BEYOND

    @property
    def says(self) -> str:
        """All of it in one sentence."""
        return (
            f"Deleted: {self.cases} saved cases, {self.questions} questions kept for review, {self.uploads} uploaded files, "
            f"{self.pictures} pictures of the page. The index holds the guidance alone, nothing of yours."
        )


def delete_everything(settings: Settings, temporary: Path | None = None) -> Forgotten:
    """Delete saved cases, kept questions, uploads and pictures of the page; how many there were.

    `temporary` is where uploads lie, the machine's own folder unless told. Other users' are left alone; the folder a page of
    this program uses now is emptied and stays. Raises NotAllDeleted, naming what is left, after deleting all that it can.
    """
    uploads = list(_upload_folders(temporary or Path(tempfile.gettempdir())))
    in_use = os.environ.get("GRADIO_TEMP_DIR")
    folders = [settings.cases, settings.pending, settings.pictures, *uploads]
    counts = Forgotten(
        cases=len(list(settings.cases.glob(f"*{ENDING}"))),
        questions=len(list(settings.pending.glob("*.json"))),
        uploads=sum(_files_in(folder) for folder in uploads),
        pictures=_files_in(settings.pictures),
    )
    for folder in folders:
        if str(folder) == in_use:
            for inside in folder.iterdir():
                _delete(inside)
        elif folder.is_symlink() or folder.exists():
            _delete(folder)
    left = [str(folder) for folder in folders if _files_in(folder)]
    if left:
        raise NotAllDeleted(f"Not everything could be deleted. Delete by hand what is left in: {', '.join(left)}")
    return counts


def _delete(path: Path) -> None:
    """Delete a file, or a folder with all in it; what can't be deleted stays, to be named afterwards. Links aren't followed."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        return
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return


def _upload_folders(temporary: Path) -> Iterator[Path]:
    """This user's folders for uploads: of a page that runs, or left by one that was killed."""
    for folder in temporary.glob(f"{UPLOADS}*"):
        if folder.is_dir() and not folder.is_symlink() and folder.stat().st_uid == os.getuid():
            yield folder


def _files_in(folder: Path) -> int:
    inside: Iterable[Path] = folder.rglob("*") if folder.is_dir() else ()
    return sum(1 for path in inside if not path.is_dir())
