"""The cases of actions on webhooks."""

from typing import Any

from aegis_cli.providers.github.nouns.repos.hooks import CreateHook, DeleteHook, ListHooks, PingHook
from tests.actions.case import Case

_URL = "https://ci.acme.example/hook"
_HOOK: dict[str, Any] = {
    "id": 12345678,
    "active": True,
    "events": ["push"],
    "config": {"url": _URL, "content_type": "form", "secret": "********"},
}
_IN_SANDBOX = {"acme/web": "acme/website", "12345678": "51000001"}

CASES = (
    Case(
        ListHooks(repo="acme/web"),
        sends="GET /repos/acme/web/hooks?per_page=30",
        said="list the webhooks of acme/web",
        more={"hook_id": 12345678, "limit": 1000},
        sends_more="GET /repos/acme/web/hooks?per_page=100",
        answer=[_HOOK, _HOOK | {"id": 12345679, "active": False, "events": ["*", "issues"]}],
        in_sandbox=_IN_SANDBOX,
    ),
    Case(
        CreateHook(repo="acme/web", url=_URL),
        sends="POST /repos/acme/web/hooks",
        body={"config": {"url": _URL}},
        said=f"create a webhook to '{_URL}' in acme/web",
        more={"content_type": "form", "events": ["push"], "active": True},
        body_more={
            "config": {"url": _URL, "content_type": "form"},
            "events": ["push"],
            "active": True,
        },
        answer=_HOOK,
        in_sandbox=_IN_SANDBOX,
    ),
    Case(
        PingHook(repo="acme/web", hook_id=12345678),
        sends="POST /repos/acme/web/hooks/12345678/pings",
        said="ping the webhook 12345678 of acme/web",
        in_sandbox=_IN_SANDBOX,
    ),
    Case(
        DeleteHook(repo="acme/web", hook_id=12345678),
        sends="DELETE /repos/acme/web/hooks/12345678",
        said="delete the webhook 12345678 of acme/web",
        in_sandbox=_IN_SANDBOX | {"12345678": "51000002"},
    ),
)
