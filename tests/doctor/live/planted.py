"""Five hundred secrets, names, addresses and ids, and a sandbox that puts them into every answer.

Run as a program it is a sandbox; each answer of each door gets them: as values and as names of
members that nobody knows, in the texts that a service may say at will, and in headers.
"""

import json
import random
import string
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from aegis_cli.sandbox import __main__ as program
from aegis_cli.sandbox import server
from aegis_cli.sandbox.observed import Observed
from aegis_cli.sandbox.state import SandboxService

_FREE = frozenset(
    """
    name title body description message error_description company location bio email homepage text
    display_name real_name summary displayName emailAddress tag_name purpose topic value label
    """.split()
)
"""Fields whose text is anybody's."""
_NUMBERS = frozenset({"id", "followers", "total_count", "size", "stargazers_count"})


def _plants() -> Iterator[str]:
    chance = random.Random(40)  # noqa: S311  # no secret of anybody

    def word(letters: str, length: int) -> str:
        return "".join(chance.choice(letters) for _ in range(length))

    for _ in range(100):
        yield f"ghu_{word(string.ascii_letters + string.digits, 36)}"
        yield f"{word(string.ascii_lowercase, 8).title()} {word(string.ascii_lowercase, 9).title()}"
        yield f"{word(string.ascii_lowercase, 9)}@{word(string.ascii_lowercase, 10)}.example"
        yield f"https://{word(string.ascii_lowercase, 12)}.example/{word(string.ascii_lowercase, 8)}"
        yield f"{chance.randrange(10**9, 10**10)}"


PLANTS = tuple(_plants())


def leaks(text: str) -> list[str]:
    """Return what of the planted is in a text, also if only eight letters of it are."""
    found = text.lower()
    pieces = (
        (plant, plant.lower().removeprefix("ghu_").removeprefix("https://")) for plant in PLANTS
    )
    return [
        plant
        for plant, whole in pieces
        if any(whole[at : at + 8] in found for at in range(len(whole) - 7))
    ]


class Planting(Observed):
    """A door whose every answer holds some of them."""

    _next = cycle(PLANTS)
    sent: Path

    def __init__(self, app: Any, service: SandboxService, state: Any) -> None:
        super().__init__(app, service, state)
        self._is_free = service not in {SandboxService.AUTH0, SandboxService.GEMINI}

    @classmethod
    def take(cls) -> str:
        """Return the next, and note that it goes out."""
        plant = next(cls._next)
        with cls.sent.open("a", encoding="utf-8") as file:
            file.write(f"{plant}\n")
        return plant

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        start: list[Message] = []
        body = bytearray()

        async def plant(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.append(message)
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body"):
                await self._answer(start[0], bytes(body), send, scope["path"])

        await super().__call__(scope, receive, plant)

    async def _answer(self, start: Message, body: bytes, send: Send, path: str) -> None:
        try:
            data = json.loads(body)
        except ValueError:
            data = None
        if isinstance(data, dict | list):
            is_error = start["status"] >= 400
            free = is_error or (self._is_free and "installation" not in path)
            body = json.dumps(self._planted(data, free=free)).encode()
        kept = [(name, value) for name, value in start["headers"] if name != b"content-length"]
        foreign = self.take().encode()
        name = b"x-" + bytes(each for each in foreign.lower() if chr(each).isalnum())
        more = [(b"content-length", str(len(body)).encode()), (name, foreign)]
        more += [(b"x-github-request-id", self.take().encode()), (b"warning", self.take().encode())]
        await send({**start, "headers": [*kept, *more]})
        await send({"type": "http.response.body", "body": body})

    def _planted(self, data: Any, *, free: bool) -> Any:
        if isinstance(data, list):
            return [self._planted(each, free=free) for each in data]
        if not isinstance(data, dict):
            return data
        is_place = "full_name" in data  # whose name an answer is compared by
        planted = {
            name: self._value(name, value, free=free and not (is_place and name == "name"))
            for name, value in data.items()
        }
        return {**planted, self.take(): self.take()}

    def _value(self, name: str, value: Any, *, free: bool) -> Any:
        if isinstance(value, dict | list):
            return self._planted(value, free=free)
        if free and name in _FREE and isinstance(value, str):
            return self.take()
        if free and name in _NUMBERS and isinstance(value, int):
            return next(int(each) for each in iter(self.take, "") if each.isdecimal())
        return value


def main(arguments: list[str]) -> int:
    """Run it; the first argument is the file that says what went out."""
    sent, *options = arguments
    Planting.sent = Path(sent)
    vars(server)["Observed"] = Planting
    return program.main(options)
