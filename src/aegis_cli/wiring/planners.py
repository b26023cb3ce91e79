"""What turns a sentence into a plan: the grammar, or Gemini with your own key or a broker's.

Another planner is made here, in `chosen`; it implements the port `planning.read.Planner`.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from aegis_cli.actions import catalog
from aegis_cli.errors import Code, Failed, UsageError
from aegis_cli.settings.known import GEMINI, TEMPERATURE, THINKING
from aegis_cli.wiring.environment import Environment
from aegis_cli.wiring.sign_ins import SignIns

if TYPE_CHECKING:
    from aegis_cli.adapters.gemini.access import Access
    from aegis_cli.adapters.gemini.planner import GeminiPlanner
    from aegis_cli.planning.read import Planner


@dataclass
class Planners:
    """The planner of one process: which one, with which model, and with whose key."""

    environment: Environment
    sign_ins: SignIns
    model_planner: "Planner | None" = None
    """What asks a model, where another process does."""
    _has_named_broker: bool = field(default=False, init=False)
    _has_named_sandbox: bool = field(default=False, init=False)

    @cached_property
    def chosen(self) -> "Planner":
        """The planner that the settings choose; under `--yes` the grammar first."""
        from aegis_cli.planning.offline import GrammarFirst, OfflinePlanner

        settings = self.environment.settings
        if self.reads_offline:
            if self.environment.options.debug:
                self.environment.person.note(WITHOUT_KEY)
            return OfflinePlanner(self.environment.now, guesses=True)
        if not settings.asks_model:
            return OfflinePlanner(self.environment.now, guesses=settings.guesses)
        return GrammarFirst(self._model_planner) if self._grammar_first else self._model_planner()

    @property
    def _grammar_first(self) -> bool:
        """Whether the grammar plans the sentences that it can read: `--yes` covers only those."""
        return self.environment.options.yes and not self._is_chosen

    @property
    def _is_chosen(self) -> bool:
        """Whether the person named an engine."""
        environment = self.environment
        return bool(environment.options.engine) or "engine" in environment.settings.sources

    def _model_planner(self) -> "Planner":
        self._require_model()
        if self.model_planner is not None:
            return self.model_planner
        self._name_broker()
        self._name_sandbox()
        return self.gemini

    def choose(self, *, engine: str = "", model: str = "") -> None:
        """Plan with another engine, or another model, from now on; "" leaves it as it is."""
        environment, options = self.environment, self.environment.options
        given = {name: value for name, value in (("engine", engine), ("model", model)) if value}
        environment.settings = environment.settings.with_values(given)
        environment.options = replace(
            options, engine=engine or options.engine, model=model or options.model
        )
        # What was made is closed when the process ends; the next sentence makes it anew.
        self.__dict__.pop("chosen", None)
        if model:
            self.__dict__.pop("gemini", None)

    @property
    def lacks_model(self) -> bool:
        """Whether Gemini is to plan, and neither a key nor a broker leads to it."""
        settings = self.environment.settings
        has_way = settings.gemini_key is not None or settings.broker is not None
        return settings.asks_model and not has_way

    @property
    def reads_offline(self) -> bool:
        """Whether the offline engine reads for want of a key, where nobody named an engine."""
        return self.lacks_model and not self._is_chosen

    def warm_up(self) -> None:
        """Import what asks a model, if one is to be asked: the first sentence need not wait."""
        if self.environment.settings.asks_model and not self.lacks_model:
            import aegis_cli.adapters.gemini.planner  # noqa: F401  # for its effect

    def require(self) -> None:
        """Raise unless there is something to turn a sentence into a plan; may ask the broker."""
        needs_model = self.environment.settings.asks_model and not self._grammar_first
        if needs_model and not self.reads_offline:
            self._require_model()

    def _require_model(self) -> None:
        settings = self.environment.settings
        if settings.gemini_key is not None:
            return
        if settings.broker is None:
            raise _no_planner("No Gemini key is set")
        if self.environment.options.dry_run:
            raise UsageError(
                "Without a Gemini key of your own only the broker could plan, and it plans for "
                "whoever is signed in; --dry-run never signs in.",
                code=Code.NO_PLANNER,
                hint=_WAYS_OUT,
            )
        if not self.environment.broker_models():
            raise _no_planner("No Gemini key is set, and the broker does not plan")

    def _name_broker(self) -> None:
        """If a broker plans, tell the person once that their words go there."""
        settings = self.environment.settings
        if self._has_named_broker or settings.gemini_key is not None:
            return
        self.environment.person.note(
            f"Your words go to the broker {settings.broker}, which plans with a Gemini key of its "
            "own; so you sign in before there is a plan."
        )
        self._has_named_broker = True

    def _name_sandbox(self) -> None:
        """On a terminal, say once which engine plans on a sandbox, and the use of a key."""
        environment = self.environment
        if environment.options.sandbox and environment.screen.has_terminal:
            if not self._has_named_sandbox:
                environment.person.note(SANDBOX_MODEL)
            self._has_named_sandbox = True

    @cached_property
    def gemini(self) -> "GeminiPlanner":
        """The planner that asks Gemini: directly if a key is set, or else through the broker."""
        from aegis_cli.adapters.gemini.planner import GeminiPlanner
        from aegis_cli.planning.gemini.request_forms import Manner
        from aegis_cli.planning.gemini.signatures import ActionRow

        environment, progress = self.environment, self.environment.screen.progress
        values = environment.settings.values
        temperature = values.get(TEMPERATURE)
        planner = GeminiPlanner(
            self._access(),
            model=self.model,
            catalogue=map(ActionRow.of, catalog.ENTRIES.values()),
            now=environment.now,
            progress=progress.say,
            observe=progress.observe,
            note=environment.person.note,
            patience=environment.patience,
            manner=Manner(values[THINKING], None if temperature is None else float(temperature)),
        )
        environment.closing.callback(planner.close)
        return planner

    def _access(self) -> "Access":
        from aegis_cli.adapters.gemini.access import OwnKey, ThroughBroker

        self._require_model()
        settings = self.environment.settings
        values, key = settings.values, settings.gemini_key
        if key is not None:
            return OwnKey(
                key,
                url=values["gemini_url"],
                api_version=values["gemini_api_version"],
                name=self.environment.name_of(GEMINI),
            )
        return ThroughBroker(
            settings.broker or "", token=lambda: self.sign_ins.for_reading().access_token
        )

    @property
    def model(self) -> str:
        """The model that plans: that of the settings, or, if none is set, one of the broker's."""
        environment = self.environment
        model = environment.settings.values["model"]
        if environment.settings.gemini_key is not None or model in environment.broker_models():
            return model
        offered = environment.broker_models()
        if environment.options.model or "model" in environment.settings.sources:
            raise Failed(
                f"The broker does not plan with the model {model}.",
                code=Code.PLANNER_MODEL,
                hint=f"Choose one with --model or AEGIS_MODEL: {', '.join(offered)}.",
            )
        return offered[0]


WITHOUT_KEY = (
    "No Gemini key is set, so the offline engine reads: plain sentences, and others by a guess. "
    "`--engine offline` says the same, and with a key in GEMINI_API_KEY Gemini plans."
)
"""What is said once where no engine was named and none can be asked."""
SANDBOX_MODEL = (
    "The sandbox's stand-in for Gemini is the offline reader (--engine offline). Outside it, with "
    "a key in GEMINI_API_KEY, Gemini itself plans, whatever words you use."
)
"""What a sandbox says of its model."""
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
