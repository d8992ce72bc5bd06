"""What things are: elements, units, countries, states, terms."""
