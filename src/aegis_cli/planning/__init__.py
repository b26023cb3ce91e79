"""From words to a plan. Pure: a model's answers and standard input come in as values."""
