"""The WSGI application: ``gunicorn app:server``."""

import logging

from dashboard.server import create_app
from dashboard.settings import read

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
# Otherwise every font that a document embeds is told of table by table.
logging.getLogger("fontTools").setLevel(logging.WARNING)

settings = read()
server = create_app(settings).server

if __name__ == "__main__":
    server.run(settings.host, settings.port, threaded=True)
