"""What is approved of a secret's value."""

import hashlib
import hmac

import pytest

from aegis_cli.core.secret import Secret
from aegis_cli.core.value_commitment import ValueCommitment, commitment_to, new_key

KEY = Secret("5e" * 32)


def test_it_is_the_length_in_bytes_and_an_hmac_of_the_value() -> None:
    made = hmac.new(bytes.fromhex("5e" * 32), "grün\x00".encode(), hashlib.sha256).hexdigest()

    assert ValueCommitment(6, made) == commitment_to(Secret("grün\x00"), KEY)


def test_it_holds_for_this_value_with_this_key_alone() -> None:
    made = commitment_to(Secret("hunter2"), KEY)

    assert made.holds(Secret("hunter2"), KEY)
    assert not made.holds(Secret("hunter3"), KEY)
    assert not made.holds(Secret("hunter2"), new_key())
    assert not ValueCommitment(8, made.hmac).holds(Secret("hunter2"), KEY)


def test_each_plan_has_a_key_of_its_own_so_the_same_value_looks_another() -> None:
    value = Secret("hunter2")

    assert commitment_to(value, new_key()) != commitment_to(value, new_key())


def test_it_is_written_in_two_words_and_read_again() -> None:
    made = commitment_to(Secret("hunter2"), KEY)

    assert made == ValueCommitment.read(made.in_words())
    for wrong in ("", "7", "7 a b", "x 5e"):
        with pytest.raises(ValueError, match=r"unpack|literal"):
            ValueCommitment.read(wrong)
