"""The server: one store, read-only, on this machine unless told otherwise."""

from __future__ import annotations

import asyncio
import socket
import sys
import webbrowser
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

from ..stores.errors import StoreError
from ..stores.sqlite import connect
from .pages import HERE
from .plugin import Explorer
from .safety import LOOPBACK

TIME_LIMIT = 2000
"""Milliseconds after which a question is cut off."""


def application(
    path: Path, *, hosts: frozenset[str] | None = LOOPBACK, time_limit: int = TIME_LIMIT
) -> Datasette:
    """The explorer over a store.

    Args:
        path: the store.
        hosts: names that a request may ask for; None: any.
        time_limit: milliseconds that a question may take.

    Raises:
        StoreError: there is no such file, or it is no store of this version.
    """
    connect(path).close()
    journal = Path(f"{path}-wal")
    if journal.exists() and journal.stat().st_size:
        raise StoreError(f"{path}: a loader is at work on it, or was killed; let it finish first")
    for name, plugin in pm.list_name_plugin():
        if isinstance(plugin, Explorer):
            pm.unregister(name=name)
    if pm.has_plugin("datasette.handle_exception"):
        pm.unregister(name="datasette.handle_exception")  # It prints all that stands in memory.
    pm.register(Explorer(hosts=hosts), name=Explorer.__name__)
    return Datasette(
        immutables=[str(path)],
        static_mounts=[("tinh", str(HERE / "static"))],
        template_dir=str(HERE / "templates"),
        settings={
            "allow_facet": True,
            "default_allow_sql": False,
            "default_facet_size": 15,
            "default_page_size": 50,
            "max_returned_rows": 1000,
            "sql_time_limit_ms": time_limit,
            "suggest_facets": False,
            "truncate_cells_html": 80,
        },
        metadata={"title": "thanhtra"},
    )


def serve(
    path: Path, *, host: str, port: int, names: Sequence[str] = (), browse: bool = False
) -> None:
    """Serves a store until it is stopped; prints the address when it can be visited.

    Args:
        path: the store.
        host: address to listen on; on another than this machine's own, any name is answered.
        port: 0 takes any that is free.
        names: that it answers to beside its own, behind a proxy.
        browse: open the first page in the browser.

    Raises:
        StoreError: there is no such file, or it is no store of this version.
        OSError: the port cannot be had.
    """
    own = host in LOOPBACK or host.startswith("127.")
    datasette = application(path, hosts=LOOPBACK | {host, *names} if own else None)
    listener = _listen(host, port)
    asyncio.run(_warm(datasette))
    name = f"[{host}]" if ":" in host else host
    address = f"http://{name}:{listener.getsockname()[1]}/"
    print(f"{path} {address}", file=sys.stderr, flush=True)
    if not own:
        print("Everybody who reaches this machine can read it.", file=sys.stderr, flush=True)
    if browse:
        webbrowser.open(address)
    settings = uvicorn.Config(datasette.app(), log_level="warning", server_header=False)
    with suppress(KeyboardInterrupt):
        uvicorn.Server(settings).run(sockets=[listener])


async def _warm(datasette: Datasette) -> None:
    """Asks for what everybody sees first, so that nobody waits for the counting."""
    await datasette.invoke_startup()
    for path in ("/", "/tim-kiem"):
        await datasette.client.get(path, headers={"host": "localhost"})


def _listen(host: str, port: int) -> socket.socket:
    """A socket at that address.

    Raises:
        OSError: it cannot be had; says what to do.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()  # Who reads the address that is printed next may come at once.
    except OSError as error:
        listener.close()
        reason = error.strerror or str(error)
        raise OSError(f"{host}:{port}: {reason}; try another --port (0: any)") from None
    return listener
