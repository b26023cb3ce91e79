"""What can be done at GitHub: one module per noun, one class per action. Pure."""
