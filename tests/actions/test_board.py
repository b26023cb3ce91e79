"""What is GitHub's alone is in nothing of another provider."""

from typing import Annotated

from aegis_cli.actions.fields.kinds import named_kind
from aegis_cli.actions.results.views import Line
from aegis_cli.providers.github.nouns.repos.repos import GetRepo
from tests.helpers.rows import for_each
from tests.other_providers.board.notes import BoardAction, ListNotes, Note, PostNote

BASE = "https://board.example/api"


class GetRack(
    BoardAction[Note],
    action="board.racks.get",
    endpoint="GET /racks/{repo}",
    says="Show the rack {repo}",
    view=Line("{text}"),
    verbs=("show",),
):
    """Show a rack, whose field is called as GitHub calls a repository."""

    repo: Annotated[str, named_kind("rack", "a/b")]
    """Rack to show."""


@for_each(("limit", "count"), [(7, "7"), (50, "50"), (51, "50"), (1_000, "50")])
def test_a_list_is_asked_for_pages_as_its_provider_calls_them(limit: int, count: str) -> None:
    request = ListNotes(room="#lobby", limit=limit).request(BASE)

    assert (("room", "#lobby"), ("count", count)) == request.query


def test_only_a_container_that_is_written_with_a_slash_keeps_it_in_a_path() -> None:
    assert "/racks/a%2Fb" == GetRack(repo="a/b").request(BASE).path
    assert "/repos/acme/web" == GetRepo(repo="acme/web").request(BASE).path


def test_a_value_is_sent_in_the_form_of_its_provider_and_shown_as_it_was_said() -> None:
    post = PostNote(room="#lobby", text="a < b & c")

    assert b'{"text": "a &lt; b &amp; c"}' == post.request(BASE).body
    assert "a < b & c" == post.sent_arguments()["text"]


def test_what_a_call_does_is_said_with_the_title_of_its_provider_where_that_is_another() -> None:
    assert "Board: Post a note in #lobby" == PostNote(room="#lobby", text="Hi").says()
    assert "Show the repository acme/web" == GetRepo(repo="acme/web").says()
