"""Charts: pure functions from arrays to Plotly figures."""
