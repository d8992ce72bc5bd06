"""Random views through link, page, vectors, picture and files: the same numbers everywhere.

``python -m benchmarks.round_trip --states 10000`` draws views of each page from what a release
has and follows them; ``--pages`` names some. What differs is printed with the link that shows
it, and the command ends with 1. Parts of a run are told apart by ``--seed``.
"""
