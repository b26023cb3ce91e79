"""What aegis prints as text: results, notes and errors, whatever is in them."""
