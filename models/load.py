"""Finds a classifier by its name or its file."""

from __future__ import annotations

from pathlib import Path

from .classifier import SentenceClassifier

NAMES = ("fast", "accurate")
"""The models that come with the package."""


def load_model(name: str) -> SentenceClassifier:
    """Read a classifier.

    Args:
        name: one of ``NAMES``, or the path of a model of one's own: ``.onnx`` is an encoder as
            ``models.encoder_train`` writes it, anything else a file of ``thanhtra train``.

    Raises:
        MissingExtraError: when a package that the model needs is not installed.
        ValueError: when the file is of another format.
        OSError: when it cannot be read.
    """
    if name == "accurate" or name.endswith(".onnx"):
        from .accurate import AccurateModel

        return AccurateModel.load(None if name == "accurate" else Path(name))
    from .fast import FastModel

    return FastModel.load(None if name == "fast" else Path(name))
