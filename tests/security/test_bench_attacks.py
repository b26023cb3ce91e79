"""`python -m bench.attacks` says how it is used, and which attacks there are."""

import pytest

from bench.attacks import ATTACKS, main


@pytest.mark.parametrize("word", ["--help", "-h"])
def test_it_says_how_it_is_used(capsys: pytest.CaptureFixture[str], word: str) -> None:
    assert main(["frames", word]) == 0
    said = capsys.readouterr()

    assert "Usage: python -m bench.attacks [NAME...] [COUNT]" in said.out
    assert {*ATTACKS} <= {*said.out.split()}


@pytest.mark.parametrize("word", ["nothing", "--count"])
def test_an_attack_that_there_is_not_is_named(
    capsys: pytest.CaptureFixture[str], word: str
) -> None:
    assert main([word, "10"]) == 2
    said = capsys.readouterr()

    assert said.out == ""
    assert f"There is no attack '{word}'." in said.err
    assert {*ATTACKS} <= {*said.err.split()}
