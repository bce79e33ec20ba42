"""The llama-index face: the same answers and the same places as the chat."""

import numpy as np
from llama_index.core.schema import NodeWithScore

from assistant.as_llama_index import CitedQueryEngine, GuidanceRetriever, PackagedEmbedding
from assistant.conversation.state import Conversation
from assistant.conversation.turn import take_turn
from assistant.retrieval.ranking import Retriever
from tests.conftest import TODAY

QUESTION = "Can they take my paycheck?"


def test_the_retriever_gives_located_passages_of_the_right_section_first(retriever: Retriever) -> None:
    nodes: list[NodeWithScore] = GuidanceRetriever(retriever, most_passages=4).retrieve(QUESTION)
    assert len(nodes) == 4
    assert nodes[0].metadata["section"].startswith("liens-levies")
    for node in nodes:
        text = retriever.index.corpus.sections[node.metadata["section"]].text
        assert text[node.metadata["start"] : node.metadata["end"]] == node.text


def test_the_query_engine_answers_as_the_chat_does(retriever: Retriever) -> None:
    response = CitedQueryEngine(retriever).query(QUESTION)
    answer, _ = take_turn(QUESTION, Conversation(), retriever, TODAY)
    assert str(response) == answer.text
    assert response.metadata is not None
    assert response.metadata["outcome"] == "answered"
    assert [node.text for node in response.source_nodes] == [c.quote for c in answer.citations]


def test_the_embedding_interface_gives_the_embedders_vectors(retriever: Retriever) -> None:
    embedding = PackagedEmbedding(retriever.embedder)
    expected = retriever.embedder.embed([QUESTION])[0]
    np.testing.assert_allclose(embedding.get_query_embedding(QUESTION), expected, atol=1e-6)
    np.testing.assert_allclose(embedding.get_text_embedding_batch([QUESTION, "x"])[0], expected, atol=1e-5)
