"""From words to a plan. Pure: what is outside (the model, standard input) comes in as values."""
