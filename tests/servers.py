"""A real PostgreSQL server for tests: one's own, on loopback, gone afterwards."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
MISSING = "PostgreSQL is not installed (Debian: apt-get install postgresql)"


def installed():
    """Is there a server that can be started?"""
    return bool(_folder())


def _folder():
    found = shutil.which("initdb")
    return BINARIES[-1] if BINARIES else found and Path(found).resolve().parent


def _user():
    """PostgreSQL refuses to run as root: then it runs as its own user, or as nobody."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


@contextmanager
def postgres():
    """Starts a server and gives its address; the superuser is ``owner``."""
    folder, user = _folder(), _user()
    data = Path(tempfile.mkdtemp(prefix="thanhtra-pg-"))
    if user:
        shutil.chown(data, user["user"], user["group"])
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": data, **user}
    try:
        initdb = [folder / "initdb", "-D", data / "db", "-U", "owner", "-A", "trust", "-E", "UTF8"]
        subprocess.run([*initdb, "--locale=C.UTF-8", "--no-sync"], check=True, **quiet)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        settings = [f"unix_socket_directories={data}", "listen_addresses=127.0.0.1", "fsync=off"]
        options = [part for setting in settings for part in ("-c", setting)]
        server = subprocess.Popen(
            [folder / "postgres", "-D", data / "db", "-p", str(port), *options], **quiet
        )
        try:
            _wait(folder, port, server)
            yield f"postgresql://owner@127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGQUIT)  # At once: nobody wants the data any more.
            server.wait(30)
    finally:
        shutil.rmtree(data)


def _wait(folder, port, server):
    ready = [folder / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    for _ in range(300):
        if subprocess.run(ready, check=False).returncode == 0:
            return
        assert server.poll() is None, "the server does not start"
        time.sleep(0.2)
    raise AssertionError("the server does not answer")
