"""Plans with Gemini: runs a dialogue with the SDK. The SDK declares functions and calls none.

The client gets every option, because the SDK takes the others from the environment: the key, the
host, the proxy, and a mode that writes prompts to disk.
Source: google-genai 3.6 and ai.google.dev/gemini-api/docs/function-calling.
"""

import json
import random
import re
import ssl
import time
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Any

import httpx
from google import genai
from google.genai import errors, types

from aegis_cli.actions.names import provider_of
from aegis_cli.adapters.gemini.access import Access, client_for
from aegis_cli.adapters.sender import USUAL, Patience
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
    explain,
)
from aegis_cli.planning.plan import Context, Reading
from aegis_cli.planning.read import Understand
from aegis_cli.planning.sentence.sentence import Sentence

_NOT_FOUND = 404
_MOST_MODELS = 100

_TOO_LARGE = re.compile("too many states for serving")
"""How Gemini refuses a schema with more text than it can hold an answer to."""
_FIELD_UNKNOWN = re.compile(r'Unknown name ".*Cannot find field')
_DESCRIPTION = "Submit the plan for the person's request: steps, or one question, or why not."
_TEST_REQUEST = "list my repositories"
_HTTPX = (httpx.HTTPError, httpx.InvalidURL)
"""All that httpx raises; the second for a redirect to an invalid URL, even if not followed."""
_NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@dataclass(eq=False, repr=False)
class GeminiPlanner:
    """Asks a Gemini model for a plan; a dialogue decides on repairs and pauses."""

    access: Access
    model: str
    catalogue: Iterable[tuple[str, str, str, str]]
    """Name, signature, effect and summary of each action."""
    today: Callable[[], date]
    progress: Callable[[str], None]
    observe: Callable[[str], None] = lambda _line: None
    patience: Patience = USUAL
    """How long an answer may take, and who is told of a long wait."""
    _http: httpx.Client | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        rows = tuple(self.catalogue)
        self._version = self.access.api_version
        self._instruction = prompt.instruction(row[1:] for row in rows)
        self._has_links = len({provider_of(row[0]) for row in rows}) > 1
        self._config = self._configure(row[0] for row in rows)

    def _configure(self, actions: Iterable[str]) -> types.GenerateContentConfig:
        """Declare a plan; a step may send the link of another where there are several providers."""
        return _config(self._instruction, wire.schema(actions, has_links=self._has_links))

    def propose(self, sentence: Sentence, context: Context, understand: Understand) -> Reading:
        """Run the dialogue until there is a plan, a question or a refusal."""
        messages = _Messages(prompt.request(sentence.text, context, self.today()))
        dialogue = converse(
            understand,
            jitter=lambda: random.uniform(0.7, 1.3),  # noqa: S311
            at_broker=not self.access.is_google,
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
                    messages.repair(repair)
                    answer = self._answer(messages)
                case Pause(seconds, reason):
                    self.progress(reason)
                    time.sleep(seconds)

    def _answer(self, messages: "_Messages") -> Answer | Fault:
        self.access.begin()
        self.progress("asking Gemini")
        started = time.monotonic()
        answer = self._ask(messages)
        spent = (time.monotonic() - started) * 1000
        self.observe(f"Gemini {self.model}: {_summary(answer)}, {spent:.0f} ms")
        if isinstance(answer, AegisError):
            raise answer  # NOTE: here, where its context holds no exception of the SDK
        return answer

    def look_up(self) -> None:
        """Check that the key is accepted and the model exists; raise `Failed` if not.

        A broker only answers requests for a plan, so it gets one.
        """
        self.access.begin()
        messages = _Messages(prompt.request(_TEST_REQUEST, Context(), self.today()))
        result = self._check_model() if self.access.is_google else self._ask(messages)
        if isinstance(result, AegisError):
            raise result
        if isinstance(result, Fault):
            raise explain(result, at_broker=not self.access.is_google)

    def close(self) -> None:
        """Close the connections."""
        if self._http is not None:
            self._http.close()
            self._http = None

    def _check_model(self) -> Fault | AegisError | None:
        client = self._client()
        try:
            client.models.get(model=self.model)
        except errors.APIError as error:
            return self._fault(error, client)
        except (*_HTTPX, ValueError, RuntimeError, TypeError, AttributeError):
            return Fault(None, "the connection failed")
        finally:
            client.close()
        return None

    def _ask(self, messages: "_Messages") -> Answer | Fault | AegisError:
        answer = self._ask_once(messages)
        # `v1` is the SDK's new default, but `v1beta` has more fields: from now on, use that.
        has_other = self.access.is_google and self._version != "v1beta"
        if has_other and isinstance(answer, Fault) and _FIELD_UNKNOWN.search(answer.message):
            self._version = "v1beta"
            answer = self._ask_once(messages)
        # A step that names no action is sent back for repair, with a list of names or without.
        if isinstance(answer, Fault) and _TOO_LARGE.search(answer.message):
            self._config = self._configure(())
            answer = self._ask_once(messages)
        return answer

    def _ask_once(self, messages: "_Messages") -> Answer | Fault | AegisError:
        """Send one request. It raises no exception of the SDK, because each holds the key."""
        client = self._client()
        try:
            with warnings.catch_warnings():
                # The SDK's warnings repeat the server's text.
                warnings.simplefilter("ignore")
                response = client.models.generate_content(
                    model=self.model, contents=list(messages.contents), config=self._config
                )
        except errors.APIError as error:
            return self._fault(error, client)
        except httpx.TimeoutException:
            reason = f"no answer within {self.patience.silence:g} s"
            return Fault(None, reason, timed_out=True)
        except httpx.HTTPError:
            return Fault(None, "the connection failed")
        except (httpx.InvalidURL, ValueError, RuntimeError, TypeError, AttributeError):
            # The SDK raises these for a body that Google does not document.
            return Fault(200, "the answer is not a Gemini answer")
        finally:
            client.close()
        # NOTE: the model's answer is shown, and may become a public issue.
        if self._repeats_secret(str(response.model_dump(warnings=False))):
            return Fault(200, "the answer repeats a secret of the request")
        return messages.read(response)

    def _fault(self, error: errors.APIError, client: genai.Client) -> Fault | AegisError:
        """Read a refusal; if the model is unknown, add the models that exist."""
        refusal = self.access.refusal(error)
        asks = error.code == _NOT_FOUND and self.access.is_google
        if asks and isinstance(refusal, Fault):
            offers = (name for name in _models(client) if not self._repeats_secret(name))
            return replace(refusal, offers=tuple(offers))
        return refusal

    def _repeats_secret(self, text: str) -> bool:
        return Echoes().add(self.access.secret).are_in(text)

    def _client(self) -> genai.Client:
        if self._http is None:
            self._http = client_for(self.access, self.patience)
        return genai.Client(
            api_key=self.access.key.reveal(),
            enterprise=False,
            debug_config=genai.client.DebugConfig(
                client_mode=None, replay_id=None, replays_directory=None
            ),
            http_options=types.HttpOptions(
                base_url=self.access.url,
                api_version=self._version,
                timeout=int(self.patience.silence * 1000),  # in milliseconds
                httpx_client=self._http,
                # The SDK's own clients are not used; so they need not load the authorities.
                client_args={"verify": _NO_AUTHORITIES},
                async_client_args={"verify": _NO_AUTHORITIES, "ssl": _NO_AUTHORITIES},
            ),
        )


def _summary(answer: Answer | Fault | AegisError) -> str:
    if isinstance(answer, AegisError):
        return str(answer.code.value)
    return str(answer.status) if isinstance(answer, Fault) else str(answer.finish)


class _Messages:
    """The messages so far, in the SDK's types; the model's content is sent back unchanged."""

    def __init__(self, request: str) -> None:
        self.contents: list[types.Content] = [
            types.Content(role="user", parts=[types.Part(text=request)])
        ]
        self._last: types.Content | None = None
        self._calls: tuple[FunctionCall, ...] = ()
        self._unanswered = False

    def repair(self, reason: str | None) -> None:
        """Reply to the model's last answer with a reason; add nothing after a fault."""
        if reason is None or not self._unanswered:
            return
        self._unanswered = False
        if self._last is not None:
            self.contents.append(self._last)
        responses = [
            types.Part(
                function_response=types.FunctionResponse(
                    id=call.id, name=call.name, response={"error": reason}
                )
            )
            for call in self._calls
        ]
        parts = responses or [types.Part(text=json.dumps({"error": reason}))]
        self.contents.append(types.Content(role="user", parts=parts))

    def read(self, response: types.GenerateContentResponse) -> Answer:
        """Return the parts of a response that the dialogue needs."""
        self._last, self._calls, self._unanswered = None, (), True
        feedback = response.prompt_feedback
        blocked = str(feedback.block_reason.value) if feedback and feedback.block_reason else None
        if not response.candidates:
            return Answer(None, blocked=blocked)
        candidate = response.candidates[0]
        content = candidate.content
        parts = (content.parts if content else None) or []
        calls = [part.function_call for part in parts if part.function_call]
        self._calls = tuple(FunctionCall(call.name or "", call.args, call.id) for call in calls)
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
        # NOTE: the SDK can call Python functions by itself; it gets none, and this forbids it.
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
        automatic_continuation=False,
        thinking_config=types.ThinkingConfig(thinking_level=types.ThinkingLevel.LOW),
        max_output_tokens=8192,
        candidate_count=1,
        store=False,
    )


def _models(client: genai.Client) -> tuple[str, ...]:
    """Return the names of the models that can plan; nothing if there is no list."""
    try:
        listed = list(islice(client.models.list(), _MOST_MODELS))
    except (errors.APIError, *_HTTPX, ValueError, TypeError, AttributeError):
        return ()
    return tuple(
        (model.name or "").removeprefix("models/")
        for model in listed
        if "generateContent" in (model.supported_actions or [])
    )
