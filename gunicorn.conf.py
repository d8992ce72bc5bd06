"""How gunicorn serves the application; it reads this file by itself."""

import gc

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from dashboard.settings import read
from dashboard.web.lines import let_go_of_dead_lines
from dashboard.web.warming import warm_worker

_settings = read()

bind = f"{_settings.host}:{_settings.port}"
workers = _settings.workers
threads = _settings.threads
worker_class = "gthread"

# Everything is loaded, warmed up and mapped once, before the workers are forked.
preload_app = True

# Views travel in addresses; this is the most that gunicorn lets through, and what proxies do.
limit_request_line = 8190

# A worker is replaced now and then, so that a leak in any library stays small.
max_requests = 20_000
max_requests_jitter = 2_000

# gunicorn's control socket is a file in the home folder that nothing here uses.
control_socket_disable = True


def post_worker_init(worker: Worker) -> None:
    """Let no reader wait for what a worker does once."""
    warm_worker(worker.wsgi)


def when_ready(server: Arbiter) -> None:
    """Let dead lines go; keep the garbage collector from copying what the workers share."""
    for listener in server.LISTENERS:
        let_go_of_dead_lines(listener.sock)
    gc.collect()
    gc.freeze()
