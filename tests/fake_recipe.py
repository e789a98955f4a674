"""A recipe that does little, so that faults can be tried in seconds; see ``fake_extract``.

Words in an article have it do what breaks a worker.
"""

import json
import os
import re
import signal
import time
from dataclasses import dataclass

from thanhtra.corpus.article import Article

KILL, HANG, HANG_IN_C, EAT = "giết-tiến-trình", "ngủ-mãi", "treo-máy", "ngốn-bộ-nhớ"


@dataclass(frozen=True)
class Fake:
    """Takes so many seconds an article."""

    model: str = "fast"
    evidence: bool = False
    seconds: float = float(os.environ.get("FAKE_SECONDS", "0"))

    def load(self):
        return FakeMaker(self)


class FakeMaker:
    """Makes records that hold little more than the text."""

    def __init__(self, fake):
        self.fake = fake
        self.identity = {"version": os.environ.get("FAKE_VERSION", "1"), "model": fake.model}

    def __call__(self, articles):
        return [self.make(article) for article in articles]

    def make(self, article: Article):
        text = article.text
        time.sleep(self.fake.seconds)
        if KILL in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if HANG in text:
            time.sleep(1e6)
        if HANG_IN_C in text:
            re.match(r"(?:a|aa)+$", "a" * 200 + "b")  # For ages, and holds the interpreter's lock.
        if EAT in text:
            try:
                hoard = [bytearray(10_000_000) for _ in range(1000)]
                raise AssertionError(len(hoard))
            except MemoryError:
                from thanhtra.corpus.article import Reject

                return Reject(article.uri, "", "needs more memory than a worker may take")
        record = {"id": article.sha256, "source": {"uri": article.uri}, "text": text}
        empty = {"topic": "khác", "sentences": [], "entities": [], "findings": [], "indicators": []}
        return (json.dumps(record | empty, ensure_ascii=False) + "\n").encode()
