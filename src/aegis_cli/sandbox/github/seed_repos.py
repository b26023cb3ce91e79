"""The repositories of a new sandbox, and the roles of people in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aegis_cli.sandbox.github import seed_others
from aegis_cli.sandbox.github.seed_api import api_stories
from aegis_cli.sandbox.github.seed_web import WEB
from aegis_cli.sandbox.github.stories import Story
from aegis_cli.sandbox.github.world import Role


@dataclass(frozen=True, slots=True)
class Plan:
    """One repository to build."""

    id: int
    full_name: str
    description: str | None
    roles: Mapping[str, Role]
    age: int
    """How many days ago it was created."""
    pushed: float
    """How many days ago the last push was."""
    stories: tuple[Story, ...] = ()
    paces: Mapping[str, float] = field(default_factory=dict)
    """Each person's average number of commits a week; if empty, there are no commits."""
    milestone: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    """Values of other fields of `Repo`."""


_ACME = {"mona": Role.WRITE, "hubot": Role.WRITE, "bob": Role.WRITE, "alice": Role.ADMIN}
_OWN = {"mona": Role.ADMIN}
_OCTO = {"carol": Role.ADMIN, "bob": Role.TRIAGE}

PLANS = (
    Plan(
        704_120_001,
        "acme/web",
        "The shop that customers see",
        _ACME,
        age=1204,
        pushed=0.3,
        stories=WEB,
        paces={"mona": 4.0, "alice": 6.0, "bob": 3.0, "hubot": 1.0, "dependabot[bot]": 0.8},
        milestone="v2.0",
        fields={
            "homepage": "https://shop.acme.example",
            "topics": ("frontend", "shop", "typescript"),
            "license": "mit",
            "stars": 128,
            "forks": 17,
            "size": 18_230,
            "has_discussions": True,
            "languages": {
                "TypeScript": 412_907,
                "CSS": 58_120,
                "HTML": 31_544,
                "JavaScript": 12_009,
                "Shell": 840,
            },
        },
    ),
    Plan(
        704_120_417,
        "acme/api",
        "Orders, payments and stock behind the shop",
        _ACME,
        age=1198,
        pushed=0.1,
        stories=api_stories(),
        paces={"mona": 2.0, "alice": 5.0, "bob": 7.0, "hubot": 2.0, "dependabot[bot]": 1.5},
        fields={
            "private": True,
            "size": 25_411,
            "languages": {
                "Python": 690_411,
                "PLpgSQL": 44_002,
                "Dockerfile": 2_310,
                "Makefile": 1_104,
            },
        },
    ),
    Plan(
        704_133_902,
        "acme/website",
        "acme.example, the site about the company (was acme/site)",
        _ACME,
        age=1050,
        pushed=2.6,
        stories=seed_others.WEBSITE,
        paces={"alice": 2.0, "mona": 0.7},
        fields={"stars": 9, "size": 4_102, "languages": {"HTML": 88_310, "CSS": 20_015}},
    ),
    Plan(
        704_160_077,
        "acme/infra",
        "Everything that runs; its issues are elsewhere",
        _ACME,
        age=990,
        pushed=1.4,
        stories=seed_others.INFRA,
        paces={"hubot": 3.0, "bob": 1.0},
        fields={
            "private": True,
            "has_issues": False,
            "size": 1_377,
            "languages": {"HCL": 51_220, "Shell": 9_004},
        },
    ),
    Plan(
        612_004_518,
        "acme/legacy",
        "The shop as it was until 2024",
        _ACME,
        age=3300,
        pushed=346,
        stories=seed_others.LEGACY,
        paces={"mona": 0.0},
        fields={"archived": True, "stars": 31, "size": 60_214, "languages": {"C++": 1_204_771}},
    ),
    Plan(
        811_550_236,
        "mona/scratch",
        "Nothing here is worth keeping",
        _OWN,
        age=40,
        pushed=5,
        stories=seed_others.SCRATCH,
        paces={"mona": 0.3},
        fields={"private": True, "size": 12, "languages": {"Python": 1_912}},
    ),
    Plan(
        598_330_140,
        "mona/dotfiles",
        "My shell, my editor, my rules",
        _OWN,
        age=2100,
        pushed=8.2,
        stories=seed_others.DOTFILES,
        paces={"mona": 1.2},
        fields={"stars": 4, "size": 88, "license": "unlicense", "languages": {"Shell": 7_450}},
    ),
    Plan(
        640_771_095,
        "alice/recipes",
        "What we cook on Fridays",
        {"alice": Role.ADMIN, "mona": Role.WRITE},
        age=800,
        pushed=16,
        stories=seed_others.RECIPES,
        paces={"alice": 0.8, "mona": 0.4},
        fields={"stars": 2, "size": 340, "license": "cc0-1.0"},
    ),
    Plan(811_902_664, "mona/empty", None, _OWN, age=3, pushed=3),
    Plan(
        655_019_883,
        "octo-org/handbook",
        "How we work",
        _OCTO,
        age=1600,
        pushed=6.5,
        stories=seed_others.HANDBOOK,
        paces={"carol": 2.5, "bob": 0.5},
        fields={"stars": 902, "forks": 210, "size": 2_960, "languages": {"MDX": 310_552}},
    ),
    Plan(
        801_447_302,
        "octo-org/secret-plans",
        "Not for you",
        _OCTO,
        age=200,
        pushed=1,
        stories=seed_others.SECRET,
        paces={"carol": 1.0},
        fields={"private": True, "size": 40},
    ),
)
