"""The manifest with which GitHub makes an App: what it asks for, and how the answer is judged.

Source: docs.github.com, "Registering a GitHub App from a manifest". Pure.
"""

import json
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from aegis_cli.actions.provider.app_registration import (
    AppPages,
    MadeApp,
    PostForm,
    ProfileGaps,
    WantedApp,
)
from aegis_cli.core.http import is_loopback, split_url
from aegis_cli.core.text import excerpt
from aegis_cli.providers.github.app_permissions import (
    LEVELS,
    Lack,
    covers,
    intended_profile,
    lacks,
    needs_of_profile,
    permission_of,
    profile,
)

_MOST_NAMED = 6
"""Actions that are named where a permission is missing."""
_BY_HAND = """\
GitHub keeps the only key of an App, so that a key cannot be taken away before there is another one.
aegis uses none, and what came with the App was forgotten. To make that key invalid:
1. Open {settings}, and go to Private keys.
2. Press Generate a private key; your browser downloads a file.
3. Delete the older of the two keys on that page.
4. Delete the file.
"""


def web_base(base: str) -> str:
    """Return the root of GitHub's web pages, by the root of its API."""
    parts = split_url(base)
    if parts is None or is_loopback(base):
        return base
    return f"{parts.scheme}://{parts.netloc.removeprefix('api.')}"


def permissions_of(wanted: WantedApp) -> dict[str, str]:
    """Return those permissions of the profile that a manifest can ask for."""
    return {
        key: level
        for key, level in needs_of_profile(profile(wanted.profile)).items()
        if permission_of(key).is_in_schema
    }


def manifest(wanted: WantedApp) -> dict[str, Any]:
    """Return the manifest, without the address to come back to.

    NOTE: a webhook needs a URL even where it is off, so that there is none.
    """
    return {
        "name": wanted.name,
        "url": wanted.homepage,
        "callback_urls": [wanted.callback],
        "public": wanted.is_public,
        "default_permissions": permissions_of(wanted),
    }


def form(wanted: WantedApp, base: str, redirect_uri: str, state: str) -> PostForm:
    """Return what a browser posts to have the App made."""
    sent = {**manifest(wanted), "redirect_url": redirect_uri}
    url = f"{apps_page(wanted, base)}/new?{urlencode({'state': state})}"
    return PostForm(url, {"manifest": json.dumps(sent)})


def apps_page(wanted: WantedApp, base: str) -> str:
    """Say where the owner finds all Apps."""
    owner = wanted.owner
    return _apps_of(owner.login if owner and owner.is_organization else "", base)


def _apps_of(organization: str, base: str) -> str:
    """Return the page of all Apps of an organization, or of a person for ""."""
    of = f"/organizations/{quote(organization)}" if organization else ""
    return f"{web_base(base)}{of}/settings/apps"


def pages(made: MadeApp, base: str) -> AppPages:
    """Return the pages of an App."""
    settings = f"{_apps_of(made.owner if made.is_of_organization else '', base)}/{made.slug}"
    install = f"{web_base(base)}/apps/{made.slug}/installations/new"
    return AppPages(settings, f"{settings}/permissions", install)


def differences(wanted: WantedApp, made: MadeApp) -> tuple[str, ...]:
    """Say in clauses where an App is not the one that was asked for; a person may rename it."""
    return (*map(excerpt, _differences(wanted, made)),)


def _differences(wanted: WantedApp, made: MadeApp) -> Iterator[str]:
    owner = wanted.owner.login if wanted.owner else ""
    if made.owner.casefold() != owner.casefold():
        yield f"its owner is {made.owner}, not {owner}"
    asked, has = permissions_of(wanted), dict(made.permissions)
    if lacking := _beyond(asked, has):
        yield f"it lacks {lacking}"
    if more := _beyond(has, asked):
        yield f"it has more: {more}"
    if made.callbacks is not None and made.callbacks != (wanted.callback,):
        told = " and ".join(made.callbacks) or "missing"
        yield f"its callback is {told}, and has to be {wanted.callback}"
    if made.events:
        yield f"its webhook is told of events: {', '.join(made.events)}"


def _beyond(some: Mapping[str, str], others: Mapping[str, str]) -> str:
    """Name the permissions of `some` that the others do not have."""
    return ", ".join(
        permission_of(key).at(level)
        for key, level in some.items()
        if not covers(others, key, level)
    )


def describe_app(wanted: WantedApp, made: MadeApp, base: str) -> str:
    """Describe a made App, with all that was compared and what a person has to look at."""
    settings = pages(made, base).settings
    callbacks = made.callbacks
    callback = "GitHub does not say it" if callbacks is None else ", ".join(callbacks)
    permissions = ", ".join(permission_of(key).at(level) for key, level in made.permissions)
    other = "" if made.name == wanted.name else f"; asked for was {wanted.name}"
    rows = {
        "name": f"{made.name} ({made.slug}){other}",
        "owner": made.owner,
        "client id": made.client_id,
        "permissions": permissions,
        "callback": callback,
    }
    # NOTE: a name is what a server says it is; no row of it may look like another one.
    text = "".join(f"  {name:<12} {excerpt(value)}\n" for name, value in rows.items())
    if callbacks is None:
        text += (
            f"Look at its page: {settings}\nThe only callback there has to be {wanted.callback}\n"
            "Under Webhook, Active has to be off.\n"
        )
    return text


def instructions(wanted: WantedApp) -> str:
    """Write permissions and manifest for somebody who makes the App by hand."""
    held = needs_of_profile(profile(wanted.profile))
    by_hand = [
        permission_of(key).at(level)
        for key, level in held.items()
        if not permission_of(key).is_in_schema
    ]
    text = f"A GitHub App of the profile {wanted.profile}, as its settings page calls things.\n\n"
    text += f"Homepage URL: {wanted.homepage}\nCallback URL: {wanted.callback}\n"
    text += "Expire user authorization tokens: on\nWebhook, Active: off\n"
    for section in dict.fromkeys(permission_of(key).section for key in held):
        text += f"\n{section.capitalize()} permissions\n"
        text += "".join(
            f"  {permission_of(key).title:<16} {LEVELS[level]}\n"
            for key, level in held.items()
            if permission_of(key).section == section
        )
    if by_hand:
        text += f"\nThese a person adds, for no manifest can name them: {', '.join(by_hand)}\n"
    if cannot := profile(wanted.profile).cannot:
        text += "\n" + textwrap.fill(f"An App of this profile cannot {cannot}.", 100) + "\n"
    return f"{text}\nThe same as a manifest:\n{json.dumps(manifest(wanted), indent=2)}\n"


def data(wanted: WantedApp) -> dict[str, Any]:
    """Return permissions and manifest for a program."""
    held = needs_of_profile(profile(wanted.profile))
    permissions = [
        {
            "section": permission_of(key).section,
            "permission": permission_of(key).title,
            "access": LEVELS[level],
            "key": key,
            "level": level,
            "in_manifest": permission_of(key).is_in_schema,
        }
        for key, level in held.items()
    ]
    return {"profile": wanted.profile, "permissions": permissions, "manifest": manifest(wanted)}


def by_hand(pages: AppPages) -> str:
    """Say how a person makes the App's private key invalid."""
    return _BY_HAND.format(settings=pages.settings)


def gaps(held: Mapping[str, str]) -> ProfileGaps:
    """Compare the permissions of an App with the profile that it is for."""
    meant = intended_profile(held)
    return ProfileGaps(meant.name, tuple(map(_gap, lacks(held, meant))))


def _gap(lack: Lack) -> str:
    """Name the actions that a permission is for, or, where there are many, what they are about."""
    if len(lack.actions) <= _MOST_NAMED:
        return f"{lack.in_words}, for {', '.join(lack.actions)}"
    nouns = dict.fromkeys(name.partition(".")[0] for name in lack.actions)
    return f"{lack.in_words}, for {len(lack.actions)} actions on {', '.join(nouns)}"


def permission_pages(slug: str, base: str) -> str:
    """Say where the permissions of an App are changed; who owns it is not known."""
    page = f"/settings/apps/{quote(slug)}/permissions"
    root = web_base(base)
    return f"{root}{page}, or {root}/organizations/OWNER{page} if an organization owns it"
