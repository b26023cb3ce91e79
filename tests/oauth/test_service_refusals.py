"""What each refusal means: the rows of the data are whole, and one answers to every key."""

from aegis_cli.errors import Code
from aegis_cli.oauth.service_refusals import refusal, rows_of_services
from tests.helpers.rows import for_each

_VALUES = {
    "exchange": ("provider", "argument", "renewal", "connection", "named", "reason"),
    "my_account": ("details", "callbacks"),
    "management": ("line", "status", "words"),
    "device": ("error", "description", "reason"),
    "code": ("error", "reason"),
    "browser": ("error", "reason"),
    "connecting": ("connection", "name", "provider", "renewal", "steps"),
}


def test_every_service_has_rows() -> None:
    assert _VALUES.keys() == rows_of_services().keys()


@for_each("service", _VALUES)
def test_every_row_makes_an_error_of_its_code(service: str) -> None:
    values = {name: f"<{name}>" for name in _VALUES[service]}
    *known, other = rows_of_services()[service]
    named = [(row, key) for row in known for key in (*row.get("for", ()), *row.get("said", ()))]

    assert not {"for", "said"} & other.keys()
    assert len({key for _, key in named}) == len(named)
    for row, key in [*named, (other, "no such key")]:
        error = refusal(service, key, **values)
        assert Code.from_value(row["code"]) is error.code
        assert "{" not in f"{error.message}{error.hint}"


def test_the_first_key_that_has_a_row_decides() -> None:
    error = refusal("my_account", "400 list", "400", details="no", callbacks="")

    assert Code.PROTOCOL is error.code
