"""The question that approves writes: asked until there is an answer, or an edit of the plan.

Nothing but y and yes approves, and nothing but n, no and Ctrl-C refuses at once. Every other key
leaves a step out, shows something, or makes the question be asked again.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from aegis_cli.adapters.render.rows import shorten
from aegis_cli.adapters.terminal import editor
from aegis_cli.adapters.terminal.editor_document import EditorDocument
from aegis_cli.adapters.terminal.tty import NO, YES, Tty
from aegis_cli.core.text import one_line
from aegis_cli.errors import UsageError
from aegis_cli.planning.expansion import Act
from aegis_cli.request.approval import Reply, with_needing
from aegis_cli.request.edits import Edits, texts_of
from aegis_cli.request.plan_preview import Preview

_SOME = r"[0-9]{1,4}(?:-[0-9]{1,4})?"
_KEY = re.compile(rf"([esw]?) *({_SOME}(?:[ ,]+{_SOME})*)?")
_YES_TO = re.compile(r"yes +([0-9]{1,4})")
MOST_BY_YES = 12
"""Writes that a bare yes approves; more are approved by saying how many."""
_LONGEST_NAME = 40
"""Columns of a name in a question; the preview has it in full."""
_HELP = """\
Above is all that would be sent, and where each value comes from. Nothing is sent before you answer.
  y, yes   do it: exactly what is shown, and nothing else
{keys}
  ?        show this
  n, no    do nothing; so does Ctrl-C, at any moment
What is no answer changes nothing, and you are asked once more; after that it is a no.
"""
_KEYS_OF_ONE = {
    "e": "edit its texts in your editor; then all of it is shown again",
    "w": "open its page in your browser",
    "s": "leave it out: nothing is sent",
}
_KEYS = {
    "e": "edit the texts of step {at} in your editor; then all of it is shown again",
    "w": "open the page of step {at} in your browser",
    "s": "leave step {at} out, and ask about the rest",
}


def describe_answers(numbers: Sequence[int], acting: Mapping[str, Sequence[int]]) -> str:
    """Say what can be answered to a question about writes, by their numbers on the preview.

    `acting` has the numbers of the writes for which a key does something.
    """
    rows = []
    for key in filter(acting.get, _KEYS):
        at = acting[key][-1]
        typed, says = f"{key} {at}", _KEYS[key].format(at=at)
        if len(numbers) == 1:
            typed, says = key, _KEYS_OF_ONE[key]
        elif key == "s":
            typed = f"{typed}, {at}"
        rows.append(f"  {typed:<8} {says}")
    return _HELP.format(keys="\n".join(rows))


def question(numbers: Sequence[int], identity: str | None, left_out: Sequence[int] = ()) -> str:
    """Return the question that asks to approve writes, by their numbers on the preview."""
    count, hint = len(numbers), "Answer ? to see what else you can do.\n"
    if left_out:
        hint = f"Left out: {', '.join(map(str, left_out))}.\n"
    elif count > 1:
        hint = (
            f"To leave some out, answer with their numbers, such as {numbers[-1]}; ? says more.\n"
        )
    all_of = "Do the other" if left_out else "Do all"
    if count > MOST_BY_YES:
        hint += f"Type yes {count} to do them.\n"
    writes = f"{all_of} {count}" if count > 1 else "Do the other one" if left_out else "Do this"
    return f"{hint}{writes} as {shorten(one_line(identity or 'you'), _LONGEST_NAME)}? [y/n] "


def _is_answer(said: str) -> bool:
    said = said.lower()
    is_word = said in YES | NO | {"?"} or _YES_TO.fullmatch(said) is not None
    return is_word or (bool(said) and _KEY.fullmatch(said) is not None)


def _numbers_in(said: str) -> Iterator[int]:
    """Yield the numbers that an answer names, alone or from one to another."""
    for some in re.findall(_SOME, said):
        first, _, last = some.partition("-")
        yield from range(int(first), int(last or first) + 1)


@dataclass(slots=True)
class ApprovalQuestion:
    """One question about the acts of a preview, which goes on until it is answered."""

    tty: Tty
    preview: Preview
    asked: tuple[Act, ...]
    environment: Mapping[str, str]
    page_of: Callable[[Act], str | None]
    """Returns the address of the page of what an act is about; `None` where there is none."""
    open_page: Callable[[Act], None]
    left: dict[int, Act] = field(init=False)
    """The acts that are still asked about, by their numbers on the preview."""
    out: dict[int, str] = field(init=False)
    """The ids of the acts that were struck out, by number."""

    def __post_init__(self) -> None:
        """Give the acts their numbers."""
        acts = {act.id: act for act in self.asked}
        numbered = enumerate((item.id for item in self.preview.items), start=1)
        self.left = {number: acts[id_] for number, id_ in numbered if id_ in acts}
        self.out = {}

    def answer(self) -> Reply | Edits:
        """Ask until the person says yes or no to what is left, or has edited it.

        NOTE: no key but a yes approves; after any other one the question is asked again.
        """
        while self.left:
            asked = question([*self.left], self.preview.identity, sorted(self.out))
            said = (self.tty.decide(asked, _is_answer) or "n").lower()
            key = _KEY.fullmatch(said)
            if said == "?":
                self.tty.write(describe_answers([*self.left], self._acting()))
            elif key is None and said not in NO and said != (yes := self._yes(said)):
                self.tty.write(f"To do all {len(self.left)}, type {yes}.\n")
            elif key is None:
                return Reply(yes=said not in NO, left_out=frozenset(self.out.values()))
            elif (edits := self._do(key[1], key[2])) is not None:
                return edits
        return Reply(left_out=frozenset(self.out.values()))

    def _yes(self, said: str) -> str:
        """Return the yes to what is left: a bare one, or, of many, one that says how many."""
        count = len(self.left)
        if count > MOST_BY_YES:
            return f"yes {count}"
        return said if said in YES else "y"

    def _acting(self) -> Mapping[str, Sequence[int]]:
        """Return the numbers of the acts for which each key does something."""
        return {
            "e": [number for number, act in self.left.items() if texts_of(act)],
            "w": [number for number, act in self.left.items() if self.page_of(act)],
            "s": [*self.left],
        }

    def _do(self, key: str, numbers: str | None) -> Edits | None:
        """Do what a key says with the steps that it names, or with the only one."""
        named = set(_numbers_in(numbers or ""))
        if not named and len(self.left) == 1:
            named = {*self.left}
        if not named or not named <= self.left.keys():
            self.tty.write(f"Say which step, as in {f'{key} {max(self.left)}'.strip()}.\n")
        elif key == "e":
            return self._edit(sorted(named))
        elif key == "w":
            for number in sorted(named):
                self.open_page(self.left[number])
        else:
            self._leave_out(named)
        return None

    def _leave_out(self, numbers: AbstractSet[int]) -> None:
        """Strike steps out, with those that need one of them."""
        ids = with_needing(self.asked, {self.left[number].id for number in numbers})
        struck = {number: act.id for number, act in self.left.items() if act.id in ids}
        self.out |= struck
        self.left = {number: act for number, act in self.left.items() if number not in struck}

    def _edit(self, numbers: Sequence[int]) -> Edits | None:
        """Let the person edit the texts of steps; `None` if nothing was changed by that."""
        places = {
            f"step {number}, {name}" if len(numbers) > 1 else name: (self.left[number], name)
            for number in numbers
            for name in texts_of(self.left[number])
        }
        before = {label: texts_of(act)[name] for label, (act, name) in places.items()}
        after = self._in_editor(before)
        texts: dict[str, dict[str, str]] = {}
        for label, (act, name) in places.items():
            if after[label] != before[label]:
                texts.setdefault(act.id, {})[name] = after[label]
        return Edits(texts, frozenset(self.out.values())) if texts else None

    def _in_editor(self, before: Mapping[str, str]) -> Mapping[str, str]:
        """Return texts as the person left them in their editor; say why if none has changed."""
        if not before:
            return self._keep_texts("There is no text to edit in it.", before)
        document = EditorDocument(before)
        try:
            after = document.read(editor.edit(document.text, self.environment, self.tty))
        except UsageError as error:
            return self._keep_texts(f"{error.message} {error.hint}", before)
        if after is None:
            why = "Lines that begin with ===== were changed, so nothing else was."
            return self._keep_texts(why, before)
        return self._keep_texts("Nothing was changed.", before) if after == before else after

    def _keep_texts(self, why: str, before: Mapping[str, str]) -> Mapping[str, str]:
        self.tty.write(f"{one_line(why)}\n")
        return before
