"""The value of a variable is taken as it is typed, digits and words for numbers too."""

from aegis_cli.planning.plan import Context
from aegis_cli.planning.wire import WirePlan
from tests.helpers.parsed import parse
from tests.helpers.rows import for_each


@for_each("value", ["8080", "007", "1", "one", "production", "1.2"])
def test_the_value_of_a_variable_is_what_was_typed(value: str) -> None:
    plan = parse(f"set the variable PORT to {value}", Context(repo="acme/web"))

    assert isinstance(plan, WirePlan)
    (step,) = plan.steps
    assert ("variables.update", value) == (
        step.action,
        next(arg.value for arg in step.args if arg.name == "value"),
    )
