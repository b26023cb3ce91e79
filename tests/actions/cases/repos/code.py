"""The case of the search for code."""

from typing import Any

from aegis_cli.providers.github.nouns.repos.code import SearchCode
from tests.actions.case import Case


def found(path: str, **more: Any) -> dict[str, Any]:
    return {
        "path": path,
        "sha": "3d21ec53a331a6f037a91c368710b99387d012c1",
        "html_url": f"https://github.com/acme/web/blob/main/{path}",
        "repository": {"full_name": "acme/web"},
        **more,
    }


FRAGMENT = "def total():\n    # TODO: add\x1b[2J the tax\n    return 0\n"
MATCH = {"text": "TODO", "indices": [19, 23]}

CASES = (
    Case(
        SearchCode(words=("TODO",), repo="acme/web"),
        sends="GET /search/code?q=%22TODO%22+repo%3Aacme%2Fweb&per_page=30",
        said="search for 'TODO' in acme/web",
        more={
            "words": ['a "b" repo:evil/x'],
            "owner": "acme",
            "language": "C++",
            "path": "src/app",
            "filename": "app.py",
            "limit": 5,
        },
        sends_more="GET /search/code?q=%22a+%5C%22b%5C%22+repo%3Aevil%2Fx%22+repo%3Aacme%2Fweb"
        "+user%3Aacme+language%3A%22C%2B%2B%22+path%3Asrc%2Fapp+filename%3Aapp.py&per_page=5",
        answer=[
            found("src/tax.py", text_matches=[{"fragment": FRAGMENT, "matches": [MATCH]}]),
            found("docs/notes.md"),
        ],
        in_sandbox={"TODO": "shop"},
    ),
)
