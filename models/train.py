"""Trains the fast classifier: ``python -m thanhtra.models.train GOLD_DIR… -o fast.npz``."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from ..corpus.gold import GoldError
from . import artefact
from .contrasts import contrasts
from .gold import LabelledArticle, read_labelled
from .recipe import train
from .taught import read_taught

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
WRITTEN = ROOT / "corpus" / "gold"
TEXTS = [SHARED / "background/news.jsonl.xz", SHARED / "unlabelled/articles.jsonl"]
WRITTEN_WEIGHT = 2.0
"""A written article counts as two: its kind (local reports) is rarer in the training set than among
our users' articles."""


def held_back(identity: str) -> bool:
    """Tell whether a written article is kept for measuring: every tenth number."""
    return bool(re.match(r"\d{3}", identity)) and int(identity[:3]) % 10 == 0


def read_folders(
    folders: Sequence[Path], given: dict[str, str]
) -> tuple[list[LabelledArticle], list[float]]:
    """Read what there is to train on; says on standard error what there is not.

    Args:
        folders: gold folders; of our own written articles every tenth is left out.
        given: folder → weight of its articles.

    Returns:
        The articles, and the weight of each.
    """
    gold: list[LabelledArticle] = []
    weights: list[float] = []
    for folder in folders:
        if not (folder / "gold.jsonl").exists():
            print(f"no {folder}/gold.jsonl: training without it", file=sys.stderr)
            continue
        found = read_labelled(folder)
        written = folder.resolve() == WRITTEN
        if written:
            found = [article for article in found if not held_back(article.id)]
        weight = float(given.get(str(folder), WRITTEN_WEIGHT if written else 1))
        gold += found
        weights += [weight] * len(found)
        print(f"{folder}: {len(found)} articles", file=sys.stderr)
    return gold, weights


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m thanhtra.models.train", description=__doc__)
    parser.add_argument(
        "gold", nargs="*", type=Path, default=[WRITTEN, SHARED / "train"], help="gold folders"
    )
    parser.add_argument(
        "--texts",
        nargs="*",
        type=Path,
        default=TEXTS,
        help="articles without labels, for the vectors",
    )
    parser.add_argument(
        "--taught", type=Path, default=WRITTEN / "taught.npz", help="what a model said of some"
    )
    parser.add_argument(
        "--unseen", type=Path, help="write what was said of unseen articles to this file"
    )
    parser.add_argument(
        "--weight", nargs="*", default=[], metavar="FOLDER=W", help="how much its articles count"
    )
    parser.add_argument("--no-contrasts", action="store_true", help="without made-up contrasts")
    parser.add_argument("-o", "--output", type=Path, default=Path(__file__).parent / "fast.npz")
    options = parser.parse_args(arguments)
    try:
        given = dict(item.rsplit("=", 1) for item in options.weight)
        gold, weights = read_folders(options.gold, given)
    except GoldError as error:
        print(error, file=sys.stderr)
        return 2
    if not gold:
        print("nothing to train on: give a folder that holds gold.jsonl", file=sys.stderr)
        return 2
    for path in [*options.texts, options.taught]:
        if not path.exists():
            print(f"no {path}: training without it", file=sys.stderr)
    if not options.no_contrasts:
        extra = contrasts()
        gold, weights = gold + extra, weights + [1.0] * len(extra)
    model, unseen = train(
        gold,
        weights,
        [path for path in options.texts if path.exists()],
        taught=read_taught(options.taught) if options.taught.exists() else None,
    )
    artefact.save(model, options.output)
    if options.unseen:
        rows = [
            {"id": name, "probabilities": said.round(4).tolist()} for name, said in unseen.items()
        ]
        options.unseen.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    print(json.dumps(model.facts | {"thresholds": model.thresholds}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
