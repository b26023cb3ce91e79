"""What to show of a result, as data; the renderer decides how it looks."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Self, TypeAlias, get_args

from aegis_cli.actions.results.templates import Template, pick


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence on a terminal, one value in a pipe."""

    text: str
    piped: str = ""
    """What a pipe gets; the sentence itself if this is empty."""
    already: str = ""
    """The sentence for a write that changed nothing."""


def line_with_link(
    text: str, *, already: str = "", url: str = "{html_url}", piped: str = ""
) -> Line:
    """Return the line of a thing that has a page: each sentence ends with its address.

    A pipe gets the address alone, unless `piped` says otherwise.
    """
    return Line(f"{text}: {url}", piped or url, f"{already}: {url}" if already else "")


Tone: TypeAlias = Literal["plain", "bold", "grey", "green", "yellow", "red", "magenta", "cyan"]


@dataclass(frozen=True, slots=True)
class OwnColours:
    """The names of a list's items, each in the item's own colour, such as `d73a4a`."""

    items: str
    """The path of the list."""
    name: str
    """The path of an item's name, in the item."""
    colour: str


Style: TypeAlias = Tone | Callable[[Any], Tone] | OwnColours


def _all(things: Sequence[Any]) -> Sequence[Any]:
    return things


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Things that a card counts, such as the checks of a pull request."""

    label: str
    """What they are: `Checks`."""
    items: str
    """The path of their list; null there means that they are not known."""
    state: Callable[[Any], str]
    """Returns the state by which a thing is counted, in words."""
    tones: tuple[tuple[str, Tone], ...]
    """The states in the order in which they are told, and the colour of each."""
    named: tuple[str, ...]
    """The states whose things are told by name."""
    name: Template
    """Names a thing: `{name}`."""
    more: Template = ""
    """What a terminal says of a thing that is told by name, behind its name."""
    of: Callable[[Sequence[Any]], Sequence[Any]] = _all
    """Filters the items that are to be counted."""

    def is_read(self, data: Any) -> bool:
        """Tell whether a result says anything of them."""
        return isinstance(data, dict) and self.items in data

    def things(self, data: Any) -> Sequence[Any] | None:
        """Return the things that count; `None` if they are not known."""
        found = pick(data, self.items)
        return self.of(found) if isinstance(found, list) else None

    def counts(self, things: Sequence[Any]) -> list[tuple[str, Tone, int]]:
        """Return each state that there is, with its colour and how many things are in it."""
        found = Counter(map(self.state, things))
        return [(state, tone, found[state]) for state, tone in self.tones if found[state]]


@dataclass(frozen=True, slots=True)
class TreeLevel:
    """How the things of one level of a tree are shown."""

    name: Template
    tone: Callable[[Any], Tone]
    """Returns the colour of its state, which says its mark too."""
    more: tuple[tuple[Template, Style], ...]
    """What stands behind the name; empty parts are left out."""
    piped: tuple[Template, ...]
    """The columns that a program gets of it, behind those of the whole."""


@dataclass(frozen=True, slots=True)
class Tree:
    """Things with their parts below them, each with a mark, as the jobs of a run with their steps.

    A program gets a line for each of both.
    """

    title: str
    """May use the action's own fields, and `{count}`."""
    whole: TreeLevel
    empty: str
    """The sentence for a person if there is nothing to show."""
    keys: tuple[Template, ...] = ()
    """The first columns that a program gets: which whole a line is about."""
    parts: str = ""
    """The path of the list of a thing's parts."""
    part: TreeLevel | None = None
    """How these are shown; `None` where a thing has none."""
    label: str = ""
    """What the things are called below a card: `Jobs`."""
    items: str = ""
    """The path of their list below a card; null there means that they are not known."""

    @property
    def levels(self) -> tuple[TreeLevel, ...]:
        """How things are shown, and their parts, if they have any."""
        return (self.whole, *((self.part,) if self.part else ()))


@dataclass(frozen=True, slots=True)
class Card:
    """One thing: a heading, facts under it, and a text that people wrote, if there is one."""

    heading: str
    facts: tuple[tuple[str, Template], ...]
    """Label and template; a terminal does not show a fact without a value."""
    styles: tuple[tuple[str, Style], ...] = ()
    """The label of a fact, and the style of its value where that is not plain."""
    body: Template = ""
    footer: str = ""
    reference: str = ""
    """Behind the heading, to tell it from others."""
    summary: tuple[tuple[Template, Style], ...] = ()
    """The parts of the line under the heading; empty ones are left out."""
    piped: tuple[tuple[str, Template], ...] = ()
    """Key and template of each line that a program gets; the facts if this is empty."""
    progress: tuple[str, str] | None = None
    """Paths of the numbers done and left, which a terminal shows as a bar."""
    breakdowns: tuple[Breakdown, ...] = ()
    """What is counted below the facts."""
    lists: "tuple[CardList, ...]" = ()
    """Lists that a terminal shows below the text; a program gets of them what `piped` says."""
    tree: Tree | None = None
    """What stands below all that, each thing with its parts."""
    rows: "CardRows | None" = None
    """The things in its text that a sentence may name by their numbers, if it has such."""


@dataclass(frozen=True, slots=True)
class CardRows:
    """The things in the text of a card, which have numbers at the prompt."""

    body: Template
    """The text with the number of each thing before it."""
    lists: tuple[str, ...]
    """The paths of the lists of things, in the order in which the text has them."""
    noun: str
    """What one is called, as in a `Listing`."""
    named: Template
    """How one is named, as in `acme/web#12`."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table on a terminal."""

    heading: str
    value: Template
    style: Style = "plain"
    flexible: bool = False
    """Whether it is cut first if the terminal is narrow."""
    keeps_end: bool = False
    """Whether it is cut in its middle, as what people tell apart by its end too."""
    share: int = 1
    """How often it would fit into the width at least: 3 for a third of it at most."""
    is_extra: bool = False
    """Whether it is shown only where nothing else is cut for it."""


@dataclass(frozen=True, slots=True)
class Table:
    """Many things of one kind, a line for each."""

    title: str
    """May use the action's own fields, and `{count}`."""
    columns: tuple[Column, ...]
    piped: tuple[Template, ...]
    """The tab-separated columns that a program gets."""
    empty: str
    """The sentence for a person if there is nothing to show."""
    filters: frozenset[str] = frozenset()
    """The arguments that leave things out."""
    unmatched: str = ""
    """The sentence in place of `empty` where a filter may have left everything out."""
    row: "NamedBy | None" = None
    """What names a row, if that is something else than its first column."""


@dataclass(frozen=True, slots=True)
class NamedBy:
    """What names a thing of an answer in a sentence: its name at the provider, and where it is."""

    noun: str
    """What it is called."""
    key: str
    """The path of its name."""
    place: Template = ""
    """Its place, where that is not the place of the call; "" for that one, or for none."""
    has_place: bool = True
    """Whether it is in a place at all: a person is in none."""


@dataclass(frozen=True, slots=True)
class Listing:
    """How a kind of thing is listed, whatever the list is of."""

    noun: str
    """One and many: `issue|issues`."""
    columns: tuple[Column, ...]
    piped: tuple[Template, ...]
    """The columns for a program; where the first has one path alone, it names the thing."""
    row: NamedBy | None = None
    """What names a thing where its row is named, if that is something else."""
    page: str = ""
    """The path of a thing's page, of its place and its number alone, as
    `/{place}/issues/{number}`; "" where its address has more, or it has none."""

    def named_by(self, name: Template) -> Self:
        """Return the listing with other names in the first column, as with their repositories."""
        first, *columns = self.columns
        named = (replace(first, value=name), *columns)
        return replace(self, columns=named, piped=(name, *self.piped[1:]))

    @property
    def one(self) -> str:
        """What one is called: `issue`."""
        return self.noun.partition("|")[0]

    @property
    def many(self) -> str:
        """What several are called: `issues`."""
        return self.noun.partition("|")[2]

    def within_card(self) -> Table:
        """Return the table of a list that a card shows below its text."""
        return replace(self.table(""), title=f"{{count:{self.noun}}}")

    def table(self, place: str, filters: frozenset[str] = frozenset()) -> Table:
        """Return the table of a list; `place` is a template such as `in {repo}`, "" if none.

        `filters` are its arguments that leave things out; a provider may do so without any.
        """
        where = f" {place}" if place else ""
        return Table(
            title=f"Showing {{count:{self.noun}}}{where}",
            columns=self.columns,
            piped=self.piped,
            empty=f"{'found' if filters else 'there are'} no {self.many}{where}",
            filters=filters,
            row=self.row,
            unmatched=f"no {self.many} match your search{where}" if filters else "",
        )


def listing_of(result: Any) -> Listing | None:
    """Return how the things of a list are listed, from its type; `None` if nothing says it."""
    listing = getattr(next(iter(get_args(result)), None), "listing", None)
    return listing if isinstance(listing, Listing) else None


@dataclass(frozen=True, slots=True)
class Thread:
    """Texts that people wrote, one after another and in full."""

    title: str
    """May use the action's own fields, and `{count}`."""
    body: Template
    piped: tuple[Template, ...]
    """The tab-separated columns that a program gets."""
    empty: str
    """The sentence for a person if there is nothing to show."""
    author: str = ""
    """Who wrote it; "" where the texts of several people are one."""
    moment: str = ""
    parts: tuple[tuple[Template, Style], ...] = ()
    """What else stands in the line over a text, before the moment."""
    is_brief: bool = False
    """Whether a short text stands in the line of its author, as people chat."""
    row: NamedBy | None = None
    """What names a text where its row is named; `None` where no sentence names one."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers as a picture on a terminal, and as tab-separated numbers in a pipe."""

    title: str
    """May use the action's own fields."""
    marks: Literal["bars", "days", "diff", "hours", "weeks"]
    label: str = ""
    """The path of each row's name; for bars, empty if the result maps names to numbers. For hours:
    that of its day of the week, Sunday being 0."""
    value: str = ""
    """For bars and hours: the path of each row's number. For a diff: that of its added lines."""
    less: str = ""
    """For a diff: the path of each row's removed lines."""
    series: tuple[tuple[str, str], ...] = ()
    """For weeks and days: name and path of each list of numbers, one number for each."""
    start: str = ""
    """For weeks and days: the path of the moments at which they start, in Unix seconds or in ISO
    8601; what is drawn as days may be weeks. For hours: the path of each row's hour."""
    unit: str = ""
    """What is counted, one and many: `commit|commits`."""
    footer: str = ""
    """What a terminal says below, such as totals that are no sums; days have no other."""
    empty: str = "There is nothing to count yet."

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths that are no templates."""
        return (self.label, self.value, self.less, self.start, *(path for _, path in self.series))


@dataclass(frozen=True, slots=True)
class Diff:
    """A diff as a text: with colours on a terminal, and as it is in a pipe."""

    empty: str
    """The sentence for a person if there is nothing to show."""


@dataclass(frozen=True, slots=True)
class CardList:
    """A list within a card, such as the files that a commit changes; its first rows are shown."""

    items: str
    """The path of the list; where it is empty, or null, nothing is shown."""
    view: Table | Chart


View: TypeAlias = Line | Card | Table | Thread | Tree | Chart | Diff
