"""What the documents say of the live services, as the rows of `claims.toml`; pure."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any


class ServiceName(StrEnum):
    """A service that a claim is about."""

    AUTH0 = "Auth0"
    GITHUB = "GitHub"
    GEMINI = "Gemini"
    SLACK = "Slack"
    JIRA = "Jira"


class Stage(StrEnum):
    """When a claim is tried: those without a cost first, those that only a person sees last."""

    FREE = "free"
    MODEL = "model"
    SIGN_IN = "sign-in"
    EXCHANGE = "exchange"
    READ = "read"
    WRITE = "write"
    SLACK = "slack"
    JIRA = "jira"
    TENANT = "tenant"
    PERSON = "person"


class Need(StrEnum):
    """What has to be there for a claim to be tried."""

    REPOSITORY = "repo"
    """A repository of the person's, with the App, in which an issue may be opened."""
    PUBLIC = "public"
    """A public repository without the App."""
    TENANT = "tenant"
    """A token for the Management API."""
    MODEL = "model"
    """Gemini, directly or through a broker."""
    KEY = "key"
    """A key for Gemini on this machine."""
    HERE = "here"
    """The vault's credentials on this machine, and none of a broker."""
    APP = "app"
    """The App's own credentials, by which a token is narrowed."""


class Basis(StrEnum):
    """What a claim rests on, the weakest first."""

    DOCUMENTED = "documented"
    """A page of the service says it, or it is concluded from one."""
    RECORDED = "recorded"
    """Others saw it at the live service, and left a recording or a report of it."""
    LIVE = "live"
    """It was tried by `aegis doctor --live`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveClaim:
    """Something that the documents say of a live service."""

    id: str
    of: ServiceName
    stage: Stage
    says: str
    wrong: str
    """What is wrong if it does not hold."""
    look: str
    """What a person looks at when they try it by hand."""
    source: str
    """What it rests on, in words."""
    page: str = ""
    """The address of the page that it rests on."""
    recording: str = ""
    """The address of the recording or report, where others saw it."""
    live: date | None = None
    """The day on which it was tried at the service itself."""
    check: str = ""
    """The function that tries it; "" if only a person can see it."""
    action: str = ""
    """The read that this function makes, where it makes one."""
    asks: str = ""
    """What that person is asked."""
    changes: bool = False
    """Whether trying it changes something, for as long as it is tried."""
    needs: tuple[Need, ...] = ()

    @property
    def basis(self) -> Basis:
        """What it rests on by now."""
        if self.live is not None:
            return Basis.LIVE
        return Basis.RECORDED if self.recording else Basis.DOCUMENTED

    @property
    def provider(self) -> str:
        """The provider beside the usual one that has to be set up for it; "" for none."""
        return self.of.lower() if self.of in {ServiceName.SLACK, ServiceName.JIRA} else ""


@cache
def claims() -> tuple[LiveClaim, ...]:
    """Return all claims, in the order in which they are tried."""
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    rows = (_claim(**row) for row in tomllib.loads(text)["claims"])
    stages = [*Stage]
    return tuple(sorted(rows, key=lambda claim: stages.index(claim.stage)))


def _claim(
    *, of: str, stage: str = Stage.PERSON, needs: Iterable[str] = (), **values: Any
) -> LiveClaim:
    needed = tuple(map(Need, needs))
    return LiveClaim(of=ServiceName(of), stage=Stage(stage), needs=needed, **values)
