"""Which model to ask where none is set, and which one in place of a model that is retired. Pure."""

import re
from collections.abc import Iterable

DEFAULT_MODEL = "gemini-3.8-flash"
CHEAP_MODEL = "gemini-3.5-flash-lite"
_NAME = re.compile(r"gemini-(\d{1,3})(?:\.(\d{1,3}))?-(flash-lite|flash|pro)", re.ASCII)
_KINDS = ("flash-lite", "flash", "pro")
_RETIRING = frozenset({"LEGACY", "DEPRECATED", "RETIRED"})


def next_model(model: str, offers: Iterable[str] = ()) -> str:
    """Return the model to take in place of one, of those on offer; "" if none is known.

    It is the one that aegis is made for, or else the newest of its kind that is no preview.
    """
    offered = [*offers]
    kind = next((each for each in _KINDS if each in model), "flash")
    usual = CHEAP_MODEL if kind == "flash-lite" else DEFAULT_MODEL
    if usual != model and (usual in offered or not offered):
        return usual
    alike = [it for it in map(_NAME.fullmatch, offered) if it and it[3] == kind and it[0] != model]
    newest = max(alike, key=lambda it: (int(it[1]), int(it[2] or 0)), default=None)
    return newest[0] if newest else ""


def retirement(model: str, stage: str, ends: str) -> str:
    """Say that a model is going, from the stage that Gemini tells; "" while it stays.

    `ends` is the day, where Gemini tells one.
    """
    if stage not in _RETIRING:
        return ""
    successor = next_model(model)
    instead = f"; take {successor} with --model or AEGIS_MODEL" if successor else ""
    until = f", until {ends}" if ends else ""
    return f"Gemini has {model} only as {stage.lower()}{until}{instead}."
