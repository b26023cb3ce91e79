"""A request on its way through the pipeline: by which rules, and through which world."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from aegis_cli.actions import catalog
from aegis_cli.errors import AegisError, Code
from aegis_cli.request.conversation import Conversation
from aegis_cli.request.result import Result, failed
from aegis_cli.wiring.environment import Environment
from aegis_cli.wiring.executors import Executors
from aegis_cli.wiring.planners import Planners
from aegis_cli.wiring.sign_ins import SignIns

if TYPE_CHECKING:
    from aegis_cli.actions.action import Action
    from aegis_cli.planning.plan import Context, Step
    from aegis_cli.request.pipeline import RequestOptions
    from aegis_cli.request.ports import Services


@dataclass
class Requests:
    """The requests of one process, one after another, and what they remember of each other."""

    around: Environment
    sign_ins: SignIns
    executors: Executors
    planners: Planners
    conversation: Conversation = field(default_factory=Conversation)

    def ask(self, text: str) -> Result:
        """Do what a sentence asks for."""
        from aegis_cli.request.pipeline import ask

        try:
            self.planners.require()
            self.executors.prepare()
            ways = self._ways
            context = self._context()
            planner = self.planners.chosen
        except AegisError as error:
            return failed(text, error)
        return self._ended(text, ask(text, context, planner, ways, self._world))

    def do(self, request: str, step: "Step") -> Result:
        """Do the action that the person typed."""
        from aegis_cli.planning.plan import Plan
        from aegis_cli.request.pipeline import carry_out

        try:
            self.executors.prepare()
            ways = self._ways
        except AegisError as error:
            return failed(request, error)
        plan = Plan((step,))
        return self._ended(request, carry_out(request, plan, ways, self._world, wanted=None))

    def _ended(self, text: str, result: Result) -> Result:
        """Remember what was said and done; forget a session that is no longer accepted."""
        self.conversation.remember(text, result)
        if result.error is not None and result.error.code is Code.SESSION_EXPIRED:
            self.sign_ins.device.forget()
        return result

    def typed_step(self, cls: "type[Action[Any]]", given: Mapping[str, Any]) -> "Step":
        """Make a step of what the person typed as options; a text of `-` is standard input.

        Raises `UsageError` where a field is missing or wrong.
        """
        from aegis_cli.planning.typed import step_of

        return step_of(cls, given, repo=self.around.repo, stdin=self._world.stdin.read)

    def _context(self) -> "Context":
        from aegis_cli.planning.plan import Context, Origin

        repo, origin = self.around.repo() or (None, Origin.CONTEXT)
        return Context(
            repo=repo,
            repo_origin=origin,
            host=self.around.github_host,
            stdin=self._world.stdin.is_available(),
            earlier=tuple(self.conversation.earlier),
            last=self.conversation.last,
        )

    @cached_property
    def _ways(self) -> "RequestOptions":
        """How a request may go."""
        from aegis_cli.actions.action import Effect
        from aegis_cli.request.approval import Options
        from aegis_cli.request.pipeline import RequestOptions
        from aegis_cli.request.policy import Layer, Policy, checked

        choices, settings = self.around.choices, self.around.settings
        options = Layer(
            "the command line",
            allow=choices.allow or None,
            deny=choices.deny,
            repos=choices.repos or None,
            max_effect=Effect.READ if choices.read_only else None,
        )
        layers = [layer for layer in (settings.policy, options) if layer is not None]
        return RequestOptions(
            policy=Policy(tuple(checked(layer, catalog.matching) for layer in layers)),
            options=Options(yes=choices.yes, confirm=choices.confirm),
            base=settings.github_api,
            hosts=self.around.hosts(),
            dry_run=choices.dry_run,
        )

    @cached_property
    def _world(self) -> "Services":
        """The outside world, as the pipeline sees it."""
        from aegis_cli.adapters.terminal.stdin import StandardInput
        from aegis_cli.request.ports import Services

        return Services(
            sign_in=self.sign_ins.stepping_up(),
            executor=self.executors.chosen,
            terminal=self.around.person,
            stdin=StandardInput(),
            load=catalog.load,
            connect=self.sign_ins.offer_to_connect,
        )
