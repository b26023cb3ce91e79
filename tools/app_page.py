"""What a GitHub App must be allowed, as the page `docs/github-app.md`."""

from collections.abc import Iterator

from aegis_cli.providers.github.app_permissions import (
    LEVELS,
    PROFILES,
    AppPermission,
    AppProfile,
    needs_of_profile,
    purposes,
    used_permissions,
)

_APP_HEAD = (
    "# What the GitHub App must be allowed",
    "",
    (
        "A token that aegis gets has the permissions of your GitHub App, as far as the person has "
        "them too."
    ),
    "So give the App no more than you need: choose a profile.",
    "",
    (
        "This page is generated from what GitHub documents of each operation, and what others saw "
        "it want, by `python -m tools.generate`."
    ),
    "`aegis setup github --print --profile maintainer` prints the same, with the manifest.",
    "`aegis setup github` has GitHub make such an App.",
    "`aegis doctor` compares the one that you have with its profile.",
    "",
)
_APP_TABLE = (
    "",
    "## The permissions of each profile",
    "",
    "These are the words of the App's page *Permissions & events*.",
    "What is not named here stays at *No access*.",
    (
        "Only *everything* has *Workflows*: who changes a file below `.github/workflows` says what "
        "runs with the secrets of the repository."
    ),
    (
        "Where others saw GitHub want more than it documents, as for a pull request's labels, the "
        "table has that: `live_permissions.tsv` of the package says where."
    ),
    "",
)
_APP_ACTIONS = (
    "",
    (
        "\\* No manifest can name it: `aegis setup github` leaves it out, and a person adds it on "
        "that page."
    ),
    "",
    "## What each permission is for",
    "",
    "What can be done by one permission or another stands where the profiles have it.",
    "The page of a noun says which of its actions need which permission.",
    "",
)


def app_page() -> str:
    """Write `docs/github-app.md`."""
    columns = [each.name for each in PROFILES]
    lines = [
        *_APP_HEAD,
        "| profile | what an App of it can do | who can install it in an organization |",
        "|---|---|---|",
        *(
            f"| *{each.name}* | {'' if at == 0 else 'that, and '}{each.says} | "
            f"{'an owner' if each.needs_owner else 'an owner, or an admin of the repository'} |"
            for at, each in enumerate(PROFILES)
        ),
        "",
        *(f"*{each.name}* cannot {each.cannot}." for each in PROFILES if each.cannot),
        *_APP_TABLE,
        f"| part of the page | permission | {' | '.join(columns)} |",
        f"|---|---|{'---|' * len(columns)}",
        *(
            f"| {one.section.capitalize()} permissions | {one.title}{_by_hand(one)} | "
            f"{' | '.join(_level(one, each) for each in PROFILES)} |"
            for one in used_permissions()
        ),
        *_APP_ACTIONS,
        "| permission | what it lets aegis act on |",
        "|---|---|",
        *_purposes(),
        "",
    ]
    return "\n".join(lines)


def _by_hand(one: AppPermission) -> str:
    return "" if one.is_in_schema else " \\*"


def _level(one: AppPermission, profile: AppProfile) -> str:
    return LEVELS.get(needs_of_profile(profile).get(one.key, ""), "No access")


def _purposes() -> Iterator[str]:
    """Yield a row for each level of each permission, with the nouns whose actions it adds."""
    for one in used_permissions():
        before: set[str] = set()
        for level in LEVELS:
            actions = {
                name
                for profile in PROFILES
                if needs_of_profile(profile).get(one.key) == level
                for name in purposes(profile)[one.key]
            }
            nouns = dict.fromkeys(name.partition(".")[0] for name in sorted(actions - before))
            if nouns:
                links = (f"[{noun}](actions/{noun}.md)" for noun in nouns)
                yield f"| {one.at(level)} | {', '.join(links)} |"
            before |= actions
