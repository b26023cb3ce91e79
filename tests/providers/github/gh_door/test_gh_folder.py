"""What gh finds at its start; that gh works with it is in `test_gh_at_door`."""

import yaml  # type: ignore[import-untyped]

from aegis_cli.providers.github.gh_door.gh_folder import PLACEHOLDER, gh_folder

ODD = 'a: "b" #\\ \u00e4'


def test_the_files_say_where_the_door_is_whatever_it_is_called() -> None:
    made = gh_folder("/run/x", f"/run/{ODD}", ODD)

    config, hosts = (yaml.safe_load(made.files[name]) for name in ("config.yml", "hosts.yml"))
    assert {"version": "1", "git_protocol": "https", "http_unix_socket": f"/run/{ODD}"} == config
    assert PLACEHOLDER == hosts["github.com"]["users"][ODD]["oauth_token"]
    assert ODD == hosts["github.com"]["user"]


def test_no_variable_holds_a_secret_by_its_name() -> None:
    made = gh_folder("/run/x", "/run/y", "mona")

    assert "/run/x" == made.variables["GH_CONFIG_DIR"]
    assert [] == [
        name for name in made.variables if {"KEY", "TOKEN", "SECRET"} & {*name.split("_")}
    ]
    assert {*made.variables}.isdisjoint(made.without)
