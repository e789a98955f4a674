"""Bytes to Vietnamese text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from thanhtra.corpus.article import RejectError
from thanhtra.corpus.decode import decode
from thanhtra.corpus.options import MAX_BYTES

TEXT = "Đoàn kiểm tra đề nghị Ủy ban nhân dân huyện khắc phục ngay những tồn tại, hạn chế."


def windows_1258(text: str) -> bytes:
    """Encodes as Windows does: letters with their mark, tones as characters of their own."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    data = b""
    for character in text:
        try:
            data += character.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", character)
            letter = unicodedata.normalize("NFC", "".join(c for c in parts if c not in tones))
            data += (letter + "".join(c for c in parts if c in tones)).encode("cp1258")
    return data


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        windows_1258(TEXT),
        unicodedata.normalize("NFD", TEXT).encode(),
    ],
    ids=["utf-8", "utf-8-bom", "utf-16", "utf-16-le", "utf-16-be", "windows-1258", "nfd"],
)
def test_decode_reads_every_encoding_in_use(data):
    assert decode(data) == TEXT


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (bytes(range(256)) * 9, "binary"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "binary"),
        (b"The inspectors visited the office twice last year. " * 9, "not Vietnamese"),
        (TEXT.encode()[:40] + b"\xff" + TEXT.encode()[40:], "damaged UTF-8"),
        ("Thuû töôùng Chính phuû yeâu caàu kieåm tra coâng taùc caûi caùch".encode(), "VNI"),
        ("Thñ t­íng ChÝnh phñ yªu cÇu kiÓm tra c«ng t¸c".encode("latin-1"), "TCVN3"),
        (TEXT.encode() + b"\x07", "control character"),
        (b"a" * (MAX_BYTES + 1), "too large"),
    ],
)
def test_decode_says_what_is_wrong(data, reason):
    with pytest.raises(RejectError, match=reason):
        decode(data)


def test_decode_turns_line_ends_into_newlines():
    assert decode(f"{TEXT}\r\n{TEXT}\r{TEXT}".encode()) == f"{TEXT}\n{TEXT}\n{TEXT}"


@given(st.binary(max_size=400))
def test_decode_never_raises_anything_else(data):
    try:
        decode(data)
    except RejectError as error:
        assert error.reason
