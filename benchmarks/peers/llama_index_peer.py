"""llama-index as its starter tutorial does it: VectorStoreIndex over a local embedding model, kept in a folder."""

from collections.abc import Sequence
from pathlib import Path

from llama_index.core import Document as LlamaDocument
from llama_index.core import Settings, StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.embeddings.huggingface import HuggingFaceEmbedding

from benchmarks.peer_protocol import N_FOUND, Ask, Document, model_path, run_peer


def build(documents: Sequence[Document], folder: Path) -> None:
    Settings.embed_model = HuggingFaceEmbedding(model_name=model_path())
    loaded = [LlamaDocument(text=one.text, metadata={"section": one.section}) for one in documents]
    VectorStoreIndex.from_documents(loaded).storage_context.persist(str(folder))


def open_index(folder: Path) -> Ask:
    Settings.embed_model = HuggingFaceEmbedding(model_name=model_path())
    index = load_index_from_storage(StorageContext.from_defaults(persist_dir=str(folder)))
    retriever = index.as_retriever(similarity_top_k=N_FOUND)
    return lambda question: [found.node.metadata["section"] for found in retriever.retrieve(question)]


if __name__ == "__main__":
    run_peer(build, open_index)
