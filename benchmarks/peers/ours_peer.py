"""Our own retriever through the same measure: what `assistant index` does, and the sections it ranks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from assistant.retrieval.ranking import Query
from assistant.settings import Settings
from assistant.wiring import ready_retriever, refresh_index
from benchmarks.peer_protocol import Ask, Document, run_peer


def build(_documents: Sequence[Document], folder: Path) -> None:
    refresh_index(replace(Settings.from_environment(), data=folder), date.today())


def open_index(folder: Path) -> Ask:
    retriever = ready_retriever(replace(Settings.from_environment(), data=folder), date.today())
    return lambda question: [section for section, _ in retriever.rank(Query(question)).sections]


if __name__ == "__main__":
    run_peer(build, open_index)
