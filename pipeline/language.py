"""Puts the stages together into one spaCy ``Language``."""

from __future__ import annotations

from collections.abc import Collection

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from . import entities, findings, furniture, indicators, labels, sentences, words  # noqa: F401
from .records import provenance

STAGES = ("furniture", "sentences", "words", "entities", "labels", "findings", "indicators")
"""The components in order; ``thanhtra_<stage>`` is the factory of each."""


def load(
    *, model: str = "fast", evidence: bool = False, disable: Collection[str] = ("words",)
) -> Language:
    """Loads the pipeline.

    Args:
        model: the sentence classifier: ``fast``, ``accurate`` (more often right, many times slower,
            needs ``thanhtra[accurate]``), or the path of a model of one's own.
        evidence: keep for every label the words that decided it.
        disable: stages to leave out; they can be turned on later by ``nlp.enable_pipe``. The
            words are off unless asked for: no other stage needs them.

    Returns:
        A pipeline; ``record(nlp(text))`` is the record of a text.
    """
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"@tokenizers": "thanhtra.tokenizer.v1"}}})
    for stage in STAGES:
        config = {"model": model, "evidence": evidence} if stage == "labels" else {}
        nlp.add_pipe(f"thanhtra_{stage}", name=stage, config=config)
    for stage in disable:
        nlp.disable_pipe(stage)
    classifier = nlp.get_pipe("labels")
    assert isinstance(classifier, labels.Labels)
    stamp = provenance(nlp, classifier.model.name)
    nlp.add_pipe("thanhtra_provenance", name="provenance", config={"stamp": stamp})
    return nlp


@Language.factory("thanhtra_provenance", default_config={"stamp": {}})
def create_provenance(nlp: Language, name: str, stamp: dict[str, str]) -> object:
    """Makes the component that stamps each article with what made its record."""

    def set_provenance(doc: Doc) -> Doc:
        doc.user_data["provenance"] = stamp
        return doc

    return set_provenance
