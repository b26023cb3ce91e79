"""What a planner emits: its shape is checked strictly, and a failure says what to mend."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aegis_cli.core.text import visible
from aegis_cli.planning.plan import MOST_STEPS, Invalid
from aegis_cli.planning.wire import (
    WireArgument,
    WireCondition,
    WireModel,
    WirePlan,
    WireStep,
    decode,
    names_and_types,
    schema,
)
from tests.helpers.rows import for_each

ARGUMENT = {"name": "repo", "source": "literal", "value": "acme/web"}
STEP = {"id": "s1", "action": "repos.get", "args": [ARGUMENT]}
PLAN = {"steps": [STEP], "question": "", "unsupported": ""}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["steps", "args", "action", "name", "value", "source", "question", "x"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


def argument(**changes: Any) -> dict[str, Any]:
    return PLAN | {"steps": [STEP | {"args": [ARGUMENT | changes]}]}


def first_argument(data: Any) -> WireArgument:
    wire = decode(data)
    assert isinstance(wire, WirePlan)
    return wire.steps[0].args[0]


def test_a_plan_of_steps_is_read() -> None:
    expected = WirePlan(
        steps=[
            WireStep(
                id="s1", action="repos.get", args=[WireArgument(name="repo", value="acme/web")]
            )
        ]
    )

    assert expected == decode(PLAN)


@pytest.mark.parametrize(
    "data",
    [
        {"steps": [], "question": "Which repository?", "unsupported": ""},
        {"question": "Which repository?"},
        {"steps": [], "question": "", "unsupported": "Nothing merges pull requests."},
    ],
)
def test_a_question_or_a_no_is_read(data: dict[str, Any]) -> None:
    assert isinstance(decode(data), WirePlan)


@pytest.mark.parametrize(
    "extra", [{"over": ""}, {"where": []}, {"limit": 9}, {"kind": "write"}, {"note": {}}]
)
def test_members_that_say_or_decide_nothing_are_dropped(extra: dict[str, Any]) -> None:
    wire = decode(PLAN | {"steps": [STEP | extra]})

    assert isinstance(wire, WirePlan)


@pytest.mark.parametrize(
    ("text", "value"), [("12", 12), ("true", True), ("false", False), ("", ""), ("12", "12")]
)
def test_a_number_or_a_truth_value_may_be_written_as_itself(text: str, value: Any) -> None:
    assert text == first_argument(argument(value=value)).value


@for_each(
    ("where", "data"),
    [
        ("arguments", None),
        ("arguments", []),
        ("arguments", "submit_plan"),
        ("steps", PLAN | {"steps": None}),
        ("steps", PLAN | {"steps": STEP}),
        ("steps", PLAN | {"steps": [STEP] * (MOST_STEPS + 1)}),
        ("steps.0", PLAN | {"steps": ["repos.get"]}),
        ("steps.0.action", PLAN | {"steps": [{"args": [ARGUMENT]}]}),
        ("steps.0.over", PLAN | {"steps": [STEP | {"over": "s1"}]}),
        ("steps.0.args", PLAN | {"steps": [STEP | {"args": "acme/web"}]}),
        ("steps.0.args", PLAN | {"steps": [STEP | {"args": [ARGUMENT] * 61}]}),
        ("steps.0.args.0", PLAN | {"steps": [STEP | {"args": ["acme/web"]}]}),
        ("steps.0.args.0.name", argument(name="n" * 61)),
        ("steps.0.args.0.source", argument(source="ref")),
        ("steps.0.args.0.value", argument(value=1.5)),
        ("steps.0.args.0.value", argument(value={"a": "b"})),
        ("steps.0.args.0.value", argument(value="v" * 100_001)),
        ("steps.0.args.0", argument(value=10**5_000)),
        ("steps.0.args.0.value", argument(value="\ud800")),
        ("question", {"question": 7}),
        ("question", {"question": "q" * 501}),
        ("remarks", PLAN | {"remarks": "because"}),
    ],
)
def test_what_is_not_declared_is_refused_and_the_place_is_named(where: str, data: Any) -> None:
    found = decode(data)

    assert isinstance(found, Invalid)
    assert where in found.reason
    assert len(found.reason) <= 600


@pytest.mark.parametrize(
    ("reason", "data"),
    [
        ("Give steps, or a question", {}),
        ("Give steps, or a question", {"steps": [], "question": " \n", "unsupported": ""}),
        ("not two of them", PLAN | {"question": "Which one?"}),
        ("not two of them", PLAN | {"unsupported": "no"}),
    ],
)
def test_a_call_has_exactly_one_of_steps_question_and_unsupported(reason: str, data: Any) -> None:
    found = decode(data)

    assert isinstance(found, Invalid)
    assert reason in found.reason


@given(json_values)
def test_no_arguments_can_break_the_decoder(data: Any) -> None:
    found = decode(data)

    assert isinstance(found, WirePlan | Invalid)
    if isinstance(found, Invalid):
        assert found.reason == visible(found.reason)
        assert len(found.reason) <= 600


def test_a_reason_never_repeats_a_value() -> None:
    found = decode(argument(source="TOP-SECRET", value=["TOP-SECRET"]))

    assert isinstance(found, Invalid)
    assert "TOP-SECRET" not in found.reason


@pytest.mark.parametrize(("uses", "source"), [(True, "stdin"), (False, "literal")])
def test_a_plan_says_whether_it_uses_standard_input(source: str, *, uses: bool) -> None:
    wire = decode(argument(source=source))

    assert isinstance(wire, WirePlan)
    assert uses is wire.uses_stdin


def parts(node: dict[str, Any], depth: int = 0) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield a schema and all in it, with how many arrays of objects it stands in."""
    yield node, depth
    if "items" in node:
        yield from parts(node["items"], depth + (node["items"]["type"] == "object"))
    for its in node.get("properties", {}).values():
        yield from parts(its, depth)


def keywords(node: dict[str, Any]) -> set[str]:
    """Return the JSON Schema keywords in use; the names of properties are not keywords."""
    return {keyword for part, _ in parts(node) for keyword in part}


def test_the_schema_uses_only_what_gemini_honours_and_has_no_bounds() -> None:
    assert {"type", "properties", "required", "items", "enum", "description"} == keywords(schema())


def test_the_schema_is_two_arrays_of_objects_deep() -> None:
    assert 2 == max(depth for _, depth in parts(schema()))


def test_an_enum_has_the_sources_and_nothing_of_the_catalogue() -> None:
    assert [["literal", "stdin", "link", "row"]] == [
        part["enum"] for part, _ in parts(schema()) if "enum" in part
    ]


def test_every_member_of_the_schema_is_required_and_known_to_the_decoder() -> None:
    declared = schema()
    step = declared["properties"]["steps"]["items"]
    argument_, condition = (step["properties"][name]["items"] for name in ("args", "where"))
    models: dict[type[WireModel], dict[str, Any]] = {
        WirePlan: declared,
        WireStep: step,
        WireArgument: argument_,
        WireCondition: condition,
    }

    for model, node in models.items():
        assert set(node["required"]) == set(node["properties"])
        assert set(node["properties"]) <= model.model_fields.keys()


def test_the_plainest_schema_has_the_same_names_and_types_and_nothing_else() -> None:
    bare = names_and_types()

    assert {"type", "properties", "items"} == keywords(bare)
    for (told, at), (plain, also_at) in zip(parts(schema()), parts(bare), strict=True):
        assert (told["type"], at) == (plain["type"], also_at)
        assert [*told.get("properties", {})] == [*plain.get("properties", {})]


def test_what_a_model_leaves_out_where_nothing_is_required_has_its_default() -> None:
    step = {"action": "repos.get", "args": [{"name": "repo", "value": "acme/web"}]}

    assert decode(PLAN | {"steps": [STEP | {"id": ""}]}) == decode({"steps": [step]})


@pytest.mark.parametrize(
    ("values", "value"),
    [(["bug", "ui"], ["bug", "ui"]), (["12"], [12.0]), ([], []), ([], None), (["12"], 12.0)],
)
def test_a_list_is_as_many_arguments_and_nothing_is_none(values: list[str], value: Any) -> None:
    found = decode(argument(value=value))

    assert isinstance(found, WirePlan)
    assert values == [arg.value for arg in found.steps[0].args]


def test_an_object_of_arguments_is_a_list_of_them() -> None:
    found = decode(PLAN | {"steps": [STEP | {"args": {"repo": "acme/web", "limit": 5}}]})

    assert isinstance(found, WirePlan)
    assert [("repo", "acme/web"), ("limit", "5")] == [
        (a.name, a.value) for a in found.steps[0].args
    ]


def test_an_object_in_a_list_is_the_text_of_one() -> None:
    found = decode(argument(name="files", value=[{"path": "a.md", "contents": "ü"}]))

    assert isinstance(found, WirePlan)
    assert found.steps[0].args[0].value == '{"path": "a.md", "contents": "ü"}'


@pytest.mark.parametrize("word", ["none", "N/A", " null ", "-"])
def test_a_word_that_says_nothing_is_no_question(word: str) -> None:
    found = decode(PLAN | {"question": word, "unsupported": word})

    assert isinstance(found, WirePlan)
    assert ("", "") == (found.question, found.unsupported)
