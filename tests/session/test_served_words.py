"""Which command lines the agent of a session serves: its commands and sentences, and no options."""

from aegis_cli.cli.main import Root
from aegis_cli.session.client.thin_client import OTHERS, SERVED, is_served
from tests.helpers.rows import for_each


@for_each(
    "words",
    [
        ["ask", "list my repositories"],
        ["do", "issues.list"],
        ["whoami"],
        ["--debug", "doctor"],
        ["list my repositories"],
        ["list", "my", "repositories", "--output", "json"],
        ["--debug", "list my repositories"],
    ],
)
def test_commands_of_the_agent_and_sentences_are_served(words: list[str]) -> None:
    assert is_served(words)


@for_each(
    "words",
    [
        [],
        ["--debug"],
        ["--help"],
        ["lst"],
        ["lst", "--output", "json"],
        ["config", "edit"],
        ["broker", "x"],
        ["--config", "mine.toml", "ask", "x"],
        ["--config=my file.toml", "ask", "x"],
        ["--debug", "--config=my file.toml", "ask", "x"],
        ["--sandbox", "list my repositories"],
    ],
)
def test_other_commands_and_what_would_steer_the_agent_are_not(words: list[str]) -> None:
    assert not is_served(words)


def test_each_command_is_served_or_is_not() -> None:
    assert {*SERVED, *OTHERS} == {*Root.table, *Root.unlisted}
    assert not {*SERVED} & {*OTHERS}
