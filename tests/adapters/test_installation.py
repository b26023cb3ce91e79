"""How to add an optional part is said without an index: our name there may be anybody's."""

import json
import shlex
import sys
from pathlib import Path

import pytest

from aegis_cli.adapters.installation import how_to_add
from tests.helpers.rows import for_each

PYTHON = shlex.quote(sys.executable)
CLONE = '[project]\nname = "aegis-stateless"\n'


def record(place: Path, **more: object) -> str:
    return json.dumps({"url": place.as_uri(), "dir_info": {"editable": True}} | more)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    folder = tmp_path / "a clone"
    folder.mkdir()
    (folder / "pyproject.toml").write_text(CLONE)
    return folder


def test_what_came_from_a_clone_is_added_from_it(clone: Path) -> None:
    said = how_to_add("broker", record(clone))

    assert f"{PYTHON} -m pip install -e '{clone}[broker]'" == said


def test_what_was_copied_from_a_clone_is_copied_again(clone: Path) -> None:
    said = how_to_add("broker", record(clone, dir_info={}))

    assert f"{PYTHON} -m pip install '{clone}[broker]'" == said


@for_each(
    "told",
    [
        None,
        "",
        "[]",
        "{}",
        '{"url": 1}',
        '{"url": "https://example.com/aegis.tar.gz", "archive_info": {}}',
        '{"url": "file:///nowhere/at/all", "dir_info": {"editable": true}}',
        '{"url": "file:///nowhere/aegis_stateless-0.1.0-py3-none-any.whl", "archive_info": {}}',
        '{"url": "file://elsewhere.example/tmp", "dir_info": {}}',
    ],
)
def test_otherwise_the_clone_is_asked_for_and_no_index(told: str | None) -> None:
    said = how_to_add("broker", told)

    assert f"In a clone of aegis: {PYTHON} -m pip install '.[broker]'" == said


def test_what_came_from_a_wheel_is_added_from_it_while_it_is_there(tmp_path: Path) -> None:
    wheel = tmp_path / "aegis_stateless-0.1.0-py3-none-any.whl"
    wheel.touch()
    told = json.dumps({"url": wheel.as_uri(), "archive_info": {}})

    assert f"{PYTHON} -m pip install '{wheel}[sandbox]'" == how_to_add("sandbox", told)


def test_a_wheel_of_another_name_is_not_named(tmp_path: Path) -> None:
    wheel = tmp_path / "aegis-0.1.0-py3-none-any.whl"
    wheel.touch()
    told = json.dumps({"url": wheel.as_uri(), "archive_info": {}})

    assert f"In a clone of aegis: {PYTHON}" in how_to_add("sandbox", told)


def test_what_uv_has_made_without_pip_is_added_to_by_uv(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pip", None)

    said = how_to_add("sandbox", record(clone, dir_info={}))

    assert f"uv pip install --python {PYTHON} '{clone}[sandbox]'" == said


def test_a_folder_that_is_a_clone_no_longer_is_not_named(clone: Path) -> None:
    (clone / "pyproject.toml").write_text('[project]\nname = "another"\n')

    assert str(clone) not in how_to_add("broker", record(clone))
