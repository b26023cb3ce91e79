"""Everything that aegis shows a person, each with text from outside in every place that takes some.

A surface is a function: it is given who writes the text and the terminal's width, and returns what
reached the terminal, colours and all. What is real is what decides and what writes.
"""

from dataclasses import replace
from typing import Any, Never

from aegis_cli.actions import catalog
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.provider.derived_token import TokenFacts
from aegis_cli.actions.provider.performed import FieldChange
from aegis_cli.actions.results.views import Card, Chart, Line, Table, Thread, Tree, View
from aegis_cli.adapters.render.rows import rows
from aegis_cli.adapters.terminal.approving import question
from aegis_cli.adapters.terminal.interactive import InteractiveTerminal, TerminalOptions
from aegis_cli.adapters.terminal.progress import Progress
from aegis_cli.cli import accounts, disconnect, doctor, whoami
from aegis_cli.cli.output import render_error, render_notes, render_result
from aegis_cli.cli.streams import write_err, write_json, write_out
from aegis_cli.core.push_commands import PushCommands, RefUpdate
from aegis_cli.core.push_facts import (
    CommitList,
    PushFacts,
    RefFacts,
    RefWay,
    files_of,
    subjects_of,
)
from aegis_cli.core.secret import Secret
from aegis_cli.core.text import one_line, visible
from aegis_cli.errors import AegisError, Code, Failed
from aegis_cli.oauth.connected_accounts import Account
from aegis_cli.oauth.device import DeviceCode
from aegis_cli.planning.plan import Context, Origin, Question, Suggestions, Unsupported
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.typed import act_of_values
from aegis_cli.providers.github.nouns.repos.repo_changes import DeleteRepo
from aegis_cli.providers.github.push_sheet import sheet_of
from aegis_cli.request.execution import StepStatus
from aegis_cli.request.plan_preview import Argument, Preview, PreviewItem, preview
from aegis_cli.request.proposal import propose
from aegis_cli.request.result import to_json
from aegis_cli.setup import report
from aegis_cli.setup.desired import Wanted
from aegis_cli.setup.finding import Finding, State
from aegis_cli.setup.pieces import TenantPieces
from tests.actions.cases import CASES
from tests.adapters.render.samples import COLOUR, action_of, data_of, result_of
from tests.helpers.hostile_text import Attacker, Screen, Surface, on_a_screen

assert DeleteRepo.facts.confirmation, "deleting a repository puts it at stake"
_CONFIRMATION = DeleteRepo.facts.confirmation


def _results(kind: type[View]) -> Surface:
    names = [name for name, case in CASES.items() if isinstance(case.call.facts.view, kind)]

    def surface(by: Attacker, columns: int) -> str:
        name = by.random.choice(names)
        data = by.spoiled(data_of(name))
        if name == "repos.list_languages":
            data = {by.text(): number for number in range(1, 4)}
        result = result_of((action_of(name), StepStatus.DONE, data))
        with on_a_screen(columns) as screen:
            write_out(render_result(result, replace(COLOUR, width=columns)))
        return screen.getvalue()

    return surface


def documents(by: Attacker, columns: int) -> str:
    """Show a result as a JSON document."""
    name = by.random.choice([name for name in CASES if data_of(name)])
    result = result_of((action_of(name), StepStatus.DONE, by.spoiled(data_of(name))))
    with on_a_screen(columns) as screen:
        write_json(to_json(result))
    return screen.getvalue()


def headings_and_notes(by: Attacker, columns: int) -> str:
    """Show a plan of two steps, of which the second failed, and what is said about it."""
    create = action_of("issues.create").model_copy(update={"title": by.text()})
    done = (create, StepStatus.DONE, by.spoiled(data_of("issues.create")))
    result = result_of(done, (create, StepStatus.FAILED, None), (create, StepStatus.SKIPPED, None))
    facts = TokenFacts("ghu_", reason=by.text(), narrowed=by.random.random() < 0.5)
    with on_a_screen(columns) as screen:
        device = replace(COLOUR, width=columns)
        write_out(render_result(result, device))
        write_err(render_notes(replace(result, tokens={"github": facts}), device))
    return screen.getvalue()


def _told(error: AegisError, columns: int) -> str:
    with on_a_screen(columns) as screen:
        write_err(render_error(error, replace(COLOUR, width=columns)))
    return screen.getvalue()


def errors(by: Attacker, columns: int) -> str:
    """Show an error whose message quotes somebody."""
    hint = f"Ask {one_line(by.text())}" if by.random.random() < 0.5 else None
    return _told(Failed(f"GitHub says: {by.text()}", code=Code.GITHUB, hint=hint), columns)


def planners_words(by: Attacker, columns: int) -> str:
    """Show what a planner asks, refuses or suggests."""
    said = by.random.choice(
        [
            Question(by.text()),
            Unsupported(by.text()),
            Suggestions(
                (f"close {by.text()}", f"show {by.text()}"), one_line(f"I miss {by.text()}")
            ),
        ]
    )

    class Planner:
        def propose(self, *_: Any) -> Any:
            return said

    try:
        propose(Sentence("close it"), Context(), Planner(), _nothing)
    except AegisError as error:
        return _told(error, columns)
    raise AssertionError("it made a plan of it")


def _nothing(name: str) -> Never:
    raise KeyError(name)


_TARGET = DeleteRepo.facts.target_read
assert _TARGET is not None
_SHOWS = _TARGET.shows


def _preview(by: Attacker) -> Preview:
    def argument(name: str) -> Argument:
        count = by.random.randint(1, 3)
        origin = by.random.choice([*Origin])
        return Argument(name, tuple((by.text(), origin) for _ in range(count)), is_list=count > 1)

    def item(effect: Effect) -> PreviewItem:
        found = {"full_name": by.text(), "pushed_at": by.text(), "stargazers_count": by.text()}
        return PreviewItem(
            id="s1",
            effect=effect,
            action="issues.create",
            method="POST",
            path=f"/repos/{by.text()}",
            says=f'Open issue "{one_line(by.text())}" in {one_line(by.text())}',
            arguments=(argument("title"), argument("labels")),
            phrase=by.text() if effect is Effect.DESTRUCTIVE else None,
            confirmation=_CONFIRMATION,
            shows=_SHOWS,
            found=found if effect is Effect.DESTRUCTIVE else None,
            things=(("target", by.text()), ("found", by.text())),
            changes=(
                FieldChange("labels", [by.text(), by.text()], [by.text()], is_same=False),
                FieldChange("title", by.text(), by.text(), is_same=False),
                FieldChange("body", f"{by.text()}\n{by.text()}", by.text(), is_same=False),
            ),
        )

    items = tuple(item(effect) for effect in by.random.sample([*Effect], 2))
    return Preview(items, (("GitHub API", by.text()),), by.text(), by.text())


def _person(screen: Screen, columns: int) -> InteractiveTerminal:
    device = replace(COLOUR, width=columns)
    manner = TerminalOptions(
        opens_browser=False, hosts=lambda: (("Gemini", "https://gemini.example"),)
    )
    return InteractiveTerminal(
        screen, lambda: device, Progress(screen, is_terminal=True), manner, {}
    )


def _shown(by: Attacker, columns: int, *, in_full: bool) -> str:
    with on_a_screen(columns) as screen:
        _person(screen, columns).show(_preview(by), in_full=in_full)
    return screen.getvalue()


def previews(by: Attacker, columns: int) -> str:
    """Show a plan for approval."""
    return _shown(by, columns, in_full=True)


def pushes(by: Attacker, columns: int) -> str:
    """Show what git found in a push, whose subjects, files and options somebody else wrote."""
    update = RefUpdate("refs/heads/topic", "a" * 40, "b" * 40)
    log, raw = ("\0".join(by.text() for _ in range(3)).encode(errors="replace") for _ in range(2))
    files = files_of(b"".join(b":1 2 a b M\0%s\0" % path for path in raw.split(b"\0")))
    commits = CommitList(3, subjects_of(log))
    facts = RefFacts(update, RefWay.FORCE, commits, commits, files)
    commands = PushCommands((update,), frozenset(), (by.text(),))
    sheet = sheet_of(PushFacts((facts,), "refs/heads/main"), commands, 100, "acme/web")
    does = catalog.load_of_door(sheet.action)
    act = act_of_values("s1", does, sheet.values, found=sheet.found)
    with on_a_screen(columns) as screen:
        _person(screen, columns).show(preview((act,)), in_full=True)
    return screen.getvalue()


def briefs(by: Attacker, columns: int) -> str:
    """Show a plan in a line for each step."""
    return _shown(by, columns, in_full=False)


def questions(by: Attacker, columns: int) -> str:
    """Ask what quotes somebody, as `Tty.ask` writes it."""
    account = Account(by.text(), by.text(), (), "", None)
    numbers, left_out = [*range(1, by.random.randint(2, 4))], by.random.choice([[], [5, 6]])
    asked = [
        question(numbers, by.text(), left_out),
        disconnect.question([account, account], "Auth0"),
    ]
    return rows(by.random.choice(asked), replace(COLOUR, width=columns))


def sign_ins(by: Attacker, columns: int) -> str:
    """Show the code and the address of a sign-in."""
    code = DeviceCode(by.text(), by.text(), by.text(), 900, Secret("a device code"))
    with on_a_screen(columns) as screen:
        person = _person(screen, columns)
        person.show_code(code, one_line(by.text()))
        person.note(f"Your words go to the broker {one_line(by.text())}, which plans.")
    return screen.getvalue()


def progress(by: Attacker, columns: int) -> str:
    """Show what is waited for, and with `--debug` each request."""
    with on_a_screen(columns) as screen:
        shown = Progress(screen, is_terminal=True, debug=True)
        shown.say(f"waiting for {by.text()}")
        shown.observe(f"GET {by.text()}: 200, 1 ms")
        shown.say(f"asking {by.text()}")
    return screen.getvalue()


def doctors(by: Attacker, columns: int) -> str:
    """Show what a check found."""
    found = Finding("sign-in", by.random.choice([*State]), by.text(), f"Ask {by.text()}")
    with on_a_screen(columns) as screen:
        write_out(doctor.line(found, has_unicode=by.random.random() < 0.5))
    return screen.getvalue()


def setups(by: Attacker, columns: int) -> str:
    """Show a tenant, its settings, and what is left to do."""
    piece = Finding("api", by.random.choice([*State]), f"the API {by.text()}", by.text())
    audience, connection = one_line(by.text()), one_line(by.text())  # the person's own
    wanted = Wanted("https://acme.eu.auth0.com", audience, connection, "")
    found = TenantPieces(native={"client_id": by.text()}, vault={"client_id": "a" * 90})
    with on_a_screen(columns) as screen:
        write_err(visible(report.checklist((piece, piece))))
        settings = report.settings_of(wanted, found)
        write_out(report.export_lines(settings, columns))
        write_err(visible(report.remaining(wanted, settings)))
    return screen.getvalue()


def connected(by: Attacker, columns: int) -> str:
    """Show the accounts that are connected, and those that no longer are."""
    found = [Account(by.text(), by.text(), (), by.text(), by.text()) for _ in range(2)]
    with on_a_screen(columns) as screen:
        write_out(accounts.table(found, replace(COLOUR, width=columns)) + "\n")
        write_out(disconnect.report(found))
    return screen.getvalue()


def whoamis(by: Attacker, columns: int) -> str:
    """Show who is signed in."""
    found: dict[str, Any] = {
        "name": by.text(),
        "subject": by.text(),
        "issuer": by.text(),
        "scope": [by.text()],
        "expires_in": 900,
    }
    with on_a_screen(columns) as screen:
        write_out(whoami.report(found, str, is_read=True, is_held=False))
    return screen.getvalue()


SURFACES: dict[str, Surface] = {
    "cards": _results(Card),
    "tables": _results(Table),
    "threads": _results(Thread),
    "trees": _results(Tree),
    "charts": _results(Chart),
    "writes that were done": _results(Line),
    "JSON on a terminal": documents,
    "headings and notes": headings_and_notes,
    "errors": errors,
    "questions and suggestions of a planner": planners_words,
    "approval previews": previews,
    "pushes": pushes,
    "briefs": briefs,
    "questions": questions,
    "sign-ins": sign_ins,
    "progress": progress,
    "doctor": doctors,
    "setup": setups,
    "accounts": connected,
    "whoami": whoamis,
}
