"""Fixtures that several tests share."""

from pathlib import Path

import pytest
from hypothesis import settings
from thanhtra.pipeline import load

settings.register_profile("thanhtra", deadline=None)  # No test is timed.
settings.load_profile("thanhtra")

ROOT = Path(__file__).resolve().parent.parent

ARTICLE = """Kiểm tra công tác cải cách hành chính tại huyện Phú Bình

Ngày 12/5/2023, Đoàn kiểm tra của tỉnh đã làm việc với UBND huyện Phú Bình.
Đến nay, huyện đã giải quyết 1.180/1.200 hồ sơ, đạt 98,3%.
Tuy nhiên, UBND huyện chưa niêm yết đầy đủ thủ tục hành chính; còn 20 hồ sơ trễ hạn.
Đoàn kiểm tra đề nghị UBND huyện khắc phục ngay các tồn tại trước ngày 30/6/2023.
Lượt xem: 128
"""


@pytest.fixture(scope="session")
def nlp():
    """The default pipeline, loaded once."""
    return load()


@pytest.fixture(scope="session")
def root():
    """The repository's root."""
    return ROOT


@pytest.fixture(scope="session")
def article():
    """A short article with one finding of each class."""
    return ARTICLE
