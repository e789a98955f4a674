"""The command ``thanhtra``, or ``python -m thanhtra.pipeline``."""

from __future__ import annotations


def main() -> None:
    """Runs the command line."""
    # Here, for every worker process imports this module anew and has no need of the rest.
    from .cli import app

    app()


if __name__ == "__main__":
    main()
