"""`aegis config`: what is set and who says it, the editor, and every fault by line and key."""

import json
import shlex
import sys
from pathlib import Path
from typing import Any

from tests.helpers.console import Ended, run_in

SECRET = "s3cr3t-of-the-vault"


def run(folder: Path, *words: str, **more: str) -> Ended:
    return run_in(folder, *words, more=more)


def file_in(folder: Path, text: str) -> Path:
    path = folder / ".config" / "aegis" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def data(ended: Ended) -> Any:
    return json.loads(ended.out)["results"][0]["data"]


def test_every_setting_is_shown_with_its_source_and_no_secret(tmp_path: Path) -> None:
    path = file_in(tmp_path, 'engine = "offline"\n')
    more = {"AEGIS_MODEL": "gemini-4", "AEGIS_VAULT_CLIENT_SECRET": SECRET}

    text = run(tmp_path, "config", **more)
    document = run(tmp_path, "config", "--output", "json", **more)

    rows = [line.split("\t") for line in text.out.splitlines()]
    assert ["engine", "offline", str(path)] in rows
    assert ["model", "gemini-4", "AEGIS_MODEL"] in rows
    assert ["step_up", "device", "default"] in rows
    assert ["issuer", "", "not set"] in rows
    assert ["vault_client_secret", "(set, not shown)", "AEGIS_VAULT_CLIENT_SECRET"] in rows
    assert (0, 0, "", "") == (text.code, document.code, text.err, document.err)
    assert SECRET not in text.out + document.out
    found = {row["name"]: row for row in data(document)["settings"]}
    assert len(rows) == len(found)
    assert (str(path), True) == (data(document)["file"], data(document)["exists"])
    assert ("file", True) == (found["engine"]["source"], found["engine"]["is_set"])
    assert (None, True) == (
        found["vault_client_secret"]["value"],
        found["vault_client_secret"]["is_set"],
    )


def test_a_check_names_every_fault_as_compilers_do(tmp_path: Path) -> None:
    path = file_in(tmp_path, 'model = "x y"\n\n[policy]\nallow = ["nope.*"]\n')

    text = run(tmp_path, "config", "check", AEGIS_ENGINE="magic")
    document = run(tmp_path, "config", "check", "-o", "json", AEGIS_ENGINE="magic")

    lines = [line for line in text.out.splitlines() if not line.startswith(" ")]
    assert [2, 3] == [text.code, len(lines)]
    assert lines[0].startswith(f"{path}:1: model: ")
    assert lines[1].startswith(f"{path}:4: policy.allow: ")
    assert lines[2].startswith("AEGIS_ENGINE: ")
    assert "3 settings are wrong" in text.err
    assert (2, "") == (document.code, document.err)
    assert [("model", 1), ("policy.allow", 4), ("AEGIS_ENGINE", None)] == [
        (fault["key"], fault["line"]) for fault in data(document)["faults"]
    ]


def test_a_check_without_a_fault_says_which_file_it_looked_at(tmp_path: Path) -> None:
    nothing = run(tmp_path, "config", "check")
    path = file_in(tmp_path, "timeout = 40\n")
    good = run(tmp_path, "config", "check")

    assert (0, 0) == (nothing.code, good.code)
    assert f"{path}: there is no such file" in nothing.out
    assert f"{path}: nothing is wrong" in good.out


def test_the_editor_is_run_on_the_file_which_is_checked_afterwards(tmp_path: Path) -> None:
    script = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text('timeout = 999\\n')"
    editor = f'{shlex.quote(sys.executable)} -c "{script}"'

    ended = run(tmp_path, "config", "edit", EDITOR=editor)

    path = tmp_path / ".config" / "aegis" / "config.toml"
    assert "timeout = 999\n" == path.read_text(encoding="utf-8")
    assert 0o700 == path.parent.stat().st_mode & 0o777
    assert (2, True) == (ended.code, f"{path}:1: timeout: " in ended.out)


def test_no_editor_and_one_that_fails_are_said(tmp_path: Path) -> None:
    ends = [
        run(tmp_path, "config", "edit"),
        run(tmp_path, "config", "edit", VISUAL="false", EDITOR="true"),
        run(tmp_path, "config", "edit", EDITOR="/nowhere/editor"),
        run(tmp_path, "config", "edit", EDITOR="'"),
    ]

    assert [2] * len(ends) == [ended.code for ended in ends]
    assert "No editor is named" in ends[0].err
    assert "false did not edit" in ends[1].err
    assert "/nowhere/editor did not edit" in ends[2].err
    assert "No editor is named" in ends[3].err


def test_a_sandbox_has_its_own_settings(tmp_path: Path) -> None:
    ended = run(tmp_path, "--sandbox", "config")

    assert (2, True) == (ended.code, "`aegis sandbox` shows them" in ended.err)


def test_a_folder_in_which_there_can_be_no_file_is_said(tmp_path: Path) -> None:
    ended = run_in(tmp_path, "config", "check", more={"XDG_CONFIG_HOME": f"/{'x' * 5_000}"})

    assert 2 == ended.code
    assert "config.toml cannot be read: File name too long." in ended.err
