"""A process of ours loads no more than it needs."""

import subprocess
import sys

SCRIPT = """
import sys
from thanhtra.pipeline.lasting import import_spacy, lasting
with lasting():
    import_spacy()
    from thanhtra.pipeline.language import load
    nlp = load()
assert nlp("Ngày 1/2/2024, đoàn kiểm tra làm việc tại xã.").ents
known = {"httpx", "requests", "underthesea", "scipy", "sklearn", "dateparser", "trafilatura"}
assert not known & set(sys.modules), known & set(sys.modules)
import gc
assert gc.isenabled()
from spacy.cli import app
from spacy.cli.info import info
assert callable(info)
"""


def test_loading_brings_no_web_clients_and_leaves_spacy_whole():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
