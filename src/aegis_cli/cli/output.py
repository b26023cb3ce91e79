"""Writes the result, the notes and the error of a request as text.

Text from a server, a model or a person passes `visible`, and is never read as markup.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.provider.derived_token import TokenFacts
from aegis_cli.actions.results.views import Line, View
from aegis_cli.adapters.render.capabilities import Device
from aegis_cli.adapters.render.ink import paint
from aegis_cli.adapters.render.page import Page, page_of
from aegis_cli.adapters.render.rows import BAR
from aegis_cli.adapters.render.step import nothing, render_step
from aegis_cli.adapters.terminal.preview import render_preview
from aegis_cli.core.text import one_line, visible
from aegis_cli.errors import AegisError, Status
from aegis_cli.request.execution import Outcome, StepStatus
from aegis_cli.request.plan_preview import preview
from aegis_cli.request.result import Result

_HINT = "  hint: "
_EXAMPLE = "The sandbox has no state for this: it shows {}'s documented example."


def render_result(
    result: Result, device: Device, *, is_numbered: bool = False, shows_ids: bool = False
) -> str:
    """Write what goes to standard output: the result of each step, by its action's view."""
    if not result.acts:
        return ""
    if result.status is Status.PLANNED:
        return _plan(result, device)
    parts = []
    for number, action, outcome in _steps(result):
        is_shown = outcome.status is StepStatus.DONE or outcome.already or outcome.data is not None
        page = replace(page_of(action, device), is_numbered=is_numbered, shows_ids=shows_ids)
        text = _outcome(action, outcome, page) if is_shown else ""
        if text and device.is_terminal and len(result.outcomes) > 1:
            heading = paint(f"{number}. {one_line(action.says())}", "bold", device)
            text = f"{heading}\n{text}"
        parts.append(text)
    text = "\n\n".join(filter(None, parts))
    return f"{text}\n" if text else ""


def _plan(result: Result, device: Device) -> str:
    """Write a plan that was not run, in full, where a terminal has not shown it already."""
    if device.is_terminal:
        return ""
    shown = replace(preview(result.acts), guessed_as=result.guessed_as)
    return f"{render_preview(shown, device)}\nDigest: {result.digest}\n"


def _steps(result: Result) -> Iterator[tuple[int, Action[Any], Outcome]]:
    outcomes = {outcome.id: outcome for outcome in result.outcomes}
    for number, act in enumerate(result.acts, start=1):
        if act.id in outcomes:
            yield number, act.action, outcomes[act.id]


def _outcome(action: Action[Any], outcome: Outcome, page: Page) -> str:
    device = page.device
    if outcome.status is StepStatus.SKIPPED:  # it was so before
        mark = _mark(action, device, is_whole=True) if device.is_terminal else ""
        return f"{mark}{one_line(outcome.reason)}"
    mark = _mark(action, device, is_whole=outcome.status is StepStatus.DONE)
    return render_step(_true_view(action.facts.view, outcome), outcome.data, page, mark=mark)


def _true_view(view: View, outcome: Outcome) -> View:
    """Return a view whose sentence claims no more than what happened."""
    if not isinstance(view, Line):
        return view
    if outcome.status is not StepStatus.DONE:
        return replace(view, text=view.piped or view.text)
    return replace(view, text=view.already) if outcome.already and view.already else view


def _mark(action: Action[Any], device: Device, *, is_whole: bool) -> str:
    if not is_whole:
        return paint("!", "yellow", device) + " "
    ink = "red" if action.facts.effect is Effect.DESTRUCTIVE else "green"
    return paint("✓" if device.unicode else "*", ink, device) + " "


def render_notes(result: Result, device: Device) -> str:
    """Write the notes on standard error: about empty, cut or skipped parts, and about the token."""
    lines: list[str] = []
    has_several = sum(outcome.error is not None for outcome in result.outcomes) > 1
    for number, action, outcome in _steps(result):
        if outcome.status is StepStatus.DONE:
            lines += _remarks(action, outcome.data, device) if device.is_terminal else []
            lines += _reservations(action, outcome, device)
        elif len(result.outcomes) > 1 and not outcome.already:
            note = f"Step {number} {_ENDED[outcome.status]}: {one_line(action.says())}."
            reason = outcome.explanation if has_several else outcome.reason
            note += f" {one_line(reason)}" if reason else ""
            lines.append(paint(note, "yellow", device))
    for facts in result.tokens.values():
        lines += _about_token(facts, device)
    return "".join(f"{line}\n" for line in lines)


def _reservations(action: Action[Any], outcome: Outcome, device: Device) -> Iterator[str]:
    """Write what a result is not: whole, or of any state."""
    if outcome.note:
        yield paint(one_line(outcome.note), "yellow", device)
    if outcome.is_example and device.is_terminal:
        yield paint(_EXAMPLE.format(action.provider.title), "grey", device)


def _about_token(facts: TokenFacts, device: Device) -> Iterator[str]:
    if facts.reason is not None:
        note = (
            "A token was left behind."
            if facts.narrowed
            else "The token was not limited to this plan:"
        )
        yield paint(one_line(f"{note} {facts.reason}"), "yellow", device)


_ENDED = {
    StepStatus.FAILED: "failed",
    StepStatus.SKIPPED: "was not tried",
    StepStatus.OUTCOME_UNKNOWN: "may have happened or not",
}


def _remarks(action: Action[Any], data: Any, device: Device) -> Iterator[str]:
    empty = nothing(action.facts.view, data, page_of(action, device))
    if empty:
        yield empty
    if isinstance(data, list) and len(data) == action.most:
        yield paint(f"There may be more: the limit was {action.most}.", "grey", device)


def render_error(error: AegisError, device: Device) -> str:
    """Write an error and the way out of it.

    NOTE: a message may quote several lines; on a terminal the bar shows that they are no hint.
    """
    message = visible(error.message).replace("\n", "\n" + (BAR if device.is_terminal else "  "))
    lines = [f"{paint('aegis:', 'red', device)} {message}"]
    if error.hint is not None:
        hint = visible(error.hint).replace("\n", "\n" + " " * len(_HINT))
        lines.append(paint(_HINT, "grey", device) + hint)
    return "".join(f"{line}\n" for line in lines)
