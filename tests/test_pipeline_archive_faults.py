"""Whatever is killed, full, gone or in the way: every article once, and the same bytes."""

import json
import os
import random
import signal
import subprocess
import time

import pytest
from archives import account, begin, extract, write_dump
from fake_recipe import EAT, HANG, HANG_IN_C, KILL

psutil = pytest.importorskip("psutil")


@pytest.fixture
def dump(tmp_path):
    return write_dump(tmp_path / "dump.jsonl", 400)


@pytest.fixture
def whole(dump, tmp_path):
    """What a run leaves that nothing happened to."""
    output = tmp_path / "whole.jsonl"
    assert extract(dump, "-o", output, "--workers", 2).returncode == 0
    return output.read_bytes()


def parts(output):
    """The shards that are there of a run that goes on."""
    return list(output.parent.glob(f".{output.name}.run/part-*"))


def gone(processes):
    """Waits for processes to end."""
    _, alive = psutil.wait_procs(processes, timeout=20)
    return not alive


def test_a_driver_that_is_killed_again_and_again(dump, whole, tmp_path):
    output = tmp_path / "records.jsonl"
    chance = random.Random(5)
    for _ in range(20):
        run = begin(dump, "-o", output, "--workers", 2, FAKE_SECONDS=0.02)
        time.sleep(chance.uniform(0.3, 1.5))
        children = psutil.Process(run.pid).children(recursive=True)
        run.kill()
        run.communicate()
        assert gone(children)
    assert extract(dump, "-o", output, "--workers", 2).returncode == 0
    assert account(dump, output) == {}
    assert output.read_bytes() == whole
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "dump.jsonl",
        "records.jsonl",
        "whole.jsonl",
    ]


def test_workers_that_are_killed_again_and_again(dump, whole, tmp_path):
    output = tmp_path / "records.jsonl"
    chance = random.Random(7)
    run = begin(dump, "-o", output, "--workers", 2, FAKE_SECONDS=0.02)
    killed = 0
    while run.poll() is None and killed < 15:
        # A process takes half a second to start: one that is always killed before helps nobody.
        while len(parts(output)) < killed and run.poll() is None:
            time.sleep(0.02)
        time.sleep(chance.uniform(0, 0.3))
        children = psutil.Process(run.pid).children()
        workers = [c for c in children if "spawn_main" in " ".join(c.cmdline())]
        if workers:
            chance.choice(workers).kill()
            killed += 1
    _, errors = run.communicate()
    assert killed > 5
    assert run.returncode == 0, errors
    assert account(dump, output) == {}
    assert output.read_bytes() == whole


def test_articles_that_break_their_worker_are_rejects_and_nothing_else_is(tmp_path):
    words = {20: KILL, 40: HANG, 60: HANG_IN_C, 80: EAT, 81: KILL}
    dump = write_dump(tmp_path / "dump.jsonl", 100, words)
    output = tmp_path / "records.jsonl"
    limits = ("--timeout", 4, "--max-memory", "200MB")
    assert extract(dump, "-o", output, "--workers", 2, *limits).returncode == 1
    reasons = account(dump, output)
    assert {int(uri.rpartition("L")[2]) - 1: reason[:12] for uri, reason in reasons.items()} == {
        20: "its worker p",
        40: "took longer ",
        60: "took longer ",
        80: "needs more m",
        81: "its worker p",
    }


def test_a_full_disk(dump, whole, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(small)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small file system cannot be mounted here")
    try:
        output = small / "records.jsonl"
        full = extract(dump, "-o", output)
        assert full.returncode == 2
        assert "No space left on device" in full.stderr
        assert "run the same command again" in full.stderr
        assert len(full.stderr.splitlines()) == 1
        assert not output.exists()
        subprocess.run(["mount", "-o", "remount,size=4m", str(small)], check=True)
        assert extract(dump, "-o", output).returncode == 0
        assert output.read_bytes() == whole
        subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
        read_only = extract(dump, "-o", small / "other.jsonl")
        assert read_only.returncode == 2
        assert len(read_only.stderr.splitlines()) == 1
        assert "Read-only" in read_only.stderr or "no permission" in read_only.stderr
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_two_runs_into_one_output(dump, whole, tmp_path):
    output = tmp_path / "records.jsonl"
    first = begin(dump, "-o", output, FAKE_SECONDS=0.05)
    while not (tmp_path / ".records.jsonl.lock").exists():
        time.sleep(0.05)
    second = extract(dump, "-o", output)
    assert second.returncode == 2
    assert "another run is writing there" in second.stderr
    first.kill()
    first.communicate()
    assert extract(dump, "-o", output).returncode == 0  # A lock does not outlive its holder.
    assert output.read_bytes() == whole


@pytest.mark.parametrize(("sign", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_stopped_says_how_to_go_on(dump, whole, tmp_path, sign, status):
    output = tmp_path / "records.jsonl"
    run = begin(dump, "-o", output, "--workers", 2, FAKE_SECONDS=0.02)
    while not parts(output):
        time.sleep(0.05)
    children = psutil.Process(run.pid).children(recursive=True)
    run.send_signal(sign)
    _, errors = run.communicate(timeout=20)
    assert run.returncode == status
    assert errors.splitlines()[-1].endswith("run the same command again to go on")
    assert len(errors.splitlines()) == 1
    assert gone(children)
    done = extract(dump, "-o", output)
    assert done.returncode == 0
    assert "of an earlier run" in done.stderr
    assert output.read_bytes() == whole


def stopped(dump, output, *arguments):
    """Begins a run and kills it when something is done."""
    run = begin(dump, "-o", output, *arguments, FAKE_SECONDS=0.02)
    while not parts(output):
        time.sleep(0.05)
    run.kill()
    run.communicate()


@pytest.mark.parametrize("change", ["vanished", "changed", "joined by another"])
def test_an_input_that_is_another_one_between_two_runs(tmp_path, change):
    news = tmp_path / "news"
    news.mkdir()
    one, two = write_dump(news / "a.jsonl", 200), write_dump(news / "b.jsonl", 200)
    output = tmp_path / "records.jsonl"
    stopped(news, output)
    if change == "vanished":
        two.unlink()
        named = f"{two} is gone"
    elif change == "changed":
        os.utime(one, ns=(0, 0))
        named = f"{one} has changed"
    else:
        named = f"{write_dump(news / 'c.jsonl', 1)} is new"
    refused = extract(news, "-o", output)
    assert refused.returncode == 2
    assert named in refused.stderr
    assert "--restart" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert extract(news, "-o", output, "--restart").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "settings", "named"),
    [
        ((), {"FAKE_VERSION": "2"}, "version was 1, is 2"),
        (("--field", "text=body"), {}, "fields was [], is [['text', 'body']]"),
        (("--timeout", 5), {}, "timeout was 30.0, is 5.0"),
    ],
)
def test_a_run_is_not_gone_on_with_under_other_settings(dump, tmp_path, arguments, settings, named):
    output = tmp_path / "records.jsonl"
    stopped(dump, output)
    refused = extract(dump, "-o", output, *arguments, **settings)
    assert refused.returncode == 2
    assert named in refused.stderr
    assert "--restart" in refused.stderr


def test_standard_input_goes_on_where_it_is_the_same(dump, whole, tmp_path):
    output = tmp_path / "records.jsonl"
    text = dump.read_text("utf-8")
    run = begin("-", "-o", output, "--workers", 1, stdin=subprocess.PIPE, FAKE_SECONDS=0.02)
    run.stdin.write(text)
    run.stdin.close()
    while not parts(output):
        time.sleep(0.05)
    run.kill()
    run.wait()
    refused = extract("-", "-o", output, stdin=text.replace("làm việc", "họp"))
    assert refused.returncode == 2
    assert "the input has changed between -#L1 and -#L16" in refused.stderr
    assert extract("-", "-o", output, stdin=text).returncode == 0
    assert output.read_bytes() == whole.replace(json.dumps(str(dump))[1:-1].encode(), b"-")
