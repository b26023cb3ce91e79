"""The fields that name a pull request, which actions of several nouns share."""

from typing import Annotated, TypeAlias

from pydantic import Field

from aegis_cli.actions.field_types import PullNumber, RepoName

RepoOfPull: TypeAlias = Annotated[
    RepoName, Field(description="Repository that the pull request is in, as OWNER/NAME.")
]
NumberOfPull: TypeAlias = Annotated[PullNumber, Field(description="Number of the pull request.")]
