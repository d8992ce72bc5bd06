"""What the server does to every request and answer: checks, headers, compression, errors."""
