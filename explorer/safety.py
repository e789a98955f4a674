"""What every response carries, and what is never answered.

The text of articles is written by strangers: the pages escape it, and should one not, the policy
below forbids the browser to run or load anything that is not in this package.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
LONGEST_ADDRESS = 8192
"""Bytes of path and query."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def guard(app: App, *, hosts: frozenset[str] | None = LOOPBACK) -> App:
    """Puts the headers on every response and turns away what is no plain reading.

    Args:
        app: what answers.
        hosts: names that a request may ask for, against pages that point their own name at this
            machine to read from it; None: any.
    """

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = [(k.encode(), v.encode()) for k, v in HEADERS.items()]
                theirs = [
                    (k, v)
                    for k, v in message.get("headers", ())
                    if k.lower().decode("latin-1") not in {*HEADERS, "set-cookie"}
                ]
                message = {**message, "headers": [*theirs, *ours]}
            await send(message)

        refusal = _refusal(scope, hosts)
        if refusal is None:
            await app(scope, receive, with_headers)
        else:
            status, reason, headers = refusal
            body = reason.encode()
            head = [(b"content-type", b"text/plain; charset=utf-8"), *headers]
            start = {"type": "http.response.start", "status": status, "headers": head}
            await with_headers(start)
            await with_headers({"type": "http.response.body", "body": body})

    return guarded


def _refusal(
    scope: Scope, hosts: frozenset[str] | None
) -> tuple[int, str, list[tuple[bytes, bytes]]] | None:
    if scope["method"] not in {"GET", "HEAD"}:
        return 405, "Chỉ đọc. Read-only: GET and HEAD.", [(b"allow", b"GET, HEAD")]
    if len(scope.get("raw_path") or b"") + len(scope.get("query_string") or b"") > LONGEST_ADDRESS:
        return 414, "Địa chỉ quá dài. The address is too long.", []
    named = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    if hosts is not None and _host(named) not in hosts:
        return 421, "Máy chủ này không mang tên đó. This server has no such name.", []
    return None


def _host(named: str) -> str:
    """The name in a Host header, without its port and brackets."""
    if named.startswith("["):
        return named[1:].partition("]")[0]
    return named.rpartition(":")[0] if ":" in named else named
