"""Pictures of views: one renderer on the server for every page with a map."""
