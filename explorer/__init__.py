"""The journalist's desk over a SQLite store, and pages for mailing and printing."""
