"""A document that only reads is told from any other, without a parser of GraphQL."""

from graphql import GraphQLError, OperationDefinitionNode, OperationType, parse
from hypothesis import given
from hypothesis import strategies as st

from aegis_cli.providers.github.graphql_documents import documents
from aegis_cli.providers.github.query_text import only_reads
from tests.helpers.rows import for_each

PIECES = (
    *("mutation", "query", "subscription", "fragment", "on", "a", "{", "}", "(", ")", ":", "$"),
    *('"', '"""', "\\", "#", "\n", "\r", " ", ",", "\ufeff", "\u2028", '"a"', "1", "..."),
    *("{a}", "mutation{a}", "query{a}", '(a:"', '")', "mutation A", "@a", "\\u0022", "!", "=", "é"),
)


@for_each(
    "document",
    ["{ a }", "query A($b: C = {d: 1}) {\n  a(b: $b)\n}\n\nfragment F on Mutation {\n  mutation\n}",
     '{ a(b: "mutation { c } # \\" é") }', 'query A($a: S = "}") { a }'],
)  # fmt: skip
def test_a_query_only_reads(document: str) -> None:
    assert only_reads(document)


@for_each(
    "document",
    ["mutation { a }", "{ a } mutation { b }", "subscription { a }", "{ a } # mutation { b }",
     '{ a(b: """c""") }', '{ a(b: """ \\""" """) } mutation { c }', "} mutation { a }", "{ a",
     "\ufeff{ a }", "{ a }\r", '{ a(b: "c) }', "query mutation { a }", "{ a(b: $é) }", "\0{ a }",
     'query A($a: S = "\\") { a } mutation B { b } query C($a: S = "") { a }'],
)  # fmt: skip
def test_anything_else_does_not(document: str) -> None:
    assert not only_reads(document)


def test_of_our_own_documents_the_queries_do() -> None:
    told = {text: only_reads(text) for text in documents().values()}

    assert {text for text in told if text.startswith("query ")} == {
        text for text, reads in told.items() if reads
    }


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_what_a_parser_finds_a_write_in_never_only_reads(document: str) -> None:
    try:
        parsed = parse(document)
    except GraphQLError:
        return
    kinds = {
        each.operation for each in parsed.definitions if isinstance(each, OperationDefinitionNode)
    }

    assert not only_reads(document) or kinds <= {OperationType.QUERY}
