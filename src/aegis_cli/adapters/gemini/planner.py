"""Gemini as a planner: the SDK behind a dialogue that decides. Declarations only, nothing executed.

The client is built with everything explicit, because what is left out the SDK takes from the
environment: the key, the host it goes to, the proxy, and a mode that writes prompts to disk.
Source: google-genai 3.6 and ai.google.dev/gemini-api/docs/function-calling.
"""

import json
import random
import re
import ssl
import time
import warnings
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice
from typing import Any

import httpx
from google import genai
from google.genai import errors, types

from aegis_cli.adapters.gemini.access import TIMEOUT, Access, connected
from aegis_cli.core.echoes import Echoes
from aegis_cli.errors import AegisError
from aegis_cli.planning import wire
from aegis_cli.planning.gemini import prompt
from aegis_cli.planning.gemini.dialogue import (
    Answer,
    Fault,
    FunctionCall,
    ModelCall,
    Pause,
    converse,
    explained,
)
from aegis_cli.planning.plan import Context, Reading
from aegis_cli.planning.read import Understand
from aegis_cli.planning.sentence.sentence import Sentence

_NOT_FOUND = 404
_MOST_MODELS = 100

_FIELD_UNKNOWN = re.compile(r'Unknown name ".*Cannot find field')
_DESCRIPTION = "Submit the plan for the person's request: steps, or one question, or why not."
_HARMLESS = "list my repositories"
_HTTPX = (httpx.HTTPError, httpx.InvalidURL)
"""All that httpx raises; the second for a redirect to nowhere, which is not followed either."""
_TRUSTS_NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class GeminiPlanner:
    """Asks a Gemini model for a plan, with mended answers and bounded patience."""

    def __init__(
        self,
        access: Access,
        *,
        model: str,
        catalogue: Iterable[tuple[str, str, str, str]],
        progress: Callable[[str], None],
        observe: Callable[[str], None] = lambda _line: None,
    ) -> None:
        """Take (name, signature, effect, summary) of each action as the catalogue."""
        rows = tuple(catalogue)
        self._access = access
        self._versions = [access.api_version]
        self._model = model
        self._progress = progress
        self._observe = observe
        self._config = _config(
            prompt.instruction(row[1:] for row in rows), wire.schema(row[0] for row in rows)
        )
        self._http: httpx.Client | None = None

    def propose(self, sentence: Sentence, context: Context, understand: Understand) -> Reading:
        """Hold the dialogue until there is a plan, a question or a no."""
        talk = _Talk(prompt.request(sentence.text, context))
        dialogue = converse(
            understand,
            jitter=lambda: random.uniform(0.7, 1.3),  # noqa: S311
            at_broker=not self._access.is_google,
        )
        answer: Answer | Fault | None = None
        while True:
            try:
                need = dialogue.send(answer)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]  # typed by Dialogue
            answer = None
            match need:
                case ModelCall(repair):
                    self._access.begin()
                    self._progress("asking Gemini")
                    started = time.monotonic()
                    said = self._ask(talk.with_repair(repair))
                    spent = (time.monotonic() - started) * 1000
                    self._observe(f"Gemini {self._model}: {_said(said)}, {spent:.0f} ms")
                    answer = _unless_over(said)
                case Pause(seconds, reason):
                    self._progress(reason)
                    time.sleep(seconds)

    def look_up(self) -> None:
        """Ask whether the key is accepted and the model offered; raise `Failed` if not.

        A broker answers nothing but turns of planning, so it is asked for one.
        """
        self._access.begin()
        talk = _Talk(prompt.request(_HARMLESS, Context()))
        found = self._looked_up() if self._access.is_google else self._ask(talk)
        if isinstance(found, AegisError):
            raise found
        if isinstance(found, Fault):
            raise explained(found, at_broker=not self._access.is_google)

    def close(self) -> None:
        """Close the connections."""
        if self._http is not None:
            self._http.close()
            self._http = None

    def _looked_up(self) -> Fault | AegisError | None:
        client = self._client(self._versions[-1])
        try:
            client.models.get(model=self._model)
        except errors.APIError as error:
            return self._fault(error, client)
        except (*_HTTPX, ValueError, RuntimeError, TypeError, AttributeError):
            return Fault(None, "the connection failed")
        finally:
            client.close()
        return None

    def _ask(self, talk: "_Talk") -> Answer | Fault | AegisError:
        answer = self._ask_version(talk, self._versions[-1])
        # `v1` is the SDK's new default, and `v1beta` knows more fields: one try, then for good.
        if (
            isinstance(answer, Fault)
            and _FIELD_UNKNOWN.search(answer.message)
            and self._access.is_google
            and "v1beta" not in self._versions
        ):
            self._versions.append("v1beta")
            return self._ask_version(talk, "v1beta")
        return answer

    def _ask_version(self, talk: "_Talk", version: str) -> Answer | Fault | AegisError:
        """Send one request. No exception of the SDK leaves here: each holds the key."""
        client = self._client(version)
        try:
            with warnings.catch_warnings():
                # The SDK warns with the server's own words, whatever is in them.
                warnings.simplefilter("ignore")
                response = client.models.generate_content(
                    model=self._model, contents=list(talk.contents), config=self._config
                )
        except errors.APIError as error:
            return self._fault(error, client)
        except httpx.TimeoutException:
            return Fault(None, "no answer in time")
        except httpx.HTTPError:
            return Fault(None, "the connection failed")
        except (httpx.InvalidURL, ValueError, RuntimeError, TypeError, AttributeError):
            # The SDK's own words for a body that is not what Google documents.
            return Fault(200, "the answer is not a Gemini answer")
        finally:
            client.close()
        # NOTE: what the model is taken to say is shown, and may become an issue that all can read.
        if self._repeats_secret(str(response.model_dump(warnings=False))):
            return Fault(200, "the answer repeats what the request carried in secret")
        return talk.understood(response)

    def _fault(self, error: errors.APIError, client: genai.Client) -> Fault | AegisError:
        """Read a refusal; where the model is not known, also which ones are."""
        found = self._access.refusal(error)
        asks = error.code == _NOT_FOUND and self._access.is_google
        if asks and isinstance(found, Fault):
            offers = (name for name in _models(client) if not self._repeats_secret(name))
            return replace(found, offers=tuple(offers))
        return found

    def _repeats_secret(self, text: str) -> bool:
        return Echoes().add(self._access.secret).are_in(text)

    def _client(self, version: str) -> genai.Client:
        if self._http is None:
            self._http = connected(self._access)
        return genai.Client(
            api_key=self._access.key.reveal(),
            enterprise=False,
            debug_config=genai.client.DebugConfig(
                client_mode=None, replay_id=None, replays_directory=None
            ),
            http_options=types.HttpOptions(
                base_url=self._access.url,
                api_version=version,
                timeout=int(TIMEOUT * 1000),  # in milliseconds
                httpx_client=self._http,
                # The SDK's own clients are never used; this spares them a set of authorities.
                client_args={"verify": _TRUSTS_NOBODY},
                async_client_args={"verify": _TRUSTS_NOBODY, "ssl": _TRUSTS_NOBODY},
            ),
        )


def _unless_over(found: Answer | Fault | AegisError) -> Answer | Fault:
    """Raise what ends the request. NOTE: here, where no exception of the SDK is its context."""
    if isinstance(found, AegisError):
        raise found
    return found


def _said(answer: Answer | Fault | AegisError) -> str:
    if isinstance(answer, AegisError):
        return str(answer.code.value)
    return str(answer.status) if isinstance(answer, Fault) else str(answer.finish)


class _Talk:
    """What was said so far, in the SDK's types; the model's content is replayed untouched."""

    def __init__(self, request: str) -> None:
        self.contents: list[types.Content] = [
            types.Content(role="user", parts=[types.Part(text=request)])
        ]
        self._last: types.Content | None = None
        self._calls: tuple[FunctionCall, ...] = ()
        self._unanswered = False

    def with_repair(self, reason: str | None) -> "_Talk":
        """Answer the model's last turn with a reason; asking again after a fault adds nothing."""
        if reason is None or not self._unanswered:
            return self
        self._unanswered = False
        said, calls = self._last, self._calls
        if said is not None:
            self.contents.append(said)
        told = [
            types.Part(
                function_response=types.FunctionResponse(
                    id=call.id, name=call.name, response={"error": reason}
                )
            )
            for call in calls
        ]
        parts = told or [types.Part(text=json.dumps({"error": reason}))]
        self.contents.append(types.Content(role="user", parts=parts))
        return self

    def understood(self, response: types.GenerateContentResponse) -> Answer:
        """Read what decides anything out of a response."""
        self._last, self._calls, self._unanswered = None, (), True
        feedback = response.prompt_feedback
        blocked = str(feedback.block_reason.value) if feedback and feedback.block_reason else None
        if not response.candidates:
            return Answer(None, blocked=blocked)
        candidate = response.candidates[0]
        content = candidate.content
        parts = (content.parts if content else None) or []
        found = [part.function_call for part in parts if part.function_call]
        self._calls = tuple(FunctionCall(call.name or "", call.args, call.id) for call in found)
        self._last = content if content and content.parts else None
        finish = candidate.finish_reason.value if candidate.finish_reason else None
        return Answer(finish, self._calls, blocked)


def _config(instruction: str, schema: dict[str, Any]) -> types.GenerateContentConfig:
    declaration = types.FunctionDeclaration(
        name=wire.FUNCTION, description=_DESCRIPTION, parameters_json_schema=schema
    )
    return types.GenerateContentConfig(
        system_instruction=instruction,
        tools=[types.Tool(function_declarations=[declaration])],
        tool_config=types.ToolConfig(
            function_calling_config=types.FunctionCallingConfig(
                mode=types.FunctionCallingConfigMode.ANY, allowed_function_names=[wire.FUNCTION]
            )
        ),
        # NOTE: the SDK would call Python functions by itself; it is given none, and told not to.
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
        automatic_continuation=False,
        thinking_config=types.ThinkingConfig(thinking_level=types.ThinkingLevel.LOW),
        max_output_tokens=8192,
        candidate_count=1,
        store=False,
    )


def _models(client: genai.Client) -> tuple[str, ...]:
    """Name the models that can plan; nothing where the list cannot be had."""
    try:
        listed = list(islice(client.models.list(), _MOST_MODELS))
    except (errors.APIError, *_HTTPX, ValueError, TypeError, AttributeError):
        return ()
    return tuple(
        (model.name or "").removeprefix("models/")
        for model in listed
        if "generateContent" in (model.supported_actions or [])
    )
