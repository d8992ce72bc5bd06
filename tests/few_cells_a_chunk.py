"""The application with small chunks, so that a small release is handed out in parts."""

import os

from dashboard.release import chunks

chunks.CHUNKED_FROM = int(os.environ["CHUNKED_FROM"])
chunks.CHUNK_CELLS = int(os.environ["CHUNK_CELLS"])

from app import server  # noqa: E402, F401
