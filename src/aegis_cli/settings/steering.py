"""What a client may not bring to a session, since it would steer the session's agent; pure."""

from collections.abc import Mapping

STEERING = {
    f"--{name.replace('_', '-')}": name for name in ("config", "sandbox", "step_up", "model")
}
"""The options, with their names in `CliOptions`. Those about a sign-in have no effect there."""


def differing(ours: Mapping[str, str], given: Mapping[str, str]) -> list[str]:
    """Name the settings that a client has otherwise than its session; an empty one is none."""
    return [name for name, value in given.items() if value and ours.get(name) != value]
