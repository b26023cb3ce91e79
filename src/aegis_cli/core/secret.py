"""A value that must stay secret: it can be used, and cannot be printed, copied or stored."""

import hmac
from typing import NoReturn


class Secret:
    """A token, code, verifier or client secret, from the moment it exists.

    Only `reveal()` returns the value, and only a closed list of modules calls it.
    Whatever could write the value somewhere by accident raises `TypeError`, except `repr`, which
    leaves the value out, so that a traceback stays readable.
    """

    __slots__ = ("__value",)

    def __init__(self, value: str) -> None:
        if not value:
            raise ValueError("a secret cannot be empty")
        self.__value = value

    def reveal(self) -> str:
        """Return the value, for the one place that sends it."""
        return self.__value

    def prefix_among(self, known: tuple[str, ...]) -> str | None:
        """Return which of these public prefixes the value has: it tells the kind of a token."""
        return next((prefix for prefix in known if self.__value.startswith(prefix)), None)

    def __repr__(self) -> str:
        return "Secret(…)"

    def __str__(self) -> NoReturn:
        raise TypeError("a secret cannot become text; call reveal() where it is sent")

    def __format__(self, spec: str) -> NoReturn:
        raise TypeError("a secret cannot be formatted; call reveal() where it is sent")

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        # NOTE: pickle, copy and deepcopy all come through here; each would make another copy.
        raise TypeError("a secret cannot be pickled or copied")

    def __getstate__(self) -> NoReturn:
        raise TypeError("a secret has no state to give")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        mine, theirs = (s.reveal().encode("utf-8", "surrogatepass") for s in (self, other))
        return hmac.compare_digest(mine, theirs)

    __hash__ = None  # type: ignore[assignment]  # a hash is a fingerprint of the value
