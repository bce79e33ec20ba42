"""The assistant as llama-index objects, for people who build on that library from Python.

>>> from assistant.as_llama_index import open_query_engine          # doctest: +SKIP
>>> response = open_query_engine().query("What is a CP504?")        # doctest: +SKIP
>>> print(response, response.metadata["outcome"])                   # doctest: +SKIP
"""

import asyncio
from dataclasses import asdict
from datetime import date
from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.response.schema import Response
from llama_index.core.callbacks import CallbackManager
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from pydantic import PrivateAttr

from assistant.conversation.state import Conversation
from assistant.conversation.turn import take_turn
from assistant.records import Passage, Section
from assistant.retrieval.embedding import Embedder
from assistant.retrieval.ranking import Query, Retriever
from assistant.settings import Settings
from assistant.wiring import ready_retriever

MOST_PASSAGES = 6


class GuidanceRetriever(BaseRetriever):
    """Passages of the guidance for a question, the best section's first.

    A node's text is `section.text[start:end]`; its metadata names `section`, `start`, `end`, `title` and `url`;
    its score is the passage's nearness to the question, -1 to 1.
    """

    def __init__(self, retriever: Retriever, most_passages: int = MOST_PASSAGES):
        super().__init__()
        self.retriever, self.most_passages = retriever, most_passages

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        ranking = self.retriever.rank(Query(query_bundle.query_str))
        found: list[NodeWithScore] = []
        for section, _ in ranking.sections:
            scored = [(self.retriever.relevance(ranking, p), p) for p in self.retriever.passages(section)]
            for score, passage in sorted(scored, key=lambda pair: -pair[0])[: self.most_passages - len(found)]:
                found.append(_node(passage, self.retriever.index.corpus.sections[section], score))
            if len(found) == self.most_passages:
                break
        return found


class CitedQueryEngine(BaseQueryEngine):
    """Answers as the chat gives them: `metadata` holds `outcome` and `citations`; `source_nodes` are the quotes."""

    def __init__(self, retriever: Retriever):
        super().__init__(CallbackManager([]))
        self.retriever = retriever

    def _query(self, query_bundle: QueryBundle) -> Response:
        answer, _ = take_turn(query_bundle.query_str, Conversation(), self.retriever, date.today())
        sections = self.retriever.index.corpus.sections
        nodes = [
            _node(Passage(c.section, c.start, c.end, c.quote, (c.title,)), sections[c.section], None)
            for c in answer.citations
        ]
        metadata = {"outcome": answer.outcome.value, "citations": [asdict(c) for c in answer.citations]}
        return Response(response=answer.text, source_nodes=nodes, metadata=metadata)

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return await asyncio.to_thread(self._query, query_bundle)

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}


class PackagedEmbedding(BaseEmbedding):
    """The packaged embedding model, fast or reference, behind llama-index's own interface."""

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder):
        super().__init__(model_name="all-MiniLM-L6-v2")
        self._embedder = embedder

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [row.tolist() for row in self._embedder.embed(texts)]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_text_embedding, query)


def open_query_engine(settings: Settings | None = None) -> CitedQueryEngine:
    """A query engine over the corpus and index of `settings`, by default the environment's."""
    return CitedQueryEngine(ready_retriever(settings or Settings.from_environment(), date.today()))


def _node(passage: Passage, section: Section, score: float | None) -> NodeWithScore:
    metadata = {
        "section": passage.section,
        "start": passage.start,
        "end": passage.end,
        "title": section.title,
        "url": section.url,
    }
    return NodeWithScore(node=TextNode(id_=passage.id, text=passage.text, metadata=metadata), score=score)
