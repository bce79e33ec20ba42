"""The fast embedder gives the reference's vectors; altered or missing weights are refused."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assistant.corpus import Corpus
from assistant.errors import ModelUnavailable
from assistant.retrieval import embedding
from assistant.retrieval.embedding import (
    DIGEST,
    DIMENSIONS,
    EXPORTED,
    PARITY_TEXTS,
    SMALLEST_PARITY,
    WEIGHTS_SHA256,
    ReferenceEmbedder,
    check_weights,
    model_folder,
    open_embedder,
    smallest_cosine,
)
from assistant.settings import PROJECT, Settings
from tests.conftest import HashEmbedder


def test_200_texts_have_the_references_vectors(corpus: Corpus, settings: Settings) -> None:
    asks = [ask for section in corpus.guidance() for ask in section.asks[:1]]
    passages = [section.text[:900] for section in corpus.guidance()]
    texts = [*PARITY_TEXTS, *asks[:100], *passages[:95]]
    assert len(texts) == 200
    assert smallest_cosine(open_embedder(settings.data), ReferenceEmbedder(), texts) >= SMALLEST_PARITY


def test_rows_are_unit_vectors_in_the_order_given(settings: Settings) -> None:
    embedder = open_embedder(settings.data)
    texts = ["a long text about wages and levies", "levy", ""]
    together = embedder.embed(texts)
    assert together.shape == (3, DIMENSIONS)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for text, row in zip(texts, together, strict=True):
        np.testing.assert_allclose(embedder.embed([text])[0], row, atol=1e-5)


def test_altered_weights_are_refused(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(model_folder(), tmp_path / "model"))
    weights = copy / "model.safetensors"
    with weights.open("r+b") as file:
        file.seek(weights.stat().st_size // 2)
        byte = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([byte[0] ^ 1]))
    with pytest.raises(ModelUnavailable, match="altered"):
        check_weights(copy)
    with pytest.raises(ModelUnavailable, match="pip install"):
        ReferenceEmbedder(copy)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "sha256"])
@pytest.mark.parametrize(
    "damage",
    [
        Path.unlink,
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:]),
    ],
)
def test_a_damaged_export_is_never_opened(
    name: str, damage: Callable[[Path], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exported = tmp_path / f"model-{WEIGHTS_SHA256[:12]}"
    exported.mkdir()
    for one in EXPORTED:
        (exported / one).write_bytes(b"weights and words")
    (exported / DIGEST).write_text(embedding._digest_of(exported))
    monkeypatch.setattr(embedding, "OnnxEmbedder", lambda folder: folder)
    monkeypatch.setattr(embedding, "MODEL_PACKAGE", "no_such_model_package")
    assert open_embedder(tmp_path) == exported  # a whole one needs no package
    damage(exported / name)
    with pytest.raises(ModelUnavailable, match="pip install"):
        open_embedder(tmp_path)


def test_a_damaged_export_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write_onnx(_: object, path: Path) -> None:
        path.write_bytes(b"whole")

    monkeypatch.setattr(embedding, "_write_onnx", write_onnx)
    monkeypatch.setattr(embedding, "ReferenceEmbedder", lambda _: HashEmbedder())
    monkeypatch.setattr(embedding, "OnnxEmbedder", lambda _: HashEmbedder())
    open_embedder(tmp_path)
    (exported,) = (path for path in tmp_path.iterdir() if path.is_dir())
    (exported / "model.onnx").write_bytes(b"cut")
    open_embedder(tmp_path)
    assert (exported / "model.onnx").read_bytes() == b"whole"
    assert sorted(path.name for path in tmp_path.iterdir()) == [exported.name, "model.lock"]


def test_where_nothing_can_be_written_the_reference_answers_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(embedding, "ReferenceEmbedder", lambda _: HashEmbedder())
    (tmp_path / "file").write_text("not a folder")
    assert isinstance(open_embedder(tmp_path / "file" / "data"), HashEmbedder)
    (said,) = caplog.messages
    assert "slower" in said


def test_a_missing_model_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "MODEL_PACKAGE", "no_such_model_package")
    with pytest.raises(ModelUnavailable, match="pip install"):
        model_folder()


def test_the_runtime_keeps_no_record_of_its_use_and_reports_none(tmp_path: Path) -> None:
    """onnxruntime reports by default; where it does it leaves `.ses` and a device id in the temporary and home folders."""
    run = "from assistant.retrieval.embedding import open_embedder; from pathlib import Path; import sys;"
    run += "open_embedder(Path(sys.argv[1])).embed(['levy'])"
    places = {name: str(tmp_path / name) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_DATA_HOME")}
    for place in places.values():
        Path(place).mkdir()
    data = str(Settings.from_environment().data)
    subprocess.run([sys.executable, "-c", run, data], env=os.environ | places, cwd=PROJECT, check=True)
    assert [file for place in places.values() for file in Path(place).rglob("*") if file.is_file()] == []
