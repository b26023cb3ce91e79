"""The planner of a request in a session: the agent asks the model, over its open connection."""

from dataclasses import asdict, dataclass
from typing import Any

from aegis_cli.errors import Bug, Code
from aegis_cli.planning.plan import Context, Invalid, Origin, Reading
from aegis_cli.planning.read import Planner, Understand
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan
from aegis_cli.session.ports.link import Link


@dataclass(frozen=True, slots=True)
class AgentPlanner:
    """Turns words into a plan, by way of the agent."""

    link: Link

    def propose(self, sentence: Sentence, context: Context, understand: Understand) -> Reading:
        """Return what the model of the agent proposed, read once more here."""
        answer = self.link.call("propose", text=sentence.text, context=context_as_json(context))
        reading = understand(WirePlan.model_validate(answer.value))
        if isinstance(reading, Invalid):
            raise Bug("The agent accepted a plan that is none.", code=Code.INTERNAL)
        return reading


def proposal(
    planner: Planner, sentence: Sentence, context: Context, understand: Understand
) -> dict[str, Any]:
    """Have a planner propose, on the agent's side; return what it emitted last, as JSON."""
    emitted: list[WirePlan] = []

    def note(wire: WirePlan) -> Reading | Invalid:
        emitted.append(wire)
        return understand(wire)

    planner.propose(sentence, context, note)
    return emitted[-1].model_dump(mode="json")


def context_as_json(context: Context) -> dict[str, Any]:
    """Write what a planner may know besides the sentence."""
    return asdict(context) | {"repo_origin": context.repo_origin.value}


def context_from(data: dict[str, Any]) -> Context:
    """Read what a planner may know besides the sentence."""
    known = {"repo_origin": Origin(data["repo_origin"]), "earlier": tuple(data["earlier"])}
    return Context(**data | known)
