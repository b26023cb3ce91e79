"""The shapes of what people say more loosely than an order, and the order to suggest for it.

NOTE: what stands here is suggested alone, as a line to type. Nobody knows for sure where a text
without quotation marks ends, or whether "WEB-17 is done" asks for anything.
"""

from collections.abc import Iterator
from typing import NamedTuple

from aegis_cli.planning.lenient.phrase_forms import SaidForm, forms_in, shapes, table
from aegis_cli.planning.lenient.plain_shapes import Shapes

NEAR: Shapes = shapes("near")
"""Each with the order that it may be."""
_MESSAGE = "~"
"""What stands for a message in what is done to one."""


class ListedFirst(NamedTuple):
    """What is done to one of several things, which are to be seen first."""

    form: SaidForm
    listing: str
    """The order that lists them."""
    then: str
    """What is said of a row then."""


def _messages_first() -> Iterator[ListedFirst]:
    """Yield what is done to a message, for each way to say which."""
    for listing, which in table("messages").items():
        for then, done in table("done_to_messages").items():
            for message in forms_in(which):
                for form in forms_in(done):
                    said = form.text.replace(_MESSAGE, message.text)
                    yield ListedFirst(SaidForm(said), listing, then)


LISTED_FIRST: tuple[ListedFirst, ...] = (
    *_messages_first(),
    *(
        ListedFirst(form, listing, then)
        for listing, orders in table("listed").items()
        for then, lines in orders.items()
        for form in forms_in(lines)
    ),
)
"""What names a thing by how it is: "the last message", "the failed run"."""
