"""The offline planner: a deterministic grammar over the catalogue, with its words as data.

`lexer` splits a sentence into lexemes, `clauses` into clauses. `grammar` finds the forms that the
words of a clause point to, and `fit` reads it as each of them: their `patterns` have `slots` for
values. `scope` resolves references; `steps` makes a plan if exactly one meaning explains every
word, or else a gap, of which `explain` says what is lacking. `--yes` trusts only
`explicit_commands`.
"""
