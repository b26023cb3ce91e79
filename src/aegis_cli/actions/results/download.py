"""What is known of a file that was downloaded."""

from pydantic import BaseModel, ConfigDict


class Download(BaseModel):
    """A file that went to its place."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    size: int
    """In bytes."""
    sha256: str
    path: str | None = None
    """Where it is, as the command line names that; `None` where it was only shown."""
