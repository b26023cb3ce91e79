"""The cases of nouns/issues/issue_fields.py."""

from typing import Any

from aegis_cli.providers.github.nouns.issues.issue_fields import (
    DeleteFieldValue,
    ListFields,
    ListFieldValues,
    SetFieldValues,
)
from tests.actions.case import Case
from tests.actions.cases.issues.issues import ISSUE

_OPTIONS = [{"id": 1, "name": "High"}, {"id": 2, "name": "Low"}]
_PRIORITY = {"id": 42001, "name": "Priority", "data_type": "single_select", "options": _OPTIONS}
_DUE = {"id": 8, "name": "Due date", "data_type": "date", "description": "When it must be done"}


def _value(number: int, name: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"issue_field_id": number, "issue_field_name": name, "value": value, **more}


_HIGH = _value(42001, "Priority", "High")
_VALUES = "/repos/acme/web/issues/12/issue-field-values"
_SAID = '{"field_id": 42001, "value": "High"}'

CASES = (
    Case(
        ListFields(org="acme"),
        sends="GET /orgs/acme/issue-fields",
        said="list the issue fields of acme",
        answer=[_PRIORITY, _DUE],
    ),
    Case(
        ListFieldValues(repo="acme/web", issue_number=18),
        sends="GET /repos/acme/web/issues/18/issue-field-values?per_page=30",
        said="show the fields of acme/web#18",
        more={"limit": 1000},
        sends_more="GET /repos/acme/web/issues/18/issue-field-values?per_page=100",
        answer=[
            _HIGH,
            _value(9, "Effort", 2.5),
            _value(10, "Areas", None, multi_select_options=[{"name": "ui"}, {"name": "api"}]),
        ],
    ),
    Case(
        SetFieldValues(**ISSUE, issue_field_values=[{"field_id": 42001, "value": "High"}]),
        sends=f"PUT {_VALUES}",
        body={"issue_field_values": [{"field_id": 42001, "value": "High"}]},
        said=f"set the fields of acme/web#12 to '{_SAID}'",
        answer=[_HIGH],
    ),
    Case(
        DeleteFieldValue(repo="acme/web", issue_number=16, issue_field_id=42001),
        sends="DELETE /repos/acme/web/issues/16/issue-field-values/42001",
        said="clear the field 42001 of acme/web#16",
    ),
)
