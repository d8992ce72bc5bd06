"""How far the mapping has come: measured from the samples of a release, on any day."""
