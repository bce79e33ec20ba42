"""txtai as its introduction does it: an Embeddings database with content, a document a row, named by its section."""

from collections.abc import Sequence
from pathlib import Path

from txtai import Embeddings

from benchmarks.peer_protocol import N_FOUND, Ask, Document, model_path, run_peer


def build(documents: Sequence[Document], folder: Path) -> None:
    embeddings = Embeddings(path=model_path(), content=True)
    embeddings.index((one.section, one.text, None) for one in documents)
    embeddings.save(str(folder))


def open_index(folder: Path) -> Ask:
    embeddings = Embeddings()
    embeddings.load(str(folder))
    return lambda question: [found["id"] for found in embeddings.search(question, N_FOUND)]


if __name__ == "__main__":
    run_peer(build, open_index)
