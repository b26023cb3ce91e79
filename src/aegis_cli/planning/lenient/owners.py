"""Tells which provider a word is of: by an address, a key, a channel, a noun of its own."""

import re
from collections.abc import Iterator

from aegis_cli.actions import catalog
from aegis_cli.actions.provider.names import BARE
from aegis_cli.planning.grammar.lexer import Lexeme


def owners_of(word: Lexeme) -> Iterator[str]:
    """Yield the providers that a word names."""
    if word.quoted:
        return
    if word.link:
        yield word.link.provider
    elif word.repo or (word.number is not None and "#" in word.text):
        yield BARE
    yield from owners_by_name(word)
    for provider in map(catalog.provider_named, catalog.providers()):
        if word.text in {provider.name, *provider.own_nouns}:
            yield provider.name


def owners_by_name(word: Lexeme) -> Iterator[str]:
    """Yield the providers whose things alone are written so, as PROJ-12 and #releases."""
    for provider in map(catalog.provider_named, catalog.providers()):
        if not word.quoted and re.fullmatch(provider.own_names, word.raw):
            yield provider.name
