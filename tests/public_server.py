"""A server as the public sees it: under a name, below a prefix."""

HOST = "https://maps.example.org"
ROOT = f"{HOST}/geo/"


def get(client, address):
    """Return the answer of the interface."""
    return client.get(f"/geo/api/v1/{address}")
