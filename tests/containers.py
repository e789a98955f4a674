"""Writes articles into files of every kind that the readers know."""

import bz2
import csv
import gzip
import io
import json
import lzma
import random
import tarfile
import zipfile

TABLES = ("jsonl", "ndjson", "csv", "tsv", "parquet", "warc", "warc.gz")
ARCHIVES = ("zip", "tar", "tar.gz", "tgz", "tar.bz2", "tar.xz", "tar.zst")
PACKED = ("jsonl.gz", "jsonl.bz2", "jsonl.xz", "jsonl.zst", "csv.gz")
NESTED = ("zip/jsonl.gz", "tar/jsonl.zst", "zip/zip", "zip/parquet", "tar.gz/warc.gz", "zip/csv")
DOCUMENTS = ("txt", "md", "html", "docx", "pdf")


def pack(suffix, data):
    """Compresses bytes as a file of this suffix holds them."""
    if suffix == "gz":
        return gzip.compress(data, mtime=0)
    if suffix == "zst":
        import zstandard

        return zstandard.compress(data)
    return {"bz2": bz2.compress, "xz": lzma.compress}[suffix](data)


def container(kind, texts):
    """The bytes of a file of this kind that holds the texts, each as one article."""
    outer, nested, inner = kind.partition("/")
    if nested:
        return _archive(outer, [(f"a/data.{inner}", container(inner, texts))])
    stem, _, last = kind.rpartition(".")
    if kind in ARCHIVES:
        files = [(f"{n % 3}/{n}.txt", text.encode()) for n, text in enumerate(texts)]
        return _archive(kind, files)
    if kind in TABLES:
        return _TABLES[kind](texts)
    return pack(last, container(stem, texts))


def _archive(kind, files):
    buffer = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files:
                archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
        return buffer.getvalue()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    suffix = {"tgz": "gz"}.get(kind, kind.rpartition(".")[2])
    return buffer.getvalue() if kind == "tar" else pack(suffix, buffer.getvalue())


def _jsonl(texts):
    return b"".join(json.dumps({"text": text}).encode() + b"\n" for text in texts)


def _csv(texts, **options):
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, **options)
    writer.writerows([("id", "content"), *enumerate(texts)])
    return buffer.getvalue().encode()


def _tsv(texts):
    return _csv(texts, delimiter="\t")


def _parquet(texts):
    import pyarrow
    from pyarrow import parquet

    buffer = io.BytesIO()
    table = pyarrow.table({"n": list(range(len(texts))), "body": texts})
    parquet.write_table(table, buffer, row_group_size=2, write_page_checksum=True)
    return buffer.getvalue()


def _warc(texts, *, packed=False):
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=packed)
    headers = StatusAndHeaders("200 OK", [("Content-Type", "text/plain")], protocol="HTTP/1.1")
    picture = StatusAndHeaders("200 OK", [("Content-Type", "image/png")], protocol="HTTP/1.1")
    chance = random.Random(len(texts))
    writer.write_record(writer.create_warcinfo_record("crawl.warc", {"software": "test"}))
    for number, text in enumerate(texts):
        for mime, data in ((headers, text.encode()), (picture, b"\x89PNG")):
            names = {
                "WARC-Record-ID": f"<urn:uuid:{number}-{chance.getrandbits(32):08x}>",
                "WARC-Date": "2024-03-12T00:00:00Z",
            }
            record = writer.create_warc_record(
                f"https://bao.example/{number}",
                "response",
                payload=io.BytesIO(data),
                http_headers=mime,
                warc_headers_dict=names,
            )
            writer.write_record(record)
    return buffer.getvalue()


def _warc_gz(texts):
    return _warc(texts, packed=True)


_TABLES = {
    "jsonl": _jsonl,
    "ndjson": _jsonl,
    "csv": _csv,
    "tsv": _tsv,
    "parquet": _parquet,
    "warc": _warc,
    "warc.gz": _warc_gz,
}


def document(kind, text, *, title=None):
    """The bytes of a file of this kind that is one article."""
    return {"docx": _docx, "pdf": pdf, "html": _html}.get(kind, _plain)(text, title)


def _plain(text, title):
    return text.encode()


def _html(text, title):
    body = "".join(f"<p>{line}</p>" for line in text.split("\n") if line)
    return f"<html><head><title>{title or ''}</title></head><body><article>{body}".encode()


def _docx(text, title):
    import docx

    document = docx.Document()
    document.core_properties.title = title or ""
    for line in text.split("\n"):
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def pdf(text, title=None):
    """A PDF with a text layer: each line of the text a line of one page.

    The font is not there, only the table from its glyphs to Unicode, which is what readers use.
    """
    glyphs = {c: n for n, c in enumerate(sorted({*text} - {"\n"}), 1)}
    shown = [f"<{''.join(f'{glyphs[c]:04X}' for c in line)}> Tj T*" for line in text.split("\n")]
    page = "BT /F 12 Tf 14 TL 50 800 Td " + " ".join(shown) + " ET" if text else ""
    pairs = "\n".join(f"<{n:04X}> <{c.encode('utf-16-be').hex()}>" for c, n in glyphs.items())
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(glyphs)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end"
    )
    name = (title or "").encode("utf-16").hex()
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F 5 0 R >> >> >>",
        f"<< /Length {len(page)} >>\nstream\n{page}\nendstream",
        "<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /Identity-H "
        "/DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F /DW 600 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        f"<< /Length {len(table)} >>\nstream\n{table}\nendstream",
        f"<< /Title <{name}> >>" if title else "<< >>",
    ]
    data, offsets = b"%PDF-1.5\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table_at = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    data += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    data += f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info 8 0 R >>\n".encode()
    return data + f"startxref\n{table_at}\n%%EOF\n".encode()
