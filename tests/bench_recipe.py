"""``thanhtra`` with a pipeline that only tokenises: for the laws of time and memory of a run."""

import json
from dataclasses import dataclass

from thanhtra.pipeline import archive_recipe


@dataclass(frozen=True)
class Tokens:
    """Records that hold the text and the number of its tokens."""

    model: str = "fast"
    evidence: bool = False

    def load(self):
        return Maker()


class Maker(archive_recipe.RecordMaker):
    """Tokenises by the real pipeline's tokenizer, in its vocabulary."""

    def __init__(self):
        from thanhtra.pipeline import load
        from thanhtra.pipeline.language import STAGES

        super().__init__(load(disable=STAGES))

    def __call__(self, articles):
        with self.zone():
            return [self.make(article) for article in articles]

    def make(self, article):
        count = len(self._nlp.make_doc(article.text))
        record = {"id": article.sha256, "text": article.text, "tokens": count, "topic": "khác"}
        empty = {name: [] for name in ("sentences", "entities", "findings", "indicators")}
        return (json.dumps(record | empty, ensure_ascii=False) + "\n").encode()


if __name__ == "__main__":
    from bench_recipe import Tokens as Importable
    from thanhtra.pipeline.cli import app

    archive_recipe.Extraction = Importable
    app()
