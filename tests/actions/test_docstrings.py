"""What is written below the fields of a class is found as it stands there, whichever class it is."""

import sys
from types import ModuleType, new_class

import pytest
from pydantic import BaseModel, ConfigDict

from aegis_cli.actions.fields.docstrings import docstrings_of


class Outer:
    number: int
    """Its number,
    in two lines."""
    other = 1
    """Of no field."""
    silent: int

    class Inner:
        name: str
        """Its name."""

    def method(self) -> None:
        """Not of a field."""


if sys.version_info:

    class Twice:
        first: int
        """The first."""


def made(*, is_other: bool) -> type:
    if is_other:

        class Local:
            a: int
            """A."""

    else:

        class Local:  # type: ignore[no-redef]
            b: int
            """B."""

    return Local


def test_each_field_has_what_stands_below_it() -> None:
    assert docstrings_of(Outer) == {"number": "Its number,\nin two lines."}
    assert docstrings_of(Outer.Inner) == {"name": "Its name."}
    assert docstrings_of(Twice) == {"first": "The first."}


def test_of_two_classes_with_one_name_it_is_the_one_with_these_fields() -> None:
    assert docstrings_of(made(is_other=True)) == {"a": "A."}
    assert docstrings_of(made(is_other=False)) == {"b": "B."}


def test_a_class_without_a_text_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = new_class("Nowhere", (), {}, lambda body: body.update(__module__="tests.nowhere"))
    typed = new_class("Typed", (), {}, lambda body: body.update(__module__="typed_at_a_prompt"))
    monkeypatch.setitem(sys.modules, "typed_at_a_prompt", ModuleType("typed_at_a_prompt"))

    assert docstrings_of(nowhere) == docstrings_of(typed) == {}


def test_it_is_what_pydantic_finds() -> None:
    class Read(BaseModel):
        model_config = ConfigDict(use_attribute_docstrings=True)

        x: int
        """X, "quoted" and {braced}."""
        y: int = 0
        # a comment between
        """Y."""
        z: int

    found = {name: info.description for name, info in Read.model_fields.items()}

    assert found == {"x": None, "y": None, "z": None} | dict(docstrings_of(Read))
    assert len(docstrings_of(Read)) == 2
