"""LangChain as its retrieval tutorial does it: pieces of 1,000 characters with 200 shared, in a Chroma folder."""

from collections.abc import Sequence
from pathlib import Path

from chromadb.config import Settings
from langchain_chroma import Chroma
from langchain_core.documents import Document as LangDocument
from langchain_huggingface import HuggingFaceEmbeddings

from benchmarks.peer_protocol import N_FOUND, Ask, Document, model_path, run_peer


def _store(folder: Path) -> Chroma:
    return Chroma(
        embedding_function=HuggingFaceEmbeddings(model_name=model_path()),
        persist_directory=str(folder),
        client_settings=Settings(anonymized_telemetry=False, is_persistent=True),
    )


def build(documents: Sequence[Document], folder: Path) -> None:
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # what asks a question needs none

    loaded = [LangDocument(page_content=one.text, metadata={"section": one.section}) for one in documents]
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    _store(folder).add_documents(splitter.split_documents(loaded))


def open_index(folder: Path) -> Ask:
    retriever = _store(folder).as_retriever(search_kwargs={"k": N_FOUND})
    return lambda question: [found.metadata["section"] for found in retriever.invoke(question)]


if __name__ == "__main__":
    run_peer(build, open_index)
