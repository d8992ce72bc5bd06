"""Write, verify and open a release."""
