"""A run from and to a store of objects: a real server that speaks S3, on this machine."""

import os
import socket
import subprocess
import sys
import time

import pytest
from conftest import ROOT

for name in ("distributed", "flask", "moto", "s3fs"):
    pytest.importorskip(name)

WRITTEN = sorted((ROOT / "corpus/articles").glob("*.txt"))[:5]


@pytest.fixture(scope="module")
def store():
    """The environment of a process that uses the server, where the articles are in a bucket."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
    }
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            until = time.monotonic() + 60
            while time.monotonic() < until:
                with socket.socket() as one:
                    if not one.connect_ex(("127.0.0.1", port)):
                        break
                time.sleep(0.1)
            fill = (
                "import s3fs, sys; files = s3fs.S3FileSystem(); files.mkdir('bucket');"
                "files.put(sys.argv[1:], 'bucket/news/')"
            )
            run(environment, "-c", fill, *map(str, WRITTEN))
            yield environment
        finally:
            server.terminate()


def run(environment, *arguments):
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def extract(environment, *arguments):
    return run(environment, "-m", "thanhtra.pipeline", "extract", *map(str, arguments))


def test_a_bucket_is_read_and_written_by_any_engine(store, tmp_path):
    kept = tmp_path / "kept.jsonl"
    extract(store, "s3://bucket/news", "-o", kept)
    assert len(kept.read_text("utf-8").splitlines()) == len(WRITTEN)
    engines = {"local": ["--workers", "2"], "dask": ["--dask", "local:1"]}
    for name, engine in engines.items():
        told = extract(store, "s3://bucket/news", "-o", f"s3://bucket/{name}", *engine)
        assert f"{len(WRITTEN)} records, 0 rejected" in told
        fetch = "import s3fs, sys; s3fs.S3FileSystem().get(*sys.argv[1:])"
        run(store, "-c", fetch, f"bucket/{name}/part-000000.jsonl", str(tmp_path / name))
        assert (tmp_path / name).read_bytes() == kept.read_bytes()
    again = extract(store, "s3://bucket/news", "-o", "s3://bucket/local")
    assert f"({len(WRITTEN)} of an earlier run)" in again
