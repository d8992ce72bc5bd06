"""Views taken away: their rows, and the files they are written to."""
