"""A dashboard to follow and explore international geochemical mapping."""

import os

__version__ = "0.1.0"

# Requests run side by side already: linear algebra that starts threads of its own makes each of
# them wait for the others (components of 52 elements: 0.4 s with one thread, 4 s with two). It is
# read when numpy is loaded, which every module here comes before.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
