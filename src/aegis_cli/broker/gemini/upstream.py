"""Asks Gemini for the broker: with its own key, at its own address, within limits.

No redirect is followed, and no exception of the HTTP client leaves this module: each holds the key.
"""

import asyncio

import httpx

from aegis_cli import __version__
from aegis_cli.adapters.sender import tls
from aegis_cli.broker.gemini.model_answer import LARGEST, ModelAnswer, fault_in
from aegis_cli.broker.http.problem import Problem
from aegis_cli.core.http import is_loopback
from aegis_cli.core.secret import Secret
from aegis_cli.planning.gemini.request_forms import is_of_version, other_version

LONGEST = 25.0
"""Seconds that an answer may take in all: less than a caller's SDK waits for the broker."""

_CONNECTING = 10.0
_OK = 200


class Upstream:
    """A pool of connections to Gemini, for one event loop."""

    def __init__(
        self, key: Secret, *, url: str, api_version: str, longest: float = LONGEST
    ) -> None:
        """Take the broker's key, and the address that its settings name."""
        self.key = key
        self._url = url.rstrip("/")
        self._version = api_version
        """The version that answered last: what one has once refused is not asked of it again."""
        self._longest = longest
        self._client: httpx.AsyncClient | None = None

    async def generate(self, model: str, body: bytes) -> ModelAnswer:
        """Ask a model; `model` is one of the broker's own list.

        Raises `Problem` 502 if there is no usable answer, and 504 if it does not come in time.
        """
        problem = Problem(502, "network", "The broker could not reach Gemini.")
        try:
            async with asyncio.timeout(self._longest):
                return await self._ask(model, body)
        except (TimeoutError, httpx.TimeoutException):
            problem = Problem(504, "network", "Gemini did not answer the broker in time.")
        except _TooMuch:
            problem = Problem(502, "protocol", "Gemini's answer is too large, or packed.")
        except (httpx.HTTPError, httpx.InvalidURL, ValueError):
            pass
        raise problem

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()

    async def _ask(self, model: str, body: bytes) -> ModelAnswer:
        """Ask in one version of the API, and where it does not know something in the other."""
        answer = await self._post(self._version, model, body)
        if not is_of_version(fault_in(answer)):
            return answer
        answer = await self._post(other_version(self._version), model, body)
        if answer.status == _OK:
            self._version = answer.api_version
        return answer

    async def _post(self, version: str, model: str, body: bytes) -> ModelAnswer:
        url = f"{self._url}/{version}/models/{model}:generateContent"
        headers = {
            "content-type": "application/json",
            "x-goog-api-key": self.key.reveal(),
            "x-server-timeout": str(int(self._longest) or 1),
        }
        async with self._client_for_loop().stream(
            "POST", url, content=body, headers=headers
        ) as answer:
            if answer.headers.get("content-encoding", "identity") != "identity":
                raise _TooMuch
            read = bytearray()
            async for chunk in answer.aiter_raw():
                read += chunk
                if len(read) > LARGEST:
                    raise _TooMuch
            wait = answer.headers.get("retry-after", "")
            return ModelAnswer(answer.status_code, bytes(read), wait, version)

    def _client_for_loop(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = httpx.AsyncClient(
                verify=tls(),
                trust_env=not is_loopback(self._url),
                follow_redirects=False,
                timeout=httpx.Timeout(self._longest, connect=_CONNECTING),
                headers={
                    "user-agent": f"aegis-broker/{__version__}",
                    "accept": "application/json",
                    "accept-encoding": "identity",
                },
            )
        return self._client


class _TooMuch(Exception):
    """An answer that is too large, or compressed. NOTE: a few bytes may expand to gigabytes."""
