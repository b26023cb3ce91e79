"""Has the provider make an App of ours, and puts it behind a connection; asks before each step."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from aegis_cli.actions.provider.app_registration import AppPages, MadeApp, Registration, WantedApp
from aegis_cli.adapters.auth0.loopback import Loopback, StartPage
from aegis_cli.adapters.auth0.tenant_client import Management
from aegis_cli.adapters.terminal.tty import Tty
from aegis_cli.cli.streams import write_err
from aegis_cli.core.flow import Flow, T, drive
from aegis_cli.core.secret import Secret
from aegis_cli.core.text import excerpt, one_line, visible
from aegis_cli.errors import AegisError, Code, Failed, Interrupted, NotApproved
from aegis_cli.oauth import pkce
from aegis_cli.providers.default import DEFAULT
from aegis_cli.setup.app_connection import Credentials, connect_app
from aegis_cli.setup.desired import Wanted
from aegis_cli.setup.repair import TenantSnapshot
from aegis_cli.wiring.app import App

_LIFE = 3600.0
"""Seconds in which a manifest has to become an App, and its code be converted."""


@dataclass(frozen=True, slots=True)
class AppMaking:
    """One App on its way: what is asked for, at which provider, for which tenant."""

    app: App
    registration: Registration
    wished: WantedApp
    wanted: Wanted
    again: str
    """The command with which a person goes on."""

    @property
    def base(self) -> str:
        """The root of the provider's API."""
        return DEFAULT.base_in(self.app.environment.settings.bases)

    def pages(self, made: MadeApp) -> AppPages:
        """Return the pages of the App."""
        return self.registration.pages(made, self.base)

    def with_owner(self, login: str) -> "AppMaking":
        """Ask the provider who is to own it."""
        owner = self._ask_provider(self.registration.find_owner(self.base, login))
        return replace(self, wished=replace(self.wished, owner=owner))

    def make(self) -> tuple[MadeApp, Secret]:
        """Have the person make the App in the browser, and fetch it.

        Raises `Failed` for an App that is not the one that was asked for. However it ends, the page
        of the provider may still be open.
        """
        problem: AegisError
        try:
            made, secret = self._fetch()
            self._check(made)
        except KeyboardInterrupt:
            message = "Interrupted; nothing was made at Auth0."
            problem = Interrupted(message, code=Code.INTERRUPTED)
        except AegisError as error:
            problem = error
        else:
            return made, secret
        left = (
            f"Do not press Create on a page of {DEFAULT.title} that is still open; an App that was "
            "made just now can be deleted at "
            f"{self.registration.apps_page(self.wished, self.base)}"
        )
        problem.hint = f"{problem.hint} {left}" if problem.hint else left
        raise problem

    def _fetch(self) -> tuple[MadeApp, Secret]:
        converter = self.app.executors.converter()
        with Loopback(ports=(0,)) as loopback:
            now = time.monotonic()
            flow = replace(pkce.begin(loopback.redirect_uri, now=now), ends=now + _LIFE)
            form = self.registration.form(self.wished, self.base, loopback.redirect_uri, flow.state)
            start = StartPage(self._page_text(), f"Go to {DEFAULT.title}", form.url, form.fields)
            converter.prepare()
            code = self.app.sign_ins.round_trip().code(start, flow, loopback, name="code")
        self.app.screen.progress.say(f"{DEFAULT.title}: fetching the App")
        made, secret = converter.convert(self.base, code)
        self.app.screen.progress.clear()
        return made, secret

    def _page_text(self) -> str:
        return (
            f"{DEFAULT.title} shows you the App that aegis asks for, and you press Create there. "
            "Then you come back here."
        )

    def _check(self, made: MadeApp) -> None:
        """Refuse an App that somebody else brought.

        NOTE: any program of this machine can fetch the first page with its state, make an App of
        its own with it, and send its code back. Who owns such an App can act by it for everybody
        who connects an account.
        """
        differences = self.registration.differences(self.wished, made)
        if differences:
            raise Failed(
                one_line(
                    f"The App that came back, {made.slug}, is not the one that was asked for: "
                    f"{'; '.join(differences)}. Nothing was made at Auth0."
                ),
                code=Code.MISCONFIGURED,
                hint="Any program on this machine could have sent it. If it is yours, delete it at "
                f"{excerpt(self.pages(made).settings)}, and run the command again.",
            )

    def approve_making(self) -> None:
        """Show what the App will be, and ask."""
        say(self.registration.printed(self.wished).partition("\nThe same as")[0])
        owner = self.wished.owner
        kind = "the organization " if owner and owner.is_organization else ""
        name = owner.login if owner else ""
        ask(f"Make this App for {kind}{name} at {DEFAULT.title}, in your browser?")

    def approve_connection(self, made: MadeApp) -> None:
        """Show the App that was made, and ask whether the connection is to be made with it."""
        say(f"\nThe App that {DEFAULT.title} made:\n")
        say(self.registration.shown(self.wished, made, self.base))
        try:
            ask(
                "Is that the App that you made just now? Then make the connection "
                f"{self.wanted.connection!r} at {self.wanted.base} with it?"
            )
        except (NotApproved, KeyboardInterrupt) as problem:
            refusal = problem if isinstance(problem, NotApproved) else None
        else:
            return
        hint = f"Delete the App, if you do not want it: {self.pages(made).settings}"
        if refusal is None:
            raise Interrupted("Interrupted.", code=Code.INTERRUPTED, hint=hint)
        raise NotApproved(refusal.message, code=refusal.code, hint=hint)

    def connect(
        self, management: Management, made: MadeApp, secret: Secret, renew: Callable[[], Secret]
    ) -> TenantSnapshot:
        """Make the connection; if Auth0 refuses, keep the secret and ask whether to try again.

        `renew` asks for another Management API token; its refusal keeps the one there is.
        """
        credentials, was_tried = Credentials(DEFAULT.name, made.client_id, secret), False
        try:
            while True:
                try:
                    flow = connect_app(
                        management.api, self.wanted, credentials, was_tried=was_tried
                    )
                    return management.run(flow)
                except AegisError as problem:
                    was_tried = True
                    self.app.screen.progress.clear()
                    say(f"{problem.message} {problem.hint or ''}\n")
                    management = self._again(management, made, problem, renew)
        except KeyboardInterrupt:
            pass
        raise Interrupted(
            "Interrupted; the connection may have been made.",
            code=Code.INTERRUPTED,
            hint=self._way_on(made),
        )

    def _again(
        self,
        management: Management,
        made: MadeApp,
        problem: AegisError,
        renew: Callable[[], Secret],
    ) -> Management:
        try:
            ask("The App's secret is still in memory. Try to make the connection again?")
        except NotApproved:
            pass
        else:
            if problem.code is Code.ACCESS_DENIED:
                return self.app.sign_ins.management(self.wanted.base, renew())
            return management
        raise Failed(
            f"The App {made.slug} is made, and no connection of Auth0 uses it.",
            code=Code.MISCONFIGURED,
            hint=self._way_on(made),
        )

    def _way_on(self, made: MadeApp) -> str:
        """Say how a person goes on with an App whose secret is forgotten."""
        return (
            f"Make a new client secret at {self.pages(made).settings}, and put it with the client "
            f"id {made.client_id} into a connection named {self.wanted.connection} at Auth0: "
            f"Authentication, Social, Create Connection. Then type: {self.again}"
        )

    def _ask_provider(self, flow: Flow[T]) -> T:
        screen = self.app.screen
        with screen.sender(self.app.environment.patience) as sender:
            return drive(flow, sender, wait=screen.wait)


def ask(question: str) -> None:
    """Ask on the terminal; raise `NotApproved` for every answer but a yes."""
    if not Tty().agrees(f"{visible(question)} [y/n] "):
        raise NotApproved("That was not approved; nothing more was done.", code=Code.DECLINED)


def say(text: str) -> None:
    """Tell the person something."""
    write_err(visible(text))
