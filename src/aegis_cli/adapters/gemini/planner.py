"""Plans with Gemini: runs a dialogue with the SDK. The SDK declares functions and calls none.

The client gets every option, because the SDK takes the others from the environment: the key, the
host, the proxy, and a mode that writes prompts to disk.
Source: google-genai 3.6 and ai.google.dev/gemini-api/docs/function-calling.
"""

import json
import random
import ssl
import time
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any

import httpx
from google import genai
from google.genai import errors, types

from aegis_cli.adapters.gemini.access import Access, client_for
from aegis_cli.adapters.sender import USUAL, Patience
from aegis_cli.core.echoes import Echoes
from aegis_cli.core.text import excerpt
from aegis_cli.errors import AegisError
from aegis_cli.planning import wire
from aegis_cli.planning.gemini import prompt
from aegis_cli.planning.gemini.dialogue import (
    Answer,
    Fault,
    FunctionCall,
    ModelCall,
    Pause,
    Usage,
    converse,
    explain,
)
from aegis_cli.planning.gemini.model_names import next_model, retirement
from aegis_cli.planning.gemini.probe import SENTENCE, Probe
from aegis_cli.planning.gemini.request_forms import (
    Manner,
    RequestForm,
    Way,
    next_way,
    other_version,
)
from aegis_cli.planning.gemini.signatures import ActionRow
from aegis_cli.planning.plan import Context, Reading
from aegis_cli.planning.read import Understand
from aegis_cli.planning.sentence.sentence import Sentence

_NOT_FOUND = 404
_MOST_MODELS = 100

_HTTPX = (httpx.HTTPError, httpx.InvalidURL)
"""All that httpx raises; the second for a redirect to an invalid URL, even if not followed."""
_DESCRIPTION = "Submit the plan for the person's request: steps, or one question, or why not."
_NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@dataclass(eq=False, repr=False)
class GeminiPlanner:
    """Asks a Gemini model for a plan; a dialogue decides on repairs and pauses."""

    access: Access
    model: str
    catalogue: Iterable[ActionRow]
    now: Callable[[], datetime]
    """The time in the person's zone."""
    progress: Callable[[str], None]
    observe: Callable[[str], None] = lambda _line: None
    note: Callable[[str], None] = lambda _text: None
    """Tells the person, once, that the model is going."""
    patience: Patience = USUAL
    """How long an answer may take, and who is told of a long wait."""
    manner: Manner = field(default_factory=Manner)
    _http: httpx.Client | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self._instruction = prompt.instruction(self.catalogue)
        self._way = Way(self.access.api_version if self.access.is_google else "")
        """What was taken last: what Gemini has once refused is not tried again."""
        self._has_noted = False

    def propose(self, sentence: Sentence, context: Context, understand: Understand) -> Reading:
        """Run the dialogue until there is a plan, a question or a refusal."""
        messages = _Messages(prompt.request(sentence.text, context, self.now()))
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

    def probe(self) -> Probe:
        """Send one request of the very form that a sentence makes; raise `Failed` on a refusal."""
        started = time.monotonic()
        answer = self._answer(_Messages(prompt.request(SENTENCE, Context(), self.now())))
        if isinstance(answer, Fault):
            raise explain(answer, at_broker=not self.access.is_google)
        return Probe(self._way, time.monotonic() - started, answer)

    def close(self) -> None:
        """Close the connections."""
        if self._http is not None:
            self._http.close()
            self._http = None

    def _answer(self, messages: "_Messages") -> Answer | Fault:
        self.access.begin()
        self.progress(f"asking {self.access.name}")
        answer = self._ask(messages)
        if isinstance(answer, AegisError):
            raise answer  # NOTE: here, where its context holds no exception of the SDK
        if isinstance(answer, Fault) and answer.status == _NOT_FOUND and self.access.is_google:
            offers = self.offers()
            successor = next_model(self.model, offers)
            return replace(answer, offers=offers, successor=successor)
        return answer

    def _ask(self, messages: "_Messages") -> Answer | Fault | AegisError:
        """Ask in the way that was taken last, and after a refusal in the next that may be taken."""
        tried = [self._way]
        answer = self._ask_in(messages, self._way)
        while isinstance(answer, Fault) and (way := next_way(tried, answer)):
            why = excerpt(answer.message)
            self.observe(f"{self.access.name} refuses this: {why}; trying the {way}")
            tried.append(way)
            answer = self._ask_in(messages, way)
        if isinstance(answer, Answer):
            self._way = tried[-1]
        return answer

    def _ask_in(self, messages: "_Messages", way: Way) -> Answer | Fault | AegisError:
        started = time.monotonic()
        answer = self._ask_once(messages, way)
        spent = (time.monotonic() - started) * 1000
        self.observe(f"{self.access.name} {self.model}, {way}: {_summary(answer)}, {spent:.0f} ms")
        return answer

    def _ask_once(self, messages: "_Messages", way: Way) -> Answer | Fault | AegisError:
        """Send one request. It raises no exception of the SDK, because each holds the key."""
        client = self._client(way.version)
        try:
            with warnings.catch_warnings():
                # The SDK's warnings repeat the server's text.
                warnings.simplefilter("ignore")
                response = client.models.generate_content(
                    model=self.model,
                    contents=list(messages.contents),
                    config=self._config(way.form),
                )
        except errors.APIError as error:
            return self.access.refusal(error)
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
        self._note_retirement(response.model_status)
        return messages.read(response)

    def _config(self, form: RequestForm) -> types.GenerateContentConfig:
        manner = self.manner if form.thinks else None
        return _config(self._instruction, form.schema, form.mode, manner)

    def _note_retirement(self, status: types.ModelStatus | None) -> None:
        """Tell the person once that the model is going, where Gemini says so."""
        if status is None or status.model_stage is None or self._has_noted:
            return
        ends = status.retirement_time
        day = f"{ends:%Y-%m-%d}" if ends else ""
        told = retirement(self.model, str(status.model_stage.value), day)
        if told:
            self._has_noted = True
            self.note(told)

    def offers(self) -> tuple[str, ...]:
        """Return the models that there are, of the first version of the API that lists any."""
        version = self._way.version
        for each in (version, other_version(version)):
            client = self._client(each)
            names = _models(client)
            client.close()
            if names:
                return tuple(name for name in names if not self._repeats_secret(name))
        return ()

    def _repeats_secret(self, text: str) -> bool:
        return Echoes().add(self.access.secret).are_in(text)

    def _client(self, version: str) -> genai.Client:
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
                api_version=version or self.access.api_version,
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
    if isinstance(answer, Fault):
        return str(answer.status)
    return f"{answer.finish}, {answer.usage}"


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
        usage = _usage(response.usage_metadata)
        feedback = response.prompt_feedback
        blocked = str(feedback.block_reason.value) if feedback and feedback.block_reason else None
        if not response.candidates:
            return Answer(None, blocked=blocked, usage=usage)
        candidate = response.candidates[0]
        content = candidate.content
        parts = (content.parts if content else None) or []
        calls = [part.function_call for part in parts if part.function_call]
        self._calls = tuple(FunctionCall(call.name or "", call.args, call.id) for call in calls)
        self._last = content if content and content.parts else None
        finish = candidate.finish_reason.value if candidate.finish_reason else None
        return Answer(finish, self._calls, blocked, usage)


def _config(
    instruction: str, schema: Mapping[str, Any], mode: str = "ANY", manner: Manner | None = None
) -> types.GenerateContentConfig:
    """Return all of a request but its turns; without a manner the model thinks as it likes.

    Nothing in it changes between requests, so that Gemini can keep it in its cache.
    """
    declaration = types.FunctionDeclaration(
        name=wire.FUNCTION, description=_DESCRIPTION, parameters_json_schema=schema
    )
    return types.GenerateContentConfig(
        system_instruction=instruction,
        tools=[types.Tool(function_declarations=[declaration])],
        tool_config=types.ToolConfig(
            function_calling_config=types.FunctionCallingConfig(
                mode=types.FunctionCallingConfigMode(mode),
                allowed_function_names=[wire.FUNCTION],
            )
        ),
        # NOTE: the SDK can call Python functions by itself; it gets none, and this forbids it.
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
        automatic_continuation=False,
        max_output_tokens=8192,
        candidate_count=1,
        store=False,
        **({} if manner is None else _thoughts(manner)),
    )


def _thoughts(manner: Manner) -> dict[str, Any]:
    level = types.ThinkingLevel(manner.thinking.upper())
    thinking = {"thinking_config": types.ThinkingConfig(thinking_level=level)}
    free = {} if manner.temperature is None else {"temperature": manner.temperature}
    return thinking | free


def _usage(told: types.GenerateContentResponseUsageMetadata | None) -> Usage:
    if told is None:
        return Usage()
    output = (told.candidates_token_count or 0) + (told.thoughts_token_count or 0)
    return Usage(told.prompt_token_count, told.cached_content_token_count, output)


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
