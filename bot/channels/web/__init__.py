"""The web page: its files, its sessions, and the requests that it makes. `docs/web.md` says how they fit together."""
