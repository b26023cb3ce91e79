"""What a view says by itself."""

from aegis_cli.actions.results.views import Line, line_with_link


def test_the_address_of_a_thing_ends_each_sentence_and_is_what_a_pipe_gets() -> None:
    plain, changed = (
        line_with_link("Opened #{number}"),
        line_with_link("Closed it", already="It was closed"),
    )

    assert Line("Opened #{number}: {html_url}", piped="{html_url}") == plain
    assert "It was closed: {html_url}" == changed.already
    assert Line("Pinned it: {url}", piped="{url}") == line_with_link("Pinned it", url="{url}")
    assert Line("Done: {html_url}", piped="{id}") == line_with_link("Done", piped="{id}")
