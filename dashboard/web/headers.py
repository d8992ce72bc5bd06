"""Security headers and the content policy of every answer."""

from flask import Flask, Response

from dashboard.settings import Settings

# Plotly sets styles in the page and draws exports through blob: and data: addresses. Scripts
# come from files of this server only: Dash's inline ones are served as a file too.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "connect-src 'self' blob: data:",
        "font-src 'self' data:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)

FRAMED_POLICY = POLICY.replace("frame-ancestors 'self'", "frame-ancestors *")
"""The policy of what other sites may show in a frame."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

# One year, as RFC 6797 suggests for a host that is to stay on https.
TRANSPORT = "max-age=31536000"


def install(server: Flask, settings: Settings) -> None:
    """Put the security headers on every answer.

    Parameters
    ----------
    server : Flask
    settings : Settings
        An https `public_url` adds Strict-Transport-Security.
    """
    headers = dict(HEADERS)
    if settings.public_url.startswith("https://"):
        headers["Strict-Transport-Security"] = TRANSPORT

    @server.after_request
    def add(answer: Response) -> Response:
        for name, value in headers.items():
            answer.headers.setdefault(name, value)
        # Pages and Dash's own answers are checked with the server before they are shown again.
        answer.headers.setdefault("Cache-Control", "no-cache")
        return answer
