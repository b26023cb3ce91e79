"""Gists: files outside of any repository, which their owners list, change and delete."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aegis_cli.sandbox.github.api import errors, queries
from aegis_cli.sandbox.github.api.bodies import check_body
from aegis_cli.sandbox.github.api.call import Call, Reply, creation
from aegis_cli.sandbox.github.description.objects import as_object
from aegis_cli.sandbox.github.world.world import Comment, Gist

_WEB = "https://gist.github.com"


def list_mine(call: Call) -> Reply:
    """List the gists of the viewer, the newest first."""
    return _page(call, [each for each in call.world.gists if each.owner == call.me])


def list_for_user(call: Call) -> Reply:
    """List the public gists of a person."""
    owner = errors.present(call.world.person(call.params["username"]))
    return _page(call, [each for each in call.world.gists if each.owner == owner and each.public])


def get(call: Call) -> Reply:
    """Return a gist with its files; whoever knows the id of a secret one sees it."""
    return Reply(_show_all(call, _gist(call)))


def create(call: Call) -> Reply:
    """Make a gist; it is secret unless it is said to be public."""
    owner, body = call.me, check_body(call)
    files = _files_after({}, body["files"])
    number = f"{next(call.world.ids):020x}"
    public = body.get("public") in {True, "true"}
    new = Gist(number, owner, call.now, call.now, files, body.get("description"), public)
    call.world.gists = (*call.world.gists, new)
    return creation(_show_all(call, new))


def update(call: Call) -> Reply:
    """Change the description of a gist, or some of its files; the others stay."""
    gist, body = _own(call), check_body(call)
    files = _files_after(gist.files, body.get("files") or {})
    text = body.get("description", gist.description)
    changed = replace(gist, files=files, description=text, updated_at=call.now)
    return Reply(_show_all(call, _keep(call, gist, changed)))


def delete(call: Call) -> Reply:
    """Delete a gist."""
    gist = _own(call)
    call.world.gists = tuple(each for each in call.world.gists if each != gist)
    return Reply(status=204)


def fork(call: Call) -> Reply:
    """Copy the gist of another person."""
    gist = _gist(call)
    if gist.owner == call.me:
        raise errors.Refusal(422, "You cannot fork your own gist.")
    number = f"{next(call.world.ids):020x}"
    new = Gist(
        number, call.me, call.now, call.now, gist.files, gist.description, public=gist.public
    )
    call.world.gists = (*call.world.gists, new)
    return creation(_show(call, new, "base-gist"))


def star(call: Call) -> Reply:
    """Star a gist; one that has the star keeps it."""
    return _star(call, is_given=True)


def unstar(call: Call) -> Reply:
    """Take the star of the viewer off a gist."""
    return _star(call, is_given=False)


def create_comment(call: Call) -> Reply:
    """Comment on a gist."""
    author, gist, body = call.me, _gist(call), check_body(call)["body"]
    new = Comment(next(call.world.ids), author, body, call.now, call.now)
    _keep(call, gist, replace(gist, comments=(*gist.comments, new)))
    url = f"{_url(call, gist)}/comments/{new.id}"
    return creation(as_object("gist-comment", new, url=url, user=author))


def _star(call: Call, *, is_given: bool) -> Reply:
    login, gist = call.me.login, _gist(call)
    others = tuple(each for each in gist.stargazers if each != login)
    _keep(call, gist, replace(gist, stargazers=(*others, login) if is_given else others))
    return Reply(status=204)


def _gist(call: Call) -> Gist:
    wanted = (each for each in call.world.gists if each.id == call.params["gist_id"])
    return errors.present(next(wanted, None))


def _own(call: Call) -> Gist:
    gist = _gist(call)
    return errors.present(gist if gist.owner == call.me else None)


def _keep(call: Call, before: Gist, after: Gist) -> Gist:
    call.world.gists = tuple(after if each == before else each for each in call.world.gists)
    return after


def _files_after(files: Mapping[str, str], sent: Mapping[str, Any]) -> dict[str, str]:
    """Return the files of a gist after a request; what is null goes, and none may be empty."""
    after = dict(files)
    for name, file in sent.items():
        if file is None:
            after.pop(name, None)
            continue
        text = file.get("content", after.get(name, ""))
        after.pop(name, None)
        after[file.get("filename") or name] = text
    if not after or not all(after.values()):
        raise errors.invalid(errors.error("Gist", "files", "missing_field"))
    return after


def _page(call: Call, gists: list[Gist]) -> Reply:
    newest = sorted(gists, key=lambda each: each.updated_at, reverse=True)
    return queries.page_of(call, newest, lambda each: _show(call, each, "base-gist"))


def _show_all(call: Call, gist: Gist) -> dict[str, Any]:
    shown = _show(call, gist, "gist-simple")
    files = {
        name: shown["files"][name] | {"truncated": False, "content": text, "encoding": "utf-8"}
        for name, text in gist.files.items()
    }
    return {**shown, "user": None, "files": files}


def _show(call: Call, gist: Gist, schema: str) -> dict[str, Any]:
    url, page = _url(call, gist), f"{_WEB}/{gist.owner.login}/{gist.id}"
    return as_object(
        schema,
        id=gist.id,
        url=url,
        html_url=page,
        **{f"git_{way}_url": f"{_WEB}/{gist.id}.git" for way in ("pull", "push")},
        **{f"{part}_url": f"{url}/{part}" for part in ("forks", "commits", "comments")},
        files={
            name: {
                "filename": name,
                "type": "text/plain",
                "language": "Text",
                "raw_url": f"{page}/raw/{name}",
                "size": len(text.encode()),
            }
            for name, text in gist.files.items()
        },
        public=gist.public,
        description=gist.description,
        comments=len(gist.comments),
        owner=gist.owner,
        truncated=False,
        created_at=gist.created_at,
        updated_at=gist.updated_at,
    )


def _url(call: Call, gist: Gist) -> str:
    return f"{call.base}/gists/{gist.id}"
