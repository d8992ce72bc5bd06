"""What is known of one place of a view: a cell, or each of the chosen countries."""
