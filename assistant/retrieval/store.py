"""Passages in and out of Chroma, through llama-index. Embedded, on disk, no telemetry."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.retrieval.embedding import DIMENSIONS, Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from llama_index.core.schema import BaseNode

PASSAGES = "passages"
LONGEST_FAULT = 200  # characters of what Chroma says is wrong
# what comes of a database that is broken: AttributeError where its engine never started
BROKEN = (ValueError, KeyError, TypeError, RuntimeError, AttributeError, OSError)
BATCH_ROWS = 5_000  # Chroma takes no more than 5,461 at once


@dataclass(frozen=True)
class Rows:
    """What a collection holds, in the order it was written: `vectors` has shape (n_rows, 384)."""

    ids: tuple[str, ...]
    texts: tuple[str, ...]
    metadata: tuple[dict[str, Any], ...]
    vectors: Vectors

    def digest(self) -> str:
        """Changes with any id, text or vector."""
        sha = hashlib.sha256()
        for one_id, text in zip(self.ids, self.texts, strict=True):
            sha.update(f"{one_id}\0{text}\0".encode())
        sha.update(np.ascontiguousarray(self.vectors, np.float32).tobytes())
        return sha.hexdigest()


@contextmanager
def opened(folder: Path) -> "Iterator[ClientAPI]":
    """The embedded Chroma database in `folder` while the block runs; no telemetry, no embedding function of its own.

    Where Chroma can't read or write there, one of BROKEN; OSError with its own words where it gives any.
    """
    import chromadb
    from chromadb.config import Settings
    from chromadb.errors import ChromaError

    try:
        client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
        try:
            yield client
        finally:
            client.close()  # type: ignore[attr-defined]
    except ChromaError as error:
        raise OSError(f"Chroma: {' '.join(str(error).split())[:LONGEST_FAULT]}") from error


def write_rows(client: "ClientAPI", name: str, rows: Rows) -> None:
    """Make collection `name` (cosine distance) and fill it with `rows`."""
    from llama_index.core.schema import TextNode
    from llama_index.vector_stores.chroma import ChromaVectorStore

    collection = client.create_collection(name, metadata={"hnsw:space": "cosine"}, embedding_function=None)
    store = ChromaVectorStore(chroma_collection=collection)
    for first in range(0, len(rows.ids), BATCH_ROWS):
        nodes: Sequence[BaseNode] = [
            TextNode(
                id_=rows.ids[number],
                text=rows.texts[number],
                embedding=rows.vectors[number].tolist(),
                metadata={"place": number, **rows.metadata[number]},
            )
            for number in range(first, min(first + BATCH_ROWS, len(rows.ids)))
        ]
        store.add(list(nodes))


def read_rows(client: "ClientAPI", name: str) -> Rows:
    """Everything in collection `name`, in the order it was written."""
    collection = client.get_collection(name, embedding_function=None)
    found = collection.get(include=["embeddings", "documents", "metadatas"])
    metadata, texts, vectors = found["metadatas"], found["documents"], found["embeddings"]
    if metadata is None or texts is None or vectors is None:
        raise ValueError(f"collection {name} came back without its texts or vectors")
    order = sorted(range(len(found["ids"])), key=lambda number: int(str(metadata[number]["place"])))
    matrix = np.asarray(vectors, np.float32).reshape(len(order), DIMENSIONS)
    return Rows(
        tuple(found["ids"][number] for number in order),
        tuple(texts[number] for number in order),
        tuple(_own_metadata(metadata[number]) for number in order),
        matrix[order],
    )


def _own_metadata(metadata: Any) -> dict[str, Any]:
    llama_index = {"_node_content", "_node_type", "document_id", "doc_id", "ref_doc_id"}
    return {key: value for key, value in metadata.items() if key not in llama_index}


def joined(parts: Iterable[Vectors]) -> Vectors:
    """Vectors one under the other; shape (0, 384) when there are none."""
    return np.concatenate([np.zeros((0, DIMENSIONS), np.float32), *parts])
