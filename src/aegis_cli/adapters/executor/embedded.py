"""The embedded executor: one child process per plan, which alone ever holds a GitHub token."""

import contextlib
from collections.abc import Callable, Iterator, Mapping

from aegis_cli.adapters.executor.parent import ChildRun, Progress
from aegis_cli.adapters.process.channel import Channel
from aegis_cli.adapters.process.isolated import start
from aegis_cli.errors import Bug, Code
from aegis_cli.oauth.exchange import Vault
from aegis_cli.request.ports import Session


class EmbeddedExecutor:
    """Performs plans in a child process, with the vault credentials of this machine."""

    def __init__(
        self,
        vault: Callable[[], Vault],
        base: str,
        *,
        environment: Mapping[str, str],
        progress: Progress,
        observe: Progress = lambda _line: None,
    ) -> None:
        """Take the credentials at need, and whoever is told what is waited for and requested."""
        self._observe = observe
        self._vault = vault
        self._base = base
        self._environment = environment
        self._progress = progress
        self._child: Channel | None = None

    def prepare(self) -> None:
        """Start the child, so that its imports hide behind the planner and the sign-in."""
        if self._child is None:
            module = "aegis_cli.adapters.executor.child"
            self._child = start(module, environment=self._environment, stderr="drop")

    def close(self) -> None:
        """End a child that was prepared and never used."""
        if self._child is not None:
            self._child.end()
            self._child.close()
            self._child = None

    @contextlib.contextmanager
    def open(self, session: Session) -> Iterator[ChildRun]:
        """Hand the session to the child; when the context ends, the child has ended."""
        self.prepare()
        child, self._child = self._child, None
        if child is None:
            raise Bug("The executor did not start.", code=Code.INTERNAL)
        run = ChildRun(child, self._progress, self._observe)
        try:
            run.begin(self._vault(), self._base, session)
            yield run
        finally:
            run.end()
