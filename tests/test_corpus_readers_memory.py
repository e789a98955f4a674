"""Reading takes the same memory for a small archive and a big one; measured in processes."""

import gzip
import io
import json
import os
import subprocess
import sys
import tarfile

import pytest
from test_corpus_readers_formats import SENTENCE

MEASURE = """
import itertools, resource, sys
from thanhtra.corpus.options import ReadOptions
from thanhtra.corpus.readers import parse, sources, units
options = ReadOptions(max_article_size=1 << 20)
articles = rejects = 0
for source in sources(sys.argv[1:]):
    for number, item in enumerate(units(source, options)):
        if hasattr(item, "kind") and number % 50 == 0:  # Parsing them all takes a minute.
            assert hasattr(item := parse(item, options), "text") or source.plain
        rejects += hasattr(item, "reason")
        articles += not hasattr(item, "reason")
print(articles, rejects, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def measured(path):
    """How many articles and rejects a process of its own reads, and its peak in megabytes."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, path], capture_output=True, text=True, check=True
    )
    return tuple(map(int, done.stdout.split()))


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in other units elsewhere")
@pytest.mark.parametrize("suffix", ["jsonl.gz", "tar.gz"])
def test_memory_does_not_grow_with_the_archive(tmp_path, suffix):
    peaks = []
    for count in (200, 20_000):
        path = tmp_path / f"{count}.{suffix}"
        packed(path, suffix, count)
        articles, rejects, peak = measured(path)
        assert (articles, rejects) == (count, 0)
        peaks.append(peak)
    assert peaks[1] < peaks[0] + 16, peaks


def packed(path, suffix, count):
    """An archive of 10 KB articles, as many as wanted."""
    body = (SENTENCE * 110)[:8000]
    with gzip.open(path, "wb", compresslevel=1) as file:
        if suffix == "jsonl.gz":
            for number in range(count):
                file.write(json.dumps({"text": f"{number} {body}"}).encode() + b"\n")
            return
        with tarfile.open(fileobj=file, mode="w|") as archive:
            for number in range(count):
                data = f"{number} {body}".encode()
                info = tarfile.TarInfo(f"{number}.txt")
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in other units elsewhere")
@pytest.mark.parametrize("suffix", ["jsonl", "csv", "txt"])
def test_a_line_of_a_gigabyte_is_never_in_memory(tmp_path, suffix):
    line = {"jsonl": json.dumps({"text": SENTENCE}) + "\n", "csv": f'text\n"{SENTENCE}"\n'}
    small, big = tmp_path / f"small.{suffix}", tmp_path / f"big.{suffix}"
    for path in (small, big):
        path.write_text(line.get(suffix, SENTENCE), encoding="utf-8")
    os.truncate(big, 1 << 30)  # A hole in the file: it takes no room on disk.
    articles, rejects, peak = measured(big)
    assert (articles, rejects) == (int(suffix != "txt"), 1)
    assert peak < measured(small)[2] + 32
