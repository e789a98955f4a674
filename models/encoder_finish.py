"""Makes a model of trained weights: int8 export, then calibration together with ``fast``."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from . import calibrate
from .classifier import LABELS
from .encoder import FORMAT, Encoder
from .encoder_data import encode, windows
from .encoder_export import export, measure_ranges
from .gold import LabelledArticle
from .pieces import build_tokenizer
from .tape import sigmoid
from .tokens import hash64


def read_unseen(path: Path) -> dict[str, np.ndarray]:
    """Read what the training of ``fast`` said of articles that it had not seen.

    Returns:
        For each article's id float (n_sentences, 3) probabilities.
    """
    with path.open(encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        return {row["id"]: np.array(row["probabilities"]) for row in rows}


def write_model(
    weights: dict[str, np.ndarray],
    settings: dict[str, Any],
    *,
    sample: Sequence[LabelledArticle],
    held: Sequence[LabelledArticle],
    heads: int,
    path: Path,
) -> None:
    """Export trained weights.

    Args:
        weights: named as in ``encoder_net``.
        settings: pieces, scores, window.
        sample: articles that show how large the activations get.
        held: articles that the weights have not seen; the hashes of their ids are kept.
        heads: the number of attention heads.
        path: the file to write.
    """
    window = settings["window"]
    plain = path.with_suffix(".float32.onnx")
    export(weights, plain, heads=heads, window=window, int8=False)
    examples = encode(sample, build_tokenizer(settings["pieces"], settings["scores"]))
    first = (next(windows(example, window, random.Random(0))) for example in examples)
    ranges = measure_ranges(plain, ({"ids": w.ids, "own": w.own} for w in first))
    plain.unlink()
    kept = {"format": FORMAT, "held": [hash64(article.id) for article in held], **settings}
    text = json.dumps(kept, ensure_ascii=False)
    export(weights, path, heads=heads, window=window, ranges=ranges, settings=text)


def write_calibration(
    path: Path, gold: Sequence[LabelledArticle], unseen: Mapping[str, np.ndarray]
) -> dict[str, Any]:
    """Calibrate the mean of the encoder's and of ``fast``'s log odds, and choose thresholds.

    Args:
        path: the encoder; the calibration is written beside it, as ``.json``.
        gold: labelled articles; those that the encoder has not seen are used.
        unseen: what ``fast`` said of them without having seen them.

    Returns:
        What was written.
    """
    encoder = Encoder.load(path)
    held = [article for article in gold if hash64(article.id) in set(encoder.settings["held"])]
    own = np.concatenate([encoder.logits(article.sentences) for article in held])
    quick = calibrate.log_odds(np.concatenate([unseen[article.id] for article in held]))
    truth = np.concatenate([article.labels for article in held])
    mean = sigmoid((own + quick) / 2)
    lines = calibrate.fit(mean, truth, np.ones(len(truth)))
    probability = calibrate.apply(lines, mean)
    cuts = calibrate.expected_thresholds(probability)
    scores = calibrate.f1(probability, truth, cuts)
    made = {
        "lines": lines.round(6).tolist(),
        "thresholds": cuts,
        "held_back": {
            "articles": len(held),
            "sentences": len(truth),
            **{k: round(v, 4) for k, v in zip((*LABELS, "macro"), scores, strict=True)},
        },
    }
    path.with_suffix(".json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    return made
