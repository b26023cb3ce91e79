"""The rules for every class of action, checked when it is defined; each message names the mend.

- the facts (name, effect, permission, endpoint, sentence, view, verbs) are class keywords;
- an action that names no effect reads; a GET reads, a POST, PUT or PATCH writes, a DELETE destroys;
  a weaker effect needs a reason, and only a GET or a POST can read;
- a read that may leave out each of its places says that it looks everywhere;
- a write says what it is about: how that is looked at before approval, or that it is made;
- what is always asked about, or destroys, names what is at stake, and nothing else does;
- what is shown and pinned is where the answer has it.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from types import GenericAlias
from typing import Any, get_origin

from pydantic import BaseModel

from aegis_cli.actions.facts import Effect, Facts, Needs
from aegis_cli.actions.fields.fields import (
    commitments,
    description_of,
    kinds_of,
    may_be_cleared,
    place_of_value,
    sealed_for,
)
from aegis_cli.actions.fields.kinds import Role
from aegis_cli.actions.provider.names import BARE, provider_of
from aegis_cli.actions.read_rules import problems_of_reads
from aegis_cli.actions.results.shapes import (
    Problems,
    in_braces,
    join_names,
    misshapen,
    unfilled_paths,
)
from aegis_cli.actions.results.templates import holes
from aegis_cli.actions.results.views import Card, Tree, View, listing_of
from aegis_cli.actions.targets.target import Target
from aegis_cli.actions.utterances import words_of
from aegis_cli.core.uri_template import variables

_IMPLIED: dict[str, Effect] = {
    "GET": Effect.READ,
    "POST": Effect.WRITE,
    "PUT": Effect.WRITE,
    "PATCH": Effect.WRITE,
    "DELETE": Effect.DESTRUCTIVE,
}
_NEEDED = {
    "action": 'action="labels.create"',
    "endpoint": 'endpoint="GET /repos/{repo}"',
    "says": 'says="Close {repo}#{issue_number}"',
}
"""The facts that have no default and must be written, each with an example."""
_FACTS = {*_NEEDED, *(each.name for each in fields(Facts))} - {
    "method",
    "path",
    "result",
}
"""The keywords of a class."""


def facts_of(
    cls: type[Any], base: type[Any], named: type[Any] | None, given: Mapping[str, Any]
) -> Facts[Any]:
    """Make the facts of a class below the base of actions; raise `TypeError` if it breaks a rule.

    `named` is the action that has its name so far, if one has.
    """
    _require(cls, _keyword_problems(given))
    facts = {"effect": Effect.READ, "needs": "none", **given}
    method, _, path = facts.pop("endpoint").partition(" ")
    needs = Needs.read(facts.pop("needs"))
    if facts["effect"] is not Effect.READ:
        facts.setdefault("target", cls.target)
    facts["also"] = (*facts.get("also", ()), *_made_instead(facts.get("target")))
    result = _result_type(cls)
    facts["view"] = facts.get("view") or _list_view(cls, result, variables(path))
    words = words_of(cls, **facts, is_list=get_origin(result) is list)
    made = Facts(method=method, path=path, needs=needs, result=result, **facts | words)
    _require(cls, _problems(cls, made))
    _require(cls, _name_problems(cls, made, base, named))
    listing = listing_of(result)
    for name, info in cls.model_fields.items():
        info.description = description_of(cls, name, listing.many if listing else "")
    _require(cls, _docstring_problems(cls))
    return made


def _made_instead(target: Any) -> tuple[str, ...]:
    """Return the action that makes a target where there is none."""
    return (target.made_by,) if isinstance(target, Target) and target.made_by else ()


def _require(cls: type[Any], problems: Problems) -> None:
    """Raise `TypeError` with the first problem that there is."""
    for problem, is_there in problems.items():
        if is_there:
            raise TypeError(f"{cls.__name__}: {problem}")


def _list_view(cls: type[Any], result: Any, in_path: tuple[str, ...]) -> View:
    """Return the view of a list, from how its things are listed and what it is a list of."""
    listing = listing_of(result)
    if listing is None:
        raise TypeError(
            f'{cls.__name__}: view= is missing: say how the result is shown, as in view=Line("…"), '
            "or give the things of a list a `listing`"
        )
    marks = ("#" if name.endswith("_number") else "/" for name in in_path)
    place = "".join(f"{mark}{{{name}}}" for mark, name in zip(marks, in_path, strict=True))
    filters = frozenset(cls.model_fields) - {*in_path, "limit"}
    return listing.table(f"in {place[1:]}" if place else "", filters)


def _result_type(cls: type[Any]) -> Any:
    for base in cls.__dict__.get("__orig_bases__", ()):
        if isinstance(base, GenericAlias):
            return base.__args__[0]
    raise TypeError(
        f"{cls.__name__}: its base does not say what comes back: write it in brackets, as in "
        "Action[Issue], or Action[None] for nothing"
    )


def _defined_at(cls: type[Any]) -> tuple[str, str]:
    """Return where a class is defined: after a Ctrl-C, another import defines it there again."""
    return cls.__module__, cls.__qualname__


def _keyword_problems(given: Mapping[str, Any]) -> Problems:
    missing = {
        f"{name}= is missing: write it, as in {example}": name not in given
        for name, example in _NEEDED.items()
    }
    unknown = given.keys() - _FACTS
    return missing | {
        f"{join_names(unknown)}= is no fact of an action: take it away, or write one of "
        f"{join_names(_FACTS)}": unknown
    }


def _problems(cls: type[Any], facts: Facts[Any]) -> Problems:
    """Return the problems that a class can have, and whether it has them."""
    return {
        **_word_problems(cls, facts),
        **_method_problems(cls, facts),
        **_taken_problems(cls, facts),
        **_page_problems(cls, facts),
        **_answer_problems(facts),
        **_field_problems(cls, facts),
        **problems_of_reads(cls, facts),
        **_view_problems(cls, facts),
        **_tree_problems(facts),
    }


def _name_problems(
    cls: type[Any], facts: Facts[Any], base: type[Any], named: type[Any] | None
) -> Problems:
    twice = named is not None and _defined_at(named) != _defined_at(cls)
    own = frozenset(vars(base)) - frozenset(vars(BaseModel)) | {"facts", "provider"}
    taken = own & cls.model_fields.keys()
    return {
        f"the name {facts.action!r} belongs to {'.'.join(_defined_at(named or cls))}: give action= "
        "another": twice,
        f"every action has an attribute {join_names(taken)}, and a field shadows it: call the "
        f'field otherwise, and mark it, as in At("{min(taken, default="")}")': taken,
    }


def _word_problems(cls: type[Any], facts: Facts[Any]) -> Problems:
    in_capitals = [verb for verb in facts.verbs if verb != verb.lower()]
    unknown = {*holes(facts.says)} - cls.model_fields.keys()
    return {
        'it has no verb: write utterances=("list my labels",), which begins with one, or '
        'verbs=("list",)': not facts.verbs,
        f"verbs= has {join_names(in_capitals)}: write it in lower case": in_capitals,
        f"says= has {in_braces(unknown)}, and no field is called so: write one of "
        f"{in_braces(cls.model_fields)}": unknown,
    }


def _method_problems(cls: type[Any], facts: Facts[Any]) -> Problems:
    effect, method = facts.effect, facts.method
    implied = _IMPLIED.get(method, Effect.READ)
    is_read = effect is Effect.READ
    write = f"write effect=Effect.{implied.name}"
    has_pages = method == "GET" or (is_read and facts.envelope.endswith(".nodes"))
    cleared = [name for name, info in cls.model_fields.items() if may_be_cleared(info)]
    is_plain_read = is_read and method == "GET" and get_origin(facts.result) is not list
    return {
        "downloads= is for a GET that reads one thing: take it away": (
            facts.downloads and not is_plain_read
        ),
        "watches= is for a GET that reads one thing: take it away": (
            facts.watches and not (is_plain_read and not facts.downloads)
        ),
        f"endpoint= has the method {method}: write {', '.join(_IMPLIED)}": method not in _IMPLIED,
        f"effect= is read, and a {method} cannot read: {write}": (
            is_read and method not in {"GET", "POST"}
        ),
        f"effect= is {effect}, which is weaker than {method} implies: {write}, or say with "
        'because="…" why it does less': effect < implied and not facts.because.strip(),
        f"the field limit is for a list of several pages, and a {method} has one: take it away, or "
        "read with GET, or the nodes of a connection": (
            "limit" in cls.model_fields and not has_pages
        ),
        f"the field {join_names(cleared)} may be cleared, and a GET has a query, in which there is "
        "no null: take `| Clear` away": method == "GET" and cleared,
    }


def _taken_problems(cls: Any, facts: Facts[Any]) -> Problems:
    takes, parts = bool(facts.takes), commitments(cls)
    needed = [name for name in parts if cls.model_fields[name].is_required()]
    return {
        "takes= is for a write: take it away": takes and facts.effect is Effect.READ,
        "takes= and a Committed field belong together: write both, as in size: "
        'Annotated[int | None, Committed("size")] = None, or none': takes != bool(parts),
        'takes="secret" needs the key that it is sealed for: mark that field, as in '
        'SealedFor("encrypted_value")': (facts.takes == "secret") != bool(sealed_for(cls)),
        f"the field {join_names(needed)} is Committed, so nobody gives it: write = None": needed,
    }


def _page_problems(cls: Any, facts: Facts[Any]) -> Problems:
    """Return the problems of the page of what is made. NOTE: no text makes its address."""
    page = facts.page
    if page is None:
        return {}
    required = {name for name, info in cls.model_fields.items() if info.is_required()}
    targets = {name for name, kind in kinds_of(cls).items() if kind.role is Role.TARGET}
    named = targets & {*required, *page.otherwise}
    other = {*variables(page.path), *holes(page.key)} - named
    return {
        "page= is for a write that makes something: take page= away": facts.effect is Effect.READ,
        f"page= has {in_braces(other)}, and its address is made of targets alone that every call "
        f"names: write one of {in_braces(named)}": other,
        f"page= has its number at {page.number}, which the result does not have: write where it "
        "is": page.number and unfilled_paths(facts.result, (), [page.number]),
    }


def _answer_problems(facts: Facts[Any]) -> Problems:
    failures = [status for status in facts.statuses if status not in range(200, 300)]
    watched = unfilled_paths(facts.result, (), [facts.watches.path]) if facts.watches else ()
    # GitHub has an envelope around a list alone.
    is_list, is_bare = get_origin(facts.result) is list, provider_of(facts.action) == BARE
    return {
        f"envelope= is {facts.envelope!r}, and what comes back is no list: write Action[list[…]], "
        "or take envelope= away": (
            facts.envelope and is_bare and not is_list and "." not in facts.envelope
        ),
        f"watches= looks at {in_braces(watched)}, which the result does not have: write one of its "
        "fields": watched,
        f"statuses= has {join_names(map(str, failures))}, which is no success: write numbers from "
        "200 to 299": failures,
    }


def _field_problems(cls: Any, facts: Facts[Any]) -> Problems:
    places = {place_of_value(name, info) for name, info in cls.model_fields.items()}
    without = {*variables(facts.path)} - places
    where = {name for name, kind in kinds_of(cls).items() if kind.container or kind.inside}
    interval = facts.watches.interval if facts.watches else ""
    is_bound = facts.everywhere or any(cls.model_fields[name].is_required() for name in where)
    reads = facts.effect is Effect.READ
    return {
        "of_service= is for a read that is in no place: take it away": (
            facts.of_service and (where or not reads or facts.everywhere)
        ),
        f"watches= names {interval}, and no field is called so: add it": (
            interval and interval not in cls.model_fields
        ),
        f"it can be called without {join_names(where)}, so that it looks everywhere: write "
        "everywhere=True, or make one required": (where and not is_bound and reads),
        f"the path has {in_braces(without)}, and no field stands there: add the field, or mark the "
        f'one that does, as in At("{min(without, default="")}")': without,
    }


def _docstring_problems(cls: type[Any]) -> Problems:
    silent = next((n for n, info in cls.model_fields.items() if not info.description), "")
    return {
        "the class has no docstring: say below its first line what it does": not cls.__doc__,
        f"the field {silent} has no docstring: say below it what it is": silent,
    }


def _unfilled_of_tree(view: Tree, result: Any, items: str = "") -> frozenset[str]:
    """Return the paths of a tree that lead nowhere in its things, and in their parts."""
    levels = (("", (view.keys, view.whole)), (view.parts, (view.part,)))
    told = [(at, path) for at, level in levels for path in unfilled_paths(None, level)]
    return unfilled_paths(result, (), [".".join(filter(None, (items, *way))) for way in told])


def _tree_problems(facts: Facts[Any]) -> Problems:
    """Return what of the tree of a view, or below its card, is not there to be shown."""
    view = facts.view
    tree = view.tree if isinstance(view, Card) else view if isinstance(view, Tree) else None
    if tree is None:
        return {}
    wrong = [each for part in (tree, *tree.levels) for each in misshapen(part)]
    related = {each.name: each.read.facts.result for each in facts.related}
    is_own = isinstance(view, Card) and tree.items not in related
    result = facts.result if tree is view or is_own else related[tree.items]
    unknown = _unfilled_of_tree(tree, result, tree.items if is_own else "")
    return {
        f"view= {wrong[0] if wrong else ''}": wrong,
        f"view= has a tree with {in_braces(unknown)}, which its things do not have: write what "
        "they have": unknown,
    }


def _view_problems(cls: type[Any], facts: Facts[Any]) -> Problems:
    """Return what of the view of a class is not there to be shown."""
    view, of_call = facts.view, {f"@{name}" for name in cls.model_fields}
    counted, lists = (view.breakdowns, view.lists) if isinstance(view, Card) else ((), ())
    parts = (view, *counted, *(inner.view for inner in lists))
    if wrong := [each for part in parts for each in misshapen(part)]:
        return {f"view= {wrong[0]}": True}
    related = {each.name: each.read.facts.result for each in facts.related}
    without = {each.items for each in counted} - related.keys()
    own: Any = replace(view, breakdowns=(), lists=(), tree=None) if isinstance(view, Card) else view
    own = () if isinstance(view, Tree) else own
    unknown = {
        path for path in unfilled_paths(facts.result, own) if path.split(".")[0] not in related
    }
    for inner in lists:
        unknown |= unfilled_paths(facts.result, inner.view, below=inner.items)
    unknown -= {"count", "@changes", *cls.model_fields, *of_call}
    return {
        f"view= shows {in_braces(unknown)}, which the result does not have: write one of its "
        "fields, the name of a read of related=, or an argument, as in "
        f"{in_braces(of_call)}": unknown,
        f"view= counts {join_names(without)}, which nothing reads: add a read of that name to "
        "related=": without,
    } | {
        f"view= names what it counts in {each.items} by {in_braces(missing)}, which none of them "
        "has: write in name= and more= what they have": missing
        for each in counted
        for missing in [unfilled_paths(related.get(each.items), (each.name, each.more))]
    }
