"""The root of the command line: how every command can end, and that each end is told the same."""

import shlex
import subprocess
import time

import pytest

from aegis_cli import __version__
from tests.helpers.console import AEGIS, GEMINI, Console, environment, plan, says
from tests.helpers.patience import NEVER

pytestmark = pytest.mark.enable_socket

JSON = ("--output", "json")
LIST = ("do", "labels.list", "-R", "acme/web", *JSON)
ASK = ("ask", "list labels in acme/web", *JSON)


def opening(repo: str, *options: str) -> tuple[str, ...]:
    words = ("do", "issues.create", "-R", repo, "--title", "Crash on start", "--yes")
    return (*words, *options, *JSON)


def test_every_usage_error_is_one_document_and_exit_code_2(at: Console) -> None:
    table = {
        "no command": JSON,
        "an unknown command": ("tell", *JSON),
        "an unknown option": ("ask", "--nope", "x", *JSON),
        "an unknown option, before": ("ask", "-o", "json", "--nope"),
        "short options in one": ("ask", "-yo", "json", "--nope"),
        "JSON in one word": ("ask", "--output=json", "--nope"),
        "a missing argument": ("ask", *JSON),
        "an empty sentence": ("ask", "", *JSON),
        "a sentence that is no text": ("ask", b"list \xff", *JSON),
        "a sentence that is a document": ("ask", "x" * 10_001, *JSON),
        "an unknown engine": ("ask", "x", "--engine", "magic", *JSON),
        "no time at all": ("ask", "x", "--sign-in-timeout", "0", *JSON),
        "no number of seconds": ("ask", "x", "--sign-in-timeout", "nan", *JSON),
        "an unknown action": ("do", "issues.explode", *JSON),
        "a missing field": ("do", "issues.close", "-R", "acme/web", *JSON),
        "no repository at all": ("do", "labels.list", *JSON),
        "a rule that matches no action": ("ask", "x", "--deny", "issue.*", *JSON),
        "a rule that is no repository": ("ask", "x", "--repos", "acme", *JSON),
        "a list of nothing allowed": opening("a/b", "--allow", ""),
        "a list of no repositories": opening("a/b", "--repos", ","),
        "a model that is no name": ("ask", "x", "--model", "../x", *JSON),
        "no file there": ("--config", "missing.toml", "ask", "x", *JSON),
        "too much for whoami": ("whoami", "x", *JSON),
        "an unknown action described": ("actions", "issues.explode", *JSON),
        "a port that cannot be": ("sandbox", "--port", "70000", *JSON),
    }

    ends = at.run_all(table)

    assert dict.fromkeys(table, (2, "")) == {n: (e.code, e.err) for n, e in ends.items()}
    assert dict.fromkeys(table, "usage") == {n: e.document["status"] for n, e in ends.items()}
    assert all(e.document["plan"] is None for e in ends.values())
    assert [] == at.sandbox.lines("gemini")


def test_without_json_a_usage_error_is_words_on_standard_error(at: Console) -> None:
    ends = at.run_all({"option": ("ask", "x", "--nope"), "output": ("ask", "x", "-o", "yaml")})

    assert [(2, ""), (2, "")] == [(ended.code, ended.out) for ended in ends.values()]
    assert "There is no option --nope. Did you mean --model?" in ends["option"].err
    assert "yaml" in ends["output"].err
    assert all("Traceback" not in ended.err for ended in ends.values())


def test_an_option_in_the_wrong_place_is_sent_to_the_right_one(at: Console) -> None:
    words = {"one": "ask x --sandbox", "two": "setup auth0 --debug", "three": "--yes ask x"}

    ends = at.run_all({name: line.split() for name, line in words.items()})

    assert "`aegis --sandbox ask …`" in ends["one"].err
    assert "`aegis --debug setup auth0 …`" in ends["two"].err
    assert "`aegis ask … --yes`" in ends["three"].err


def test_a_command_that_nearly_exists_is_suggested(at: Console) -> None:
    ends = at.run_all(
        {
            "command": ("asks", "x"),
            "action": ("do", "issue.list"),
            "verb": ("do", "issues.show", "--issue-number", "12"),
            "verb, described": ("actions", "issues.new"),
        }
    )

    assert "ask" in ends["command"].err.replace("asks", "")
    assert "issues.list" in ends["action"].err
    assert "Did you mean issues.get or issues.list" in ends["verb"].err
    assert "Did you mean issues.create?" in ends["verb, described"].err


def test_who_names_no_command_is_told_what_to_say(at: Console) -> None:
    ends = at.run_all(
        {
            "noun": ("issues",),
            "repository": ("acme/web",),
            "address": ("https://github.com/acme/web/issues/18",),
            "empty": ("",),
            "action": ("do", "xyzzy"),
            "value": ("do", "issues.list", "acme/web"),
        }
    )

    assert (2, 'aegis "list my repositories"') == (ends["noun"].code, _backquoted(ends["noun"].err))
    assert 'aegis ask "show acme/web"' in ends["repository"].err
    assert 'aegis ask "show acme/web#18"' in ends["address"].err
    assert 'aegis ask "list my repositories"' == _backquoted(ends["empty"].err)
    assert "aegis actions" == _backquoted(ends["action"].err)
    assert "'acme/web' is not expected here" in ends["value"].err


def _backquoted(text: str) -> str:
    """Return the first command that a hint names."""
    return text.rpartition("hint: ")[2].split("`")[1]


def test_every_end_has_its_status_and_its_exit_code(at: Console) -> None:
    later = str(int(time.time()) + 3600)
    limits = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": later, "x-ratelimit-limit": "60"}
    at.sandbox.fault("github", "GET", "/repos/acme/api/labels", status=403, headers=limits)
    at.sandbox.fault("github", "POST", "/repos/mona/dotfiles/issues", status=422, body="{}")
    at.sandbox.fault("github", "POST", "/repos/mona/empty/issues", drop=True, after=True)
    table = {
        ("done", None, 0): LIST,
        ("planned", None, 0): opening("acme/web", "--dry-run"),
        ("unclear", "unclear", 3): ("ask", "list issues", *JSON),
        ("denied", "policy", 5): opening("acme/web", "--read-only"),
        ("failed", "not_found", 7): ("do", "repos.get", "-R", "octo-org/secret-plans", *JSON),
        ("failed", "rate_limited", 7): ("do", "labels.list", "-R", "acme/api", *JSON),
        ("failed", "invalid", 7): opening("mona/dotfiles"),
        ("failed", "gone", 7): opening("acme/infra"),
        ("failed", "moved", 7): opening("acme/site"),
        ("failed", "partly_ignored", 7): opening("octo-org/handbook", "--labels", "bug"),
        ("outcome_unknown", "outcome_unknown", 8): opening("mona/empty"),
    }

    ends = at.run_all(table)

    found = {end: (e.document["status"], e.end[2], e.code) for end, e in ends.items()}
    assert {end: end for end in table} == found
    moved, partly = (ends["failed", code, 7] for code in ("moved", "partly_ignored"))
    assert "acme/website" in moved.document["error"]["message"]
    assert "Crash on start" == partly.document["results"][0]["data"]["title"]


def test_with_the_engine_strict_the_grammar_plans_and_suggests_and_never_guesses_a_write(
    at: Console,
) -> None:
    options = ("--engine", "strict", "--dry-run", *JSON)
    table = {
        "understood": ("ask", "close acme/web#12", *options),
        "not understood": ("ask", "shut the bug 12 in acme/web", *options),
    }

    running = {n: at.start(*words, more={"GEMINI_API_KEY": ""}) for n, words in table.items()}
    ends = {name: one.ended() for name, one in running.items()}

    assert (0, "planned", None) == ends["understood"].end
    assert (3, "unclear", "unclear") == ends["not understood"].end
    assert "aegis ask" in ends["not understood"].document["error"]["hint"]
    assert [] == at.sandbox.lines("gemini")


def test_the_model_may_ask_or_say_what_it_cannot_do(at: Console) -> None:
    at.sandbox.script(says(question="Which repository?"), says(unsupported="No action merges."))

    asked, refused = (at.run("ask", "merge it", *JSON, more=GEMINI) for _ in range(2))

    assert (3, "unclear", "question") == asked.end
    assert (3, "unsupported", "unsupported") == refused.end


def test_nobody_signs_in_who_said_no_or_was_not_there(at: Console) -> None:
    at.sandbox.set(confirm="page")
    refused, nobody = at.start(*LIST), at.start(*LIST, "--sign-in-timeout", "1")

    at.sandbox.press(refused.code_shown(), "deny")

    assert (4, "not_signed_in", "sign_in_denied") == refused.ended().end
    assert (4, "not_signed_in", "sign_in_expired") == nobody.ended().end
    assert [] == at.sandbox.lines()


def test_a_sign_in_that_gives_too_little_is_told_before_any_write(at: Console) -> None:
    at.sandbox.set(permissions=["aegis:read"], connected=False)
    table = {"scope": opening("acme/web"), "connected": LIST}

    ends = at.run_all(table)

    assert (5, "denied", "scope") == ends["scope"].end
    assert (4, "not_signed_in", "not_connected") == ends["connected"].end
    assert [] == at.sandbox.lines()


def test_settings_that_lead_nowhere_are_told_for_what_they_are(at: Console) -> None:
    table = {
        (2, "usage", "no_planner"): {"GEMINI_API_KEY": ""},
        (2, "usage", "bad_settings"): {"AEGIS_VAULT_CLIENT_SECRET": ""},
        (2, "usage", "bad_settings", "http"): {"AEGIS_GITHUB_API": "http://api.example.com"},
        (7, "failed", "network"): {"AEGIS_ISSUER": "http://127.0.0.1:9/"},
        (7, "failed", "planner_key"): {"GEMINI_API_KEY": "wrong"},
        (7, "failed", "planner_model"): {"AEGIS_MODEL": "gemini-0.1"},
        (7, "failed", "misconfigured"): {"AEGIS_CLIENT_ID": "wrong"},
        (7, "failed", "misconfigured", "audience"): {"AEGIS_AUDIENCE": "https://wrong.example"},
        (7, "failed", "misconfigured", "vault"): {"AEGIS_VAULT_CLIENT_SECRET": "wrong"},
    }

    running = {
        end: at.start(*(ASK if end[2] in _OF_THE_PLANNER else LIST), more=GEMINI | variables)
        for end, variables in table.items()
    }
    ends = {end: one.ended() for end, one in running.items()}

    assert {end: end[:3] for end in table} == {end: ended.end for end, ended in ends.items()}


_OF_THE_PLANNER = frozenset({"no_planner", "planner_key", "planner_model"})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("issuer_url = 'https://x.example'", "issuer_url"),
        ("vault_client_secret = 'x'", "secret"),
        ("gemini_api_key = 'x'", "secret"),
        ("[policy]\nallowed = []", "allowed"),
        ("[policy]\nmax_effect = 'huge'", "max_effect"),
        ("[policy]\ndeny = ['issue.*']", "issue.*"),
        ("= nothing", "TOML"),
        ("#" * 300_000, "larger than 256 KiB"),
    ],
)
def test_a_configuration_file_with_a_mistake_or_a_secret_is_refused(
    at: Console, text: str, told: str
) -> None:
    (at.folder / "wrong.toml").write_text(text)

    ended = at.run("--config", "wrong.toml", *LIST)

    assert (2, "usage", "bad_settings") == ended.end
    assert told in ended.document["error"]["message"]
    assert "wrong.toml" in ended.document["error"]["message"]


def test_the_policy_of_the_configuration_folder_holds_and_no_option_widens_it(
    at: Console,
) -> None:
    folder = at.folder / ".config" / "aegis"
    folder.mkdir(parents=True)
    file = folder / "config.toml"
    file.write_text("[policy]\nmax_effect = 'read'\nrepos = ['acme/*']\n")
    table = {
        "effect": opening("acme/web", "--allow", "issues.*"),
        "sandbox": ("--sandbox", *opening("acme/web")),
        "repo": ("do", "labels.list", "-R", "mona/empty", "--repos", "*/*", *JSON),
        "allowed": ("do", "labels.list", "-R", "Acme/Web", "--dry-run", *JSON),
    }

    ends = at.run_all(table)
    file.unlink()

    denied = (5, "denied", "policy")
    wanted = dict.fromkeys(table, denied) | {"allowed": (0, "planned", None)}
    assert wanted == {name: ended.end for name, ended in ends.items()}
    assert 0 == at.sign_ins()


def test_without_a_terminal_and_without_a_command_the_usage_is_told(at: Console) -> None:
    ended = at.run()

    assert (2, "") == (ended.code, ended.out)
    assert "Usage: aegis" in ended.err
    assert "aegis help" in ended.err


def test_the_version_is_told_wherever_it_is_asked_for(at: Console) -> None:
    ends = at.run_all({"alone": ("--version",), "with more": ("--sandbox", "--version")})

    assert {f"aegis {__version__}\n"} == {ended.out for ended in ends.values()}
    assert {0} == {ended.code for ended in ends.values()}


def test_the_completion_of_a_shell_that_is_named_is_shown(at: Console) -> None:
    shells = ("bash", "zsh", "fish")
    ends = at.run_all({shell: ("--show-completion", shell) for shell in shells})

    assert {0} == {ended.code for ended in ends.values()}
    assert all(f"complete_{shell}" in ends[shell].out for shell in shells)


def test_a_shell_completes_commands_actions_and_options(at: Console) -> None:
    # Typer looks for the shell above it, and the tests may run below none.
    below_bash = ["bash", "-c", f"{shlex.quote(AEGIS)} --show-completion; true"]
    script = subprocess.run(
        below_bash, env=environment(at.folder), stdout=subprocess.PIPE, check=True, text=True
    )
    lines = {
        "commands": "aegis who",
        "actions": "aegis do issues.cr",
        "described": "aegis actions rate",
        "options": "aegis ask --read",
    }
    found = {}

    for name, line in lines.items():
        at_word = str(len(line.split()) - 1)
        variables = {"COMP_WORDS": line, "COMP_CWORD": at_word, "_AEGIS_COMPLETE": "complete_bash"}
        found[name] = at.run(more=variables).out.split()

    assert "complete_bash" in script.stdout
    assert ["whoami"] == found["commands"]
    assert ["issues.create"] == found["actions"]
    assert ["rate_limit", "rate_limit.get"] == found["described"]
    assert ["--read-only"] == found["options"]


def test_what_gemini_refuses_ends_before_anybody_signs_in(at: Console) -> None:
    no = '{"error": {"message": "no"}}'
    at.sandbox.fault("gemini", "POST", ".*", status=400, body=no, times=2)

    ended = at.run(*ASK, more=GEMINI)

    assert (7, "failed", "planner") == ended.end
    assert 0 == at.sign_ins()


def test_no_step_runs_after_one_that_failed(at: Console) -> None:
    steps = [("labels.list", {"repo": repo}) for repo in ("acme/web", "acme/nope", "acme/api")]
    at.sandbox.script(plan(*steps))

    asked = "list the labels of acme/web, acme/nope and acme/api"
    ended = at.run("ask", asked, *JSON, more=GEMINI)

    assert (7, "failed", "not_found") == ended.end
    statuses = [result["status"] for result in ended.document["results"]]
    assert ["done", "failed", "skipped"] == statuses
    calls = ["GET /repos/acme/web/labels", "GET /repos/acme/nope/labels"]
    assert [*calls, "GET /user/repos"] == at.sandbox.lines()  # to name what was meant


@pytest.mark.parametrize(
    "words",
    [
        ("list labels in acme/web",),
        ("list", "labels", "in", "acme/web"),
        ("set the labels of acme/web#12 to bug",),
        ("--debug", "list labels in acme/web"),
    ],
)
def test_a_sentence_needs_no_command(at: Console, words: tuple[str, ...]) -> None:
    ended = at.run(*words, "--dry-run", "--engine", "offline", *JSON)

    assert ("planned", 0) == (ended.document["status"], ended.code)
    assert " ".join(words).removeprefix("--debug ") == ended.document["request"]


def test_one_word_that_is_no_command_is_no_sentence(at: Console) -> None:
    table = {
        "typo": ("lst",),
        "options": ("lst", "--dry-run", "-R", "acme/web"),
        "typo with a sentence": ("asks", "list labels in acme/web"),
        "nothing": ("",),
    }

    ends = at.run_all(table)

    assert dict.fromkeys(table, 2) == {name: ended.code for name, ended in ends.items()}
    assert "Did you mean" not in ends["typo"].err
    assert "The sentence is empty." in ends["nothing"].err
    assert "Did you mean ask?" in ends["typo with a sentence"].err
    assert [] == at.sandbox.seen("github")


def test_a_server_that_never_answers_is_given_up_after_the_time_that_was_said(at: Console) -> None:
    for _ in range(2):
        at.sandbox.fault("github", "GET", "/repos/acme/web/labels", delay=NEVER)

    option = at.run(*LIST, "--timeout", "1")
    setting = at.run(*LIST, more={"AEGIS_TIMEOUT": "1"})

    for ended in (option, setting):
        assert (7, "failed", "network") == ended.end
        assert "no answer within 1 s" in ended.document["error"]["message"]
    assert ["GET /repos/acme/web/labels"] * 2 == at.sandbox.lines()


def test_a_model_that_never_answers_is_given_up_after_the_time_that_was_said(at: Console) -> None:
    answer = plan(("labels.list", {"repo": "acme/web"})) | {"delay": NEVER}
    at.sandbox.script(answer, answer)

    ended = at.run("ask", "list labels in acme/web", "--timeout", "1", *JSON, more=GEMINI)

    assert (7, "failed", "network") == ended.end
    assert "no answer within 1 s" in ended.document["error"]["message"]
    assert len(at.asked_gemini()) == 1


def test_a_timeout_that_cannot_be_is_refused(at: Console) -> None:
    table = {seconds: (*LIST, "--timeout", seconds) for seconds in ("0", "121", "nan", "x")}

    ends = at.run_all(table)

    assert dict.fromkeys(table, 2) == {name: ended.code for name, ended in ends.items()}
    assert "'x' is not a whole number." in ends["x"].document["error"]["message"]


def test_a_repository_that_is_not_there_is_nearly_one_that_the_person_reaches(at: Console) -> None:
    words = ("-R", "acme/wbe", *JSON)

    read = at.run("do", "labels.list", *words)
    write = at.run("do", "issues.create", "--title", "x", "--yes", *words)
    denied = at.run("do", "labels.list", "--allow", "labels.*", *words)
    private = at.run("do", "repos.get", "-R", "octo-org/secret-plan", *JSON)

    for ended in (read, write, denied, private):
        assert (7, "failed", "not_found") == ended.end
    hints = [ended.document["error"]["hint"] for ended in (read, write, denied, private)]
    assert ["Did you mean acme/web?"] * 2 == [hint.splitlines()[0] for hint in hints[:2]]
    assert "Did you mean" not in hints[2] + hints[3]
    assert 3 == at.sandbox.lines().count("GET /user/repos")
