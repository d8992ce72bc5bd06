"""Lines to readers on which nothing moves any more."""

import socket
import struct

MOST_WAITED = {socket.SO_RCVTIMEO: 10.0, socket.SO_SNDTIMEO: 60.0}
"""Seconds that a thread waits for the next byte of a request, which is short, and for room for the
next of an answer, which may be long and go through a tunnel."""


def let_go_of_dead_lines(listener: socket.socket) -> None:
    """Bound how long a thread waits for a reader who sends or takes nothing.

    Otherwise a phone without reception keeps a thread for a quarter of an hour, and as many
    unfinished requests as there are threads keep a server from all other readers. Lines that a
    listener accepts inherit its bounds (``SO_RCVTIMEO``, ``SO_SNDTIMEO`` of socket(7)); reading
    then raises `BlockingIOError`. What comes slowly but does come is waited for.

    Parameters
    ----------
    listener : socket.socket
        Socket that accepts connections.
    """
    for direction, seconds in MOST_WAITED.items():
        bound = struct.pack("ll", int(seconds), round(1e6 * (seconds % 1)))
        listener.setsockopt(socket.SOL_SOCKET, direction, bound)
