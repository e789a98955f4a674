"""The encoder of the model ``accurate``: a small transformer that onnxruntime runs.

A file holds the int8 weights, and in its metadata the pieces of the tokeniser and by which articles
to calibrate.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from .pieces import assemble, build_tokenizer, pack, segments

FORMAT = "thanhtra-encoder-2"
KEY = "thanhtra"
"""Under this key of the ONNX metadata stands our part, as JSON."""


class MissingExtraError(ImportError):
    """The packages of an optional model are not installed; the message says how to get them."""


class Encoder:
    """Gives the log odds of an article's sentences.

    Attributes:
        digest: the first eight hexadecimal digits of the file's SHA-256.
        settings: what stands in the file's metadata beside the pieces.
    """

    def __init__(self, session: Any, settings: dict[str, Any], digest: str) -> None:
        self.digest = digest
        self._session = session
        self._tokenizer = build_tokenizer(settings["pieces"], settings["scores"])
        self._window = int(settings["window"])
        self.settings = {k: v for k, v in settings.items() if k not in {"pieces", "scores"}}

    @classmethod
    def load(cls, path: Path) -> Encoder:
        """Read a model file.

        Raises:
            MissingExtraError: when onnxruntime or tokenizers is not installed.
            ValueError: when the file is none of ours.
        """
        try:
            import onnxruntime as ort
            import tokenizers  # noqa: F401
        except ImportError as error:
            raise MissingExtraError(
                f"the model `accurate` needs the package {error.name}: "
                "pip install 'thanhtra[accurate]'"
            ) from None
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1  # Whoever has more cores runs more processes.
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        content = path.read_bytes()
        try:
            session = ort.InferenceSession(content, options, providers=["CPUExecutionProvider"])
            held = session.get_modelmeta().custom_metadata_map
        except Exception as error:  # onnxruntime's errors share no narrower class.
            raise ValueError(f"{path}: no ONNX model: {error}") from None
        settings = json.loads(held.get(KEY, "{}"))
        if settings.get("format") != FORMAT:
            found = settings.get("format")
            raise ValueError(f"{path}: format {found}, this version reads {FORMAT}")
        return cls(session, settings, hashlib.sha256(content).hexdigest()[:8])

    def logits(self, sentences: Sequence[str]) -> np.ndarray:
        """Score the sentences of one article.

        Returns:
            float32 (n_sentences, 3): log odds before calibration; of a sentence that had to be cut,
            the greatest of its parts.
        """
        scores = np.full((len(sentences), 3), -np.inf, dtype=np.float32)
        parts = segments(self._tokenizer, sentences, limit=self._window - 2)
        for window in pack([len(part.ids) for part in parts], window=self._window):
            inside = [parts[number] for number in window]
            ids, own = assemble([part.ids for part in inside])
            (rows,) = self._session.run(["sentence"], {"ids": ids, "own": own})
            for part, row in zip(inside, rows, strict=True):
                scores[part.sentence] = np.maximum(scores[part.sentence], row)
        return scores
