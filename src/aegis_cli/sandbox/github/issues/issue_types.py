"""Types and fields of the issues of an organization, and the values that an issue has of fields."""

from datetime import date
from typing import Any

from aegis_cli.sandbox.engine.schemas import is_iso
from aegis_cli.sandbox.github.api import errors, queries
from aegis_cli.sandbox.github.api.bodies import check_body
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.description.objects import as_object, node_id
from aegis_cli.sandbox.github.world.organizations import IssueField
from aegis_cli.sandbox.github.world.world import Repo, Role


def list_types(call: Call) -> Reply:
    """List the types that the issues of an organization may have."""
    return _types(call, call.organization)


def list_repo_types(call: Call) -> Reply:
    """List the types that the issues of a repository may have; a person's have none."""
    return _types(call, call.repo.owner.login)


def list_fields(call: Call) -> Reply:
    """List the fields that the issues of an organization may have a value of."""
    fields = call.world.issue_fields.get(call.organization, ())
    return Reply(
        [as_object("issue-field", each, options=_options(each) or None) for each in fields]
    )


def list_values(call: Call) -> Reply:
    """List the values that an issue has of fields."""
    fields, held = _fields(call, call.repo), call.issue.field_values
    return queries.page_of(call, held, lambda pair: _value(fields[pair[0]], pair[1]))


def set_values(call: Call) -> Reply:
    """Put values in the place of all that an issue has; the answer is those it has now."""
    repo, issue = call.issue_to_write(Role.WRITE)
    fields = _fields(call, repo)
    sent = {
        each["field_id"]: _value_allowed_by(fields.get(each["field_id"]), each)
        for each in check_body(call).get("issue_field_values", [])
    }
    call.keep(repo, issue, field_values=tuple(sent.items()))
    return Reply([_value(fields[key], value) for key, value in sent.items()])


def delete_value(call: Call) -> Reply:
    """Take away the value that an issue has of one field."""
    repo, issue = call.issue_to_write(Role.WRITE)
    left = dict(issue.field_values)
    if left.pop(int(call.params["issue_field_id"]), None) is None:
        raise errors.not_found()
    call.keep(repo, issue, field_values=tuple(left.items()))
    return Reply(status=204)


def _types(call: Call, login: str) -> Reply:
    types = call.world.issue_types.get(login, ())
    return Reply([as_object("issue-type", each, is_enabled=True) for each in types])


def _fields(call: Call, repo: Repo) -> dict[int, IssueField]:
    return {field.id: field for field in call.world.issue_fields.get(repo.owner.login, ())}


def _options(field: IssueField) -> list[dict[str, Any]]:
    return [{"id": number, "name": name, "color": "gray"} for number, name in field.options]


def _value(field: IssueField, value: str | float) -> dict[str, Any]:
    chosen = [option for option in _options(field) if option["name"] == value]
    return {
        "issue_field_id": field.id,
        "issue_field_name": field.name,
        "node_id": node_id("IFV", field.id),
        "data_type": field.data_type,
        "value": value,
        **({"single_select_option": chosen[0]} if chosen else {}),
    }


def _value_allowed_by(field: IssueField | None, sent: dict[str, Any]) -> str | float:
    if field is None:
        raise _invalid("field_id", sent["field_id"])
    value: str | float = sent["value"]
    if (
        isinstance(value, str) == (field.data_type == "number")
        or (field.options and value not in {name for _, name in field.options})
        or (field.data_type == "date" and not is_iso(date, str(value)))
    ):
        raise _invalid("value", value)
    return value


def _invalid(field: str, value: Any) -> errors.Refusal:
    return errors.invalid_field("IssueFieldValue", field, "invalid", value=value)
