"""Where modules come from: the child's from no folder of somebody else's, aegis' own not from here."""

import sys
from pathlib import Path

import pytest

from aegis_cli.cli import import_path
from tests.helpers.console import AEGIS, Console, Ended, environment, from_nothing

pytestmark = pytest.mark.enable_socket

LIST = ("do", "labels.list", "-R", "acme/web", "--output", "json")

# It notes that it ran, and in what; then the real one takes its place.
PLANTED = """\
import sys
with open({notes!r}, "a") as notes: notes.write(f"{{sys.flags.isolated}}")
sys.path[:] = [folder for folder in sys.path if folder != {folder!r}]
del sys.modules[__name__]
import h11
"""


def run(at: Console, *command: str, cwd: Path, **more: str) -> Ended:
    """Run a command from nothing, on the sandbox."""
    known = environment(at.folder, {**at.sandbox.environment, "AEGIS_ENGINE": "offline", **more})
    return from_nothing(command, environment=known, cwd=cwd).ended()


def test_a_module_that_pythonpath_offers_does_not_run_in_the_child(
    at: Console, tmp_path: Path
) -> None:
    folder, notes = tmp_path / "evil", tmp_path / "notes"
    folder.mkdir()
    (folder / "h11.py").write_text(PLANTED.format(notes=str(notes), folder=str(folder)))

    ended = run(at, AEGIS, *LIST, cwd=tmp_path, PYTHONPATH=str(folder))

    assert (0, "done", None) == ended.end
    # The parent cannot be saved from whoever sets its environment; that it runs there shows that
    # the module was one to be found.
    assert {"0"} == set(notes.read_text())


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """Return a working directory with a module in it that aegis would import."""
    found = tmp_path / "here"
    found.mkdir()
    (found / "typer.py").write_text("open('ran', 'w').close()")
    (tmp_path / "link").symlink_to(found)
    return found


@pytest.mark.parametrize(
    "path",
    [":/opt", "/opt:", "/opt::/srv", ".", "lib", "./lib", "~/lib", "{here}", "{here}/../link"],
)
def test_an_entry_in_the_working_directory_is_found_and_left_out(
    path: str, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    value = path.format(here=here)
    monkeypatch.chdir(here)
    monkeypatch.setenv("PYTHONPATH", value)
    monkeypatch.setattr(sys, "path", [*value.split(":"), "/usr/lib"])

    assert "working directory" in import_path.unsafe_entry()
    import_path.leave_out()
    assert {*sys.path} <= {"/opt", "/srv", "/usr/lib"}
    assert "/usr/lib" in sys.path


def test_a_pythonpath_that_leads_to_the_working_directory_is_refused(
    at: Console, here: Path
) -> None:
    ended = run(at, AEGIS, *LIST, cwd=here, PYTHONPATH=":/opt")
    version = run(at, AEGIS, "--version", cwd=here, PYTHONPATH=f"{here}/../link")

    assert (2, "usage", "bad_settings") == ended.end
    assert "working directory" in ended.document["error"]["message"]
    assert "unset PYTHONPATH" in ended.document["error"]["hint"]
    assert (2, "") == (version.code, version.out)
    assert "unset PYTHONPATH" in version.err
    assert not (here / "ran").exists()


@pytest.mark.parametrize("path", ["", "/opt", "/opt:/srv"])
def test_another_pythonpath_is_the_persons_choice(
    path: str, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(here)
    monkeypatch.setenv("PYTHONPATH", path)

    assert not import_path.unsafe_entry()


def test_python_m_loads_nothing_of_aegis_from_the_working_directory(
    at: Console, here: Path
) -> None:
    known = {"PYTHONPATH": "/opt:/srv"}
    assert 0 == run(at, sys.executable, "-m", "aegis_cli", "actions", cwd=here, **known).code
    assert 0 == run(at, sys.executable, "-P", "-m", "aegis_cli", "actions", cwd=here).code
    assert not (here / "ran").exists()
