"""How gunicorn serves the application; it reads this file by itself."""

import gc
import os

from gunicorn.arbiter import Arbiter

from dashboard.settings import read

# Requests run side by side already: linear algebra that starts threads of its own makes each
# of them wait for the others (components of 52 elements: 0.4 s with one thread, 4 s with two).
# It is read when numpy is loaded, with the application.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

_settings = read()

bind = f"{_settings.host}:{_settings.port}"
workers = _settings.workers
threads = _settings.threads
worker_class = "gthread"

# Everything is loaded, warmed up and mapped once, before the workers are forked.
preload_app = True

# A worker is replaced now and then, so that a leak in any library stays small.
max_requests = 20_000
max_requests_jitter = 2_000

# gunicorn's control socket is a file in the home folder that nothing here uses.
control_socket_disable = True


def when_ready(_server: Arbiter) -> None:
    """Keep the garbage collector from touching, and so copying, what the workers share."""
    gc.collect()
    gc.freeze()
