"""Which files of a repository say what runs with its secrets; pure.

NOTE: a path is read as widely as GitHub, git and any file system might: whoever may write such a
file may read every secret.
"""

import posixpath
import re
import unicodedata

_WORKFLOWS = ".github/workflows"
_FOLDERS = (_WORKFLOWS, ".github/actions")
_NAMES = frozenset({"action.yml", "action.yaml", ".gitmodules", ".gitattributes"})
_UNSEEN = frozenset({"Cc", "Cf"})
"""Categories of characters that some file systems leave out of a name."""
_STREAM = re.compile(r":.*")
"""What names a part of a file on Windows, such as `::$DATA`: it is the same file."""


def runs_with_secrets(path: str) -> bool:
    """Tell whether a file decides which code runs with a repository's secrets, or is fetched."""
    plain = _plain(path)
    return _is_in(plain, *_FOLDERS) or posixpath.basename(plain) in _NAMES


def is_workflow(path: str) -> bool:
    """Tell whether a file is one of those for which a token needs a permission of its own."""
    return _is_in(_plain(path), _WORKFLOWS)


def _is_in(plain: str, *folders: str) -> bool:
    return any(plain == each or plain.startswith(f"{each}/") for each in folders)


def _plain(path: str) -> str:
    """Return the one spelling of all that may be the same path."""
    seen = (char for char in path if unicodedata.category(char) not in _UNSEEN)
    folded = unicodedata.normalize("NFKC", "".join(seen)).casefold().replace("\\", "/")
    names = posixpath.normpath(f"/{folded}").split("/")
    return "/".join(_STREAM.sub("", name).strip().rstrip(". ") for name in names if name)
