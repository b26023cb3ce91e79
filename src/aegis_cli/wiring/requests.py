"""Sends requests through the pipeline, with the options and the services that it needs."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import IO, TYPE_CHECKING, Any

from aegis_cli.actions import catalog
from aegis_cli.errors import AegisError, Code, Unclear, UsageError
from aegis_cli.request.actors import Actors
from aegis_cli.request.conversation import Conversation
from aegis_cli.request.result import Result, failed_result
from aegis_cli.settings.cli_options import CliOptions
from aegis_cli.wiring.environment import Environment
from aegis_cli.wiring.executors import Executors
from aegis_cli.wiring.planners import Planners
from aegis_cli.wiring.sign_ins import SignIns
from aegis_cli.wiring.speaker import Speaker

if TYPE_CHECKING:
    from aegis_cli.actions.action import Action
    from aegis_cli.executor.downloads import Downloads
    from aegis_cli.executor.taken_bytes import NamedFiles
    from aegis_cli.planning.expansion import Act
    from aegis_cli.planning.plan import Context
    from aegis_cli.planning.row_references import ListedRows
    from aegis_cli.request.policy import Layer, Policy
    from aegis_cli.request.ports import Services
    from aegis_cli.request.request_options import RequestOptions
    from aegis_cli.request.selection import Selection


@dataclass
class Requests:
    """The requests of one process, one after another, with the conversation that they share."""

    environment: Environment
    sign_ins: SignIns
    executors: Executors
    planners: Planners
    speaker: Speaker
    conversation: Conversation = field(default_factory=Conversation)
    actors: Actors = field(default_factory=Actors)
    """Who acts at each provider, for as long as this process keeps a session."""
    downloads: "Downloads | None" = None
    """Those of the last request."""

    def ask(
        self,
        text: str,
        *,
        is_watched: bool = False,
        listed: "ListedRows | None" = None,
        files: "NamedFiles | None" = None,
        selection: "Selection | None" = None,
    ) -> Result:
        """Do what a sentence asks for; say if the person reads the result where they typed it.

        `listed` are the rows that the person saw before and may name. `files` are
        where a download goes, and what an upload sends; without them there is none.
        `selection` is what is to be written of the result, where that is not all of it.
        """
        from aegis_cli.planning.row_references import ListedRows
        from aegis_cli.planning.said_value import hide_value
        from aegis_cli.request.pipeline import ask

        text = hide_value(text)
        try:
            self.planners.require()
            self.executors.prepare()
            options = replace(
                self._options,
                is_watched=is_watched,
                listed=listed or ListedRows(),
                selection=selection,
            )
            context = self._context()
            planner = self.planners.chosen
        except AegisError as error:
            return failed_result(text, error)
        with self._with_files(files) as services:
            result = self._keep(ask(text, context, planner, options, services))
        return self._remember(result)

    def request_for_model(self, text: str) -> str:
        """Return all that a model would get for a sentence; nothing is sent."""
        from aegis_cli.actions.catalog import ENTRIES
        from aegis_cli.planning.gemini.prompt import instruction, request
        from aegis_cli.planning.gemini.signatures import ActionRow
        from aegis_cli.planning.said_value import hide_value

        rows = map(ActionRow.of, ENTRIES.values())
        context, now = self._context(), self.environment.now()
        return f"{instruction(rows)}\n{request(hide_value(text), context, now)}\n"

    def take_spooled(self) -> "Mapping[str, IO[bytes]]":
        """Return what the last request downloaded to be shown, once, by the ids of its steps."""
        downloads, self.downloads = self.downloads, None
        return downloads.spooled if downloads else {}

    def is_sentence(self, text: str, listed: "ListedRows") -> bool:
        """Tell whether a text is a whole sentence to the grammar, without any line before it."""
        from aegis_cli.planning.offline import is_whole
        from aegis_cli.planning.row_references import replace_rows

        try:
            with_stand_ins, _ = replace_rows(text, listed)
        except Unclear:
            return False
        return is_whole(with_stand_ins, replace(self._context(), earlier=(), last={}))

    def do(
        self,
        request: str,
        *acts: "Act",
        files: "NamedFiles | None" = None,
        selection: "Selection | None" = None,
    ) -> Result:
        """Do the actions that somebody typed, as one plan; the rest is as in `ask`."""
        from aegis_cli.request.carrying_out import carry_out

        try:
            self.executors.prepare()
            # A broker says only now where it acts.
            _require_providers(acts)
            options = replace(self._options, selection=selection)
        except AegisError as error:
            return failed_result(request, error)
        placed = tuple(
            replace(act, base=act.action.provider.base_in(options.bases)) for act in acts
        )
        with self._with_files(files) as services:
            result = self._keep(carry_out(request, placed, options, services, wanted=None))
        return self._remember(result)

    @contextmanager
    def _with_files(self, files: "NamedFiles | None") -> "Iterator[Services]":
        """Yield the services of a request with the files that the command line names.

        Its downloads go there, or are shown, and what it uploads comes from there.
        """
        from aegis_cli.executor.downloads import Downloads
        from aegis_cli.executor.secret_values import SecretValues
        from aegis_cli.executor.taken_bytes import NO_FILES, TakenBytes

        named = files or NO_FILES
        has_broker = self.environment.settings.broker is not None
        self.downloads = self.executors.downloads = Downloads(
            named.destination, self.speaker.new_file, has_broker=has_broker
        )
        taken = self.executors.taken = TakenBytes(
            named.given,
            self.speaker.open_to_send,
            has_broker=has_broker,
            told=self.environment.screen.progress.say,
        )
        values = self.executors.values = SecretValues(self.speaker.give_value, has_broker)
        try:
            yield replace(
                self._services,
                require_places=self.downloads.require,
                commit=taken.commit,
                take_values=values.take,
            )
        finally:
            values.drop()
            taken.drop()
            self.downloads.drop()

    def _keep(self, result: Result) -> Result:
        """Give a download its name; the error of a failed one names the file that is left."""
        assert self.downloads is not None
        result = self.downloads.keep(result)
        left = self.downloads.drop()
        if left and result.error is not None:
            result.error.hint = " ".join(filter(None, (left, result.error.hint)))
        return result

    def _remember(self, result: Result) -> Result:
        """Remember the result and its sentence, and have the speaker take note of it."""
        self.conversation.remember(result.request, result)
        return self.speaker.report(self._without_forged_example(result))

    def _without_forged_example(self, result: Result) -> Result:
        """Return a result in which only a sandbox of ours says that an answer is an example."""
        if self.environment.options.sandbox:
            return result
        outcomes = (replace(each, is_example=False) for each in result.outcomes)
        return replace(result, outcomes=tuple(outcomes))

    def typed_act(self, cls: "type[Action[Any]]", given: Mapping[str, Any]) -> "Act":
        """Make an act of what the person typed as options; a text of `-` is standard input.

        Raises `UsageError` where a field is missing or wrong.
        """
        from aegis_cli.planning.typed import act_of

        return act_of(
            cls,
            given,
            repo=self.environment.repo,
            stdin=self._services.stdin.read,
            file=self._file_text,
            host=self.environment.web_host,
        )

    def _file_text(self, path: str) -> str:
        """Read a text file that the command line names."""
        from aegis_cli.adapters.terminal.stdin import file_text

        return file_text(path, self.speaker.open_file(path))

    def _context(self) -> "Context":
        from aegis_cli.planning.plan import Context, Origin

        repo, origin = self.environment.repo() or (None, Origin.CONTEXT)
        return Context(
            repo=repo,
            repo_origin=origin,
            host=self.environment.web_host,
            stdin=self._services.stdin.is_available(),
            earlier=tuple(self.conversation.earlier),
            last=self.conversation.last,
        )

    @cached_property
    def _options(self) -> "RequestOptions":
        """The policy, what is approved in advance, and where requests go to."""
        from aegis_cli.request.consent import Preapproval
        from aegis_cli.request.request_options import RequestOptions

        options, settings = self.environment.options, self.environment.settings
        typed = RequestOptions(
            policy=self._policy(),
            preapproval=Preapproval(yes=options.yes, confirm=options.confirm),
            bases=settings.bases,
            sites=settings.sites,
            hosts=self.environment.hosts(),
            dry_run=options.dry_run,
            keep_going=options.keep_going,
            max_writes=options.max_writes,
            now=self.environment.now,
            answers_once=settings.broker is not None,
        )
        return self.speaker.limit(typed)

    def providers_without_rules(self) -> tuple[str, ...]:
        """Say at which providers a rule allows nothing, for the start of what lasts."""
        from aegis_cli.request.policy import providers_without_rules

        return tuple(
            line for layer in self._policy().layers for line in providers_without_rules(layer)
        )

    def _policy(self) -> "Policy":
        """Return the policy: the configuration's, and what the options of the command add."""
        from aegis_cli.request.policy import Policy, check_layer

        layers = [self.environment.settings.policy, typed_layer(self.environment.options)]
        return Policy(tuple(check_layer(each) for each in layers if each is not None))

    @cached_property
    def _services(self) -> "Services":
        """What the pipeline needs from the outside."""
        from aegis_cli.adapters.terminal.stdin import StandardInput
        from aegis_cli.request.ports import Services

        return Services(
            sign_in=self.sign_ins.sign_in,
            executor=self.executors.chosen,
            terminal=self.environment.person,
            stdin=StandardInput(),
            load=catalog.load,
            connect=self.sign_ins.offer_to_connect,
            actors=self.actors,
            granted=self.speaker.reserve_grants,
        )


def _require_providers(acts: "Iterable[Act]") -> None:
    """Raise `UsageError` for an act at a provider at which the broker does not act."""
    for act in acts:
        provider = act.action.provider
        if provider.name not in catalog.providers():
            raise UsageError(
                f"The broker does not act at {provider.title}.",
                code=Code.BAD_SETTINGS,
                hint=f"Ask who runs the broker for [providers.{provider.name}] in its settings.",
            )


def typed_layer(options: CliOptions, name: str = "the command line") -> "Layer":
    """Return the rules that options say."""
    from aegis_cli.actions.facts import Effect
    from aegis_cli.request.policy import Layer

    return Layer(
        name,
        allow=options.allow or None,
        deny=options.deny,
        places=options.places or None,
        max_effect=Effect.READ if options.read_only else None,
    )
