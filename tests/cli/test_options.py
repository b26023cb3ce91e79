"""The values of options that can be given several times."""

import pytest

from aegis_cli.cli.options import split_values
from aegis_cli.errors import UsageError


def test_an_option_of_names_may_list_several_and_a_phrase_is_one() -> None:
    values = ["delete branch a, b of acme/web ", "acme/old"]

    assert ("delete branch a, b of acme/web", "acme/old") == split_values(values, whole=True)
    assert ("issues.*", "repos.get", "labels.list") == split_values(
        ["issues.*,repos.get", "labels.list"]
    )


@pytest.mark.parametrize("whole", [True, False])
def test_an_option_that_names_nothing_is_refused(*, whole: bool) -> None:
    with pytest.raises(UsageError):
        split_values(["", " "], whole=whole)

    assert () == split_values([], whole=whole)
