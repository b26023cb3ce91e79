"""A decorator that registers the function of an operation, in place of a list of them."""

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Generic, TypeVar

F = TypeVar("F", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Answers(Generic[F]):
    """The functions of one service."""

    by_operation: dict[str, F] = field(default_factory=dict)

    def __call__(self, operation: str) -> Callable[[F], F]:
        """Let a function answer an operation, as a decorator."""

        def register(function: F) -> F:
            assert operation not in self.by_operation, operation
            self.by_operation[operation] = function
            return function

        return register

    def add(self, rows: Iterable[tuple[str, F]]) -> None:
        """Let the functions of a row answer their operations."""
        for operation, function in rows:
            self(operation)(function)


def load(package: ModuleType) -> None:
    """Import every module of a package, so that its functions are known."""
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)
