"""Haystack as its first tutorial does it: pipelines around an InMemoryDocumentStore, saved to a file."""

from collections.abc import Sequence
from pathlib import Path

from haystack import Document as HaystackDocument
from haystack import Pipeline
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from benchmarks.peer_protocol import N_FOUND, Ask, Document, model_path, run_peer

STORE = "store.json"


def build(documents: Sequence[Document], folder: Path) -> None:
    from haystack.components.preprocessors import DocumentSplitter  # what asks a question needs neither
    from haystack.components.writers import DocumentWriter

    store = InMemoryDocumentStore()
    indexing = Pipeline()
    indexing.add_component("splitter", DocumentSplitter())
    indexing.add_component("embedder", SentenceTransformersDocumentEmbedder(model=model_path(), progress_bar=False))
    indexing.add_component("writer", DocumentWriter(store))
    indexing.connect("splitter", "embedder")
    indexing.connect("embedder", "writer")
    loaded = [HaystackDocument(content=one.text, meta={"section": one.section}) for one in documents]
    indexing.run({"splitter": {"documents": loaded}})
    store.save_to_disk(str(folder / STORE))


def open_index(folder: Path) -> Ask:
    store = InMemoryDocumentStore.load_from_disk(str(folder / STORE))
    asking = Pipeline()
    asking.add_component("embedder", SentenceTransformersTextEmbedder(model=model_path(), progress_bar=False))
    asking.add_component("retriever", InMemoryEmbeddingRetriever(store, top_k=N_FOUND))
    asking.connect("embedder.embedding", "retriever.query_embedding")

    def ask(question: str) -> list[str]:
        found = asking.run({"embedder": {"text": question}})["retriever"]["documents"]
        return [one.meta["section"] for one in found]

    return ask


if __name__ == "__main__":
    run_peer(build, open_index)
