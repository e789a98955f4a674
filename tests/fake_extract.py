"""``thanhtra`` as it is, but for the pipeline: ``python tests/fake_extract.py extract …``."""

from fake_recipe import Fake
from thanhtra.pipeline import archive_recipe
from thanhtra.pipeline.cli import app

if __name__ == "__main__":
    archive_recipe.Extraction = Fake
    app()
