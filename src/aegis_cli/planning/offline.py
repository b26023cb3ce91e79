"""The planner that needs no model: the grammar behind the same port."""

from collections.abc import Callable

from aegis_cli.planning.grammar.parse import parse
from aegis_cli.planning.plan import Context, Invalid, Reading, Suggestions
from aegis_cli.planning.wire import WirePlan
from aegis_cli.planning.words import Sentence

Understand = Callable[[WirePlan], Reading | Invalid]


class OfflinePlanner:
    """Understands the documented forms, and says so where it does not understand."""

    def propose(self, sentence: Sentence, context: Context, understand: Understand) -> Reading:
        """Parse the sentence; what does not parse gives suggestions, never a guess."""
        found = parse(sentence.text, context)
        if isinstance(found, Suggestions):
            return found
        reading = understand(found)
        return Suggestions((), reading.reason) if isinstance(reading, Invalid) else reading
