"""Bytes to Vietnamese text: which encoding, and is it Vietnamese at all?"""

from __future__ import annotations

import codecs
import contextlib
import unicodedata

import regex

from .article import RejectError, normalise
from .options import DEFAULTS, ReadOptions

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNPRINTABLE = regex.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff]")
_LETTERS = regex.compile(r"\p{L}+")
# Letters that no other widely used language shares: ă â ê ô ơ ư đ with or without tone, and the
# vowels with hook, tilde or dot below. Their share in Vietnamese prose is about a fifth; in
# French or Portuguese (â ê ô) below one in fifty.
_VIETNAMESE = regex.compile(
    "[ăắằẳẵặấầẩẫậếềểễệốồổỗộơớờởỡợưứừửữựđảạẻẽẹỉĩịỏọủũụỷỹỵ"
    "ĂẮẰẲẴẶẤẦẨẪẬẾỀỂỄỆỐỒỔỖỘƠỚỜỞỠỢƯỨỪỬỮỰĐẢẠẺẼẸỈĨỊỎỌỦŨỤỶỸỴ]"
)
_ENOUGH = 0.05
# Legacy fonts draw Vietnamese from Western code points. In TCVN3 (ABC) đ is "®", ư a soft hyphen;
# in VNI the tone is a second character ("Thuû töôùng") and đ is "ñ".
_TCVN3 = regex.compile(r"\p{L}[\u00AD¬®§µ¶·¸¹©¨ª«]|[\u00AD¬®§µ¶·¸¹©¨ª«]\p{L}")
_VNI = regex.compile(r"[aeouyAEOUYöôÖÔ][ùøûõïåäãáàéèêëüúÙØÛÕÏÅÄÃÁÀÉÈÊËÜÚ]|ñ|Ñ")


def decode(data: bytes, options: ReadOptions = DEFAULTS) -> str:
    """Decodes an article's bytes and checks that they are Vietnamese text.

    Tries a byte order mark, UTF-8, UTF-16 without a mark, then Windows-1258, unless the options
    say which encoding it is.

    Returns:
        The text, NFC with ``\\n`` line ends.

    Raises:
        RejectError: too large, binary, in no known encoding, or what ``check`` finds.
    """
    if len(data) > options.max_article_size:
        raise too_large(options, len(data))
    text = normalise(to_text(data, options.encoding))
    check(text)
    return text


def too_large(options: ReadOptions, size: int | None = None) -> RejectError:
    """The error that says that an article is above the limit, of which size if it is known."""
    found = "too large: " + (f"{size} bytes, " if size is not None else "")
    return RejectError(
        f"{found}at most {options.max_article_size} are read as one article; "
        "split it into its articles, or raise --max-article-size"
    )


def to_text(data: bytes, encoding: str | None = None) -> str:
    """Decodes bytes, in a given encoding or the one that they are found to be in.

    Raises:
        RejectError: binary, damaged, or in no known encoding.
    """
    return decoded(data, encoding)[0]


def decoded(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """What ``to_text`` gives, and the encoding by name."""
    if encoding is not None:
        try:
            return data.decode(encoding).removeprefix("\ufeff"), encoding
        except UnicodeDecodeError as error:
            raise RejectError(
                f"not {encoding}: {error.reason}", place=f"byte {error.start}"
            ) from None
    for bom, marked in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(marked), marked
            except UnicodeDecodeError as error:
                raise RejectError(
                    f"begins as {marked.upper()} but is not: {error.reason}; save it as UTF-8",
                    place=f"byte {error.start}",
                ) from None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _legacy(data, error)
    if "\0" in text:
        return _wide(data)
    return text, "utf-8"


def _wide(data: bytes) -> tuple[str, str]:
    """UTF-16 without a byte order mark has a NUL in half of the bytes of its Latin letters."""
    for encoding, zeros in (("utf-16-le", data[1::2]), ("utf-16-be", data[::2])):
        if zeros.count(0) > len(zeros) // 4:
            with contextlib.suppress(UnicodeDecodeError):
                if "\0" not in (text := data.decode(encoding)):
                    return text, encoding
    raise RejectError("binary data, no text", place=f"byte {data.find(0)}")


def _legacy(data: bytes, error: UnicodeDecodeError) -> tuple[str, str]:
    """Not UTF-8: UTF-16 without a mark, Windows-1258, or one of the old Vietnamese fonts."""
    if data.count(0):
        return _wide(data)
    if vietnamese_share(data.decode("utf-8", errors="ignore")) >= _ENOUGH:
        raise RejectError(f"damaged UTF-8: {error.reason}", place=f"byte {error.start}")
    text = unicodedata.normalize("NFC", data.decode("cp1258", errors="replace"))
    if vietnamese_share(text) >= _ENOUGH and "\ufffd" not in text:
        return text, "windows-1258"
    western = data.decode("latin-1")
    check_legacy(western)
    raise RejectError(
        f"in no encoding that is known here: not UTF-8 ({error.reason}), UTF-16 or Windows-1258; "
        "save it as UTF-8",
        place=f"byte {error.start}",
    )


def check(text: str) -> None:
    """Checks that a decoded text is an article in Vietnamese.

    Raises:
        RejectError: empty, binary, in a legacy font encoding, or not Vietnamese.
    """
    if not text.strip():
        raise RejectError("empty: no text")
    if (bad := _UNPRINTABLE.search(text)) is not None:
        kind = "half of a surrogate pair" if bad.group() >= "\ud800" else "a control character"
        raise RejectError(
            f"binary or damaged: {kind}, U+{ord(bad.group()):04X}", place=f"character {bad.start()}"
        )
    if vietnamese_share(text) < _ENOUGH:
        check_legacy(text)
        raise RejectError("not Vietnamese: hardly any letter with a Vietnamese diacritic")


def check_legacy(text: str) -> None:
    """Reports text in a legacy font encoding by its name.

    Raises:
        RejectError: the text is TCVN3 (ABC) or VNI.
    """
    letters = _letters(text) or 1
    for name, pattern in (("TCVN3 (ABC)", _TCVN3), ("VNI", _VNI)):
        if len(pattern.findall(text)) / letters > _ENOUGH:
            raise RejectError(
                f"in the legacy font encoding {name}; convert it to Unicode (e.g. with UniKey)"
            )


def vietnamese_share(text: str) -> float:
    """The share of the letters that only Vietnamese has, 0 to 1."""
    return len(_VIETNAMESE.findall(text)) / (_letters(text) or 1)


def _letters(text: str) -> int:
    return sum(map(len, _LETTERS.findall(text)))
