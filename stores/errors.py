"""What a store says when it cannot go on."""


class StoreError(Exception):
    """A store cannot be opened, read or written; the message says which, why, and the remedy."""
