"""The issues and pull requests of the smaller repositories."""

from aegis_cli.sandbox.github.stories import Branch, Closed, Story

WEBSITE = (
    Story("Rewrite the landing page", by="alice", days=80, labels=("enhancement",)),
    Story("Cookie banner covers the menu", by="mona", days=33, labels=("bug",)),
    Story(
        "Old blog posts answer 404",
        by="carol",
        days=28,
        labels=("bug",),
        closed=Closed(20, "alice"),
    ),
    Story(
        "Use the new logo",
        by="bob",
        days=10,
        labels=("enhancement",),
        branch=Branch("new-logo", reviewers=("alice",)),
    ),
    Story("Add a page about accessibility", by="mona", days=3, labels=("good first issue",)),
)
INFRA = (
    Story(
        "Move the runners to arm64",
        by="hubot",
        days=14,
        body="Half the price.",
        branch=Branch("arm64"),
    ),
)
LEGACY = (
    Story("Does not build with GCC 4", by="bob", days=352, labels=("bug",)),
    Story(
        "Announce the end of maintenance",
        by="mona",
        days=349,
        labels=("documentation",),
        closed=Closed(346, "mona"),
    ),
)
SCRATCH = (Story("Try things out here", by="mona", days=5, labels=("question",)),)
DOTFILES = (
    Story("Prompt is slow in large repositories", by="mona", days=60, labels=("bug",)),
    Story("Add a configuration for Helix", by="mona", days=19, labels=("enhancement",)),
)
RECIPES = (Story("Add the lentil soup 🍲", by="alice", days=18, labels=("enhancement",)),)
HANDBOOK = (
    Story("Explain how expenses are claimed", by="carol", days=90, labels=("documentation",)),
    Story("Broken link in the chapter on security", by="mona", days=45, labels=("bug",)),
    Story(
        "Tabs or spaces?",
        by="bob",
        days=40,
        labels=("question",),
        locked=True,
        comments=(("carol", 39, "Please not again."),),
    ),
    Story("Translate the handbook into Spanish", by="hubot", days=22, labels=("help wanted",)),
    Story("Fix a typo in chapter 3", by="alice", days=7, branch=Branch("typo")),
)
SECRET = (Story("Project Orca: launch date", by="carol", days=11, body="Tell nobody."),)
