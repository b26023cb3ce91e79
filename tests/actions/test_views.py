"""What a view says by itself."""

from aegis_cli.actions.views import Line, linked


def test_the_address_of_a_thing_ends_each_sentence_and_is_what_a_pipe_gets() -> None:
    plain, changed = linked("Opened #{number}"), linked("Closed it", already="It was closed")

    assert Line("Opened #{number}: {html_url}", piped="{html_url}") == plain
    assert "It was closed: {html_url}" == changed.already
    assert Line("Pinned it: {url}", piped="{url}") == linked("Pinned it", url="{url}")
    assert Line("Done: {html_url}", piped="{id}") == linked("Done", piped="{id}")
