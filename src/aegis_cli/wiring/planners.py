"""What turns a sentence into a plan: the grammar, or Gemini with one's own key or a broker's.

Another planner is made here, in `chosen`; it fills the port `planning.read.Planner`.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from aegis_cli.actions import catalog
from aegis_cli.errors import Code, Failed, UsageError
from aegis_cli.wiring.environment import Environment
from aegis_cli.wiring.sign_ins import SignIns

if TYPE_CHECKING:
    from aegis_cli.adapters.gemini.access import Access
    from aegis_cli.adapters.gemini.planner import GeminiPlanner
    from aegis_cli.core.secret import Secret
    from aegis_cli.planning.read import Planner


class Planners:
    """The planner of one process, and with which model and under whose key it plans."""

    def __init__(self, around: Environment, sign_ins: SignIns) -> None:
        self._around = around
        self._sign_ins = sign_ins
        self._has_told_who_plans = False

    @cached_property
    def chosen(self) -> "Planner":
        """The planner that the settings choose; under `--yes` the grammar first."""
        from aegis_cli.planning.grammar.offline import GrammarFirst, OfflinePlanner

        if self._around.settings.engine == "offline":
            return OfflinePlanner()
        return GrammarFirst(self._model_planner) if self._grammar_first else self._model_planner()

    @property
    def _grammar_first(self) -> bool:
        """Whether the grammar plans what it reads in full: `--yes` covers nothing else."""
        around = self._around
        is_explicit = bool(around.choices.engine) or "engine" in around.settings.sources
        return around.choices.yes and not is_explicit

    def _model_planner(self) -> "GeminiPlanner":
        self._require_model()
        self._tell_who_plans()
        return self.gemini

    def require(self) -> None:
        """Raise unless there is something to turn a sentence into a plan; may ask the broker."""
        if self._around.settings.engine != "offline" and not self._grammar_first:
            self._require_model()

    def _require_model(self) -> None:
        settings = self._around.settings
        if settings.gemini_key is not None:
            return
        if settings.broker is None:
            raise _no_planner("No Gemini key is set")
        if self._around.choices.dry_run:
            raise UsageError(
                "Without a Gemini key of your own only the broker could plan, and it plans for "
                "whoever is signed in; --dry-run never signs in.",
                code=Code.NO_PLANNER,
                hint=_WAYS_OUT,
            )
        if not self._around.broker_models():
            raise _no_planner("No Gemini key is set, and the broker does not plan")

    def _tell_who_plans(self) -> None:
        """Say once that the person's words go to a broker, where they do."""
        settings = self._around.settings
        if self._has_told_who_plans or settings.gemini_key is not None:
            return
        self._around.person.note(
            f"Your words go to the broker {settings.broker}, which plans with a Gemini key of its "
            "own; so you sign in before there is a plan."
        )
        self._has_told_who_plans = True

    @cached_property
    def gemini(self) -> "GeminiPlanner":
        """The planner that asks Gemini: itself with a key of one's own, or else at the broker."""
        from aegis_cli.adapters.gemini.planner import GeminiPlanner

        progress = self._around.progress
        planner = GeminiPlanner(
            self._access(),
            model=self.model,
            catalogue=(
                (e.name, e.signature, e.effect, e.summary) for e in catalog.ENTRIES.values()
            ),
            progress=progress.say,
            observe=progress.observe,
        )
        self._around.closing.callback(planner.close)
        return planner

    def _access(self) -> "Access":
        from aegis_cli.adapters.gemini.access import OwnKey, ThroughBroker

        self._require_model()
        settings = self._around.settings
        values, key = settings.values, settings.gemini_key
        if key is not None:
            return OwnKey(key, url=values["gemini_url"], api_version=values["gemini_api_version"])
        return ThroughBroker(settings.broker or "", token=self._planning_token)

    @property
    def model(self) -> str:
        """The model that plans: the one that was said, or where none was, one that is offered."""
        around = self._around
        model = around.settings.values["model"]
        if around.settings.gemini_key is not None or model in around.broker_models():
            return model
        offered = around.broker_models()
        if around.choices.model or "model" in around.settings.sources:
            raise Failed(
                f"The broker does not plan with the model {model}.",
                code=Code.PLANNER_MODEL,
                hint=f"Choose one with --model or AEGIS_MODEL: {', '.join(offered)}.",
            )
        return offered[0]

    def _planning_token(self) -> "Secret":
        """Return the token of a session for reading, under which the broker plans."""
        from aegis_cli.actions.action import Effect
        from aegis_cli.request.scopes import SCOPES

        return self._sign_ins.device.session(SCOPES[Effect.READ]).access_token


_WAYS_OUT = """\
Any of these helps:
  export GEMINI_API_KEY=…       a key from https://aistudio.google.com/apikey
  aegis ask --engine offline …  plain sentences, without a model
  aegis do --help               the actions themselves
  aegis --sandbox ask …         everything, on a sandbox, without an account"""


def _no_planner(why: str) -> UsageError:
    return UsageError(
        f"{why}, so there is nothing to turn a sentence into a plan.",
        code=Code.NO_PLANNER,
        hint=_WAYS_OUT,
    )
