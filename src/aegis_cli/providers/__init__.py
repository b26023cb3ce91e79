"""What aegis acts on, one package for each; what is not in one knows none of them."""
