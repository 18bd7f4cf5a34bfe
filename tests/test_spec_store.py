"""Where schemas/ is found, and how little of it is read."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from fakegithub.spec import store

FOLDER = Path(__file__).parents[1] / "schemas"


@pytest.fixture
def _found_anew() -> None:
    store.schemas_folder.cache_clear()


@pytest.mark.parametrize("where", ["package/schemas", "schemas"])
@pytest.mark.usefixtures("_found_anew")
def test_the_folder_is_found_inside_the_package_and_beside_it(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / where).mkdir(parents=True)
    (tmp_path / where / "manifest.json").write_text("{}")
    monkeypatch.setattr(store, "files", lambda name: tmp_path / "package")
    assert store.schemas_folder() == tmp_path / where
    store.schemas_folder.cache_clear()


@pytest.mark.usefixtures("_found_anew")
def test_a_missing_folder_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "files", lambda name: tmp_path / "package")
    with pytest.raises(FileNotFoundError, match=r"fakegithub\.spec\.refresh"):
        store.schemas_folder()


def test_the_folder_in_use_is_the_one_of_this_package() -> None:
    assert Path(str(store.schemas_folder())) in (FOLDER, Path(str(files("fakegithub"))) / "schemas")


@pytest.mark.parametrize("name", ["definitions.json", "operations.json"])
def test_reading_line_by_line_gives_what_json_gives(name: str) -> None:
    lines = store.pool(name)
    assert dict(lines) == json.loads((FOLDER / name).read_text(encoding="utf-8"))
    assert list(lines) == list(json.loads((FOLDER / name).read_text(encoding="utf-8")))


def test_every_look_up_gives_a_fresh_object() -> None:
    lines = store.pool("definitions.json")
    assert lines["issue"] == lines["issue"]
    assert lines["issue"] is not lines["issue"]
