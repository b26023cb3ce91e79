"""What a gh finds in a session: settings that it cannot change, and no token of the person."""

from pathlib import Path

from aegis_cli.session.gh_road import FOLDER, lay_gh
from aegis_cli.session.line.listener import _remove


def test_gh_is_led_by_a_folder_that_it_only_reads(tmp_path: Path) -> None:
    own = {"GH_TOKEN": "ghp_1", "GH_HOST": "ghe.example", "PATH": "/bin", "GH_CONFIG_DIR": "/mine"}
    made = lay_gh(str(tmp_path / "gh"), own)
    folder = tmp_path / FOLDER

    assert str(folder) == made["GH_CONFIG_DIR"]
    assert {"PATH"} == own.keys() & made.keys() - {"GH_CONFIG_DIR"}
    assert 0o500 == folder.stat().st_mode & 0o777
    assert str(tmp_path / "gh") in (folder / "config.yml").read_text(encoding="utf-8")
    assert "ghp_1" not in (folder / "hosts.yml").read_text(encoding="utf-8")


def test_such_a_folder_goes_with_that_of_the_socket(tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    outer.mkdir()
    lay_gh(str(outer / "gh"), {})
    (outer / "link").symlink_to(tmp_path, target_is_directory=True)
    mode = tmp_path.stat().st_mode
    _remove(outer)

    assert not outer.exists()
    assert mode == tmp_path.stat().st_mode
