"""Tokens, sentences, furniture, words: the stages that cut the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab
from thanhtra.pipeline import load
from thanhtra.pipeline.furniture import Furniture
from thanhtra.pipeline.sentences import set_sentences, split
from thanhtra.pipeline.tokenizer import Tokenizer

TOKENIZER = Tokenizer(Vocab())
FURNITURE = Furniture()


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("22,2ha đất", "22 , 2 ha đất"),
        ("1.291/1.365 hồ sơ", "1 . 291 / 1 . 365 hồ sơ"),
        ("Sở LĐ-TB&XH", "Sở LĐ - TB & XH"),
        ("thi côngThanh tra", "thi công Thanh tra"),
        ("97,9%", "97 , 9 %"),
    ],
)
def test_tokens_end_where_the_class_of_character_changes(text, tokens):
    assert [t.text for t in TOKENIZER(text)] == tokens.split(" ")


@given(st.text())
def test_tokens_give_back_the_text(text):
    assert TOKENIZER(text).text == text


def test_a_text_without_spaces_is_not_kept():
    tokenizer = Tokenizer(Vocab())
    tokenizer("Sở\u00a0Nội\u00a0vụ\u00a0" * 9 + " Sở Y tế")
    assert [*tokenizer._pieces] == ["Sở", "Y", "tế"]


@pytest.mark.parametrize(
    "marked",
    [
        "Đoàn đã kiểm tra 5 xã.|Kết quả tốt.",
        "Giá trị 1.291 tỷ đồng, đạt 97,9%.|Đến 30.9.2024 mới xong.",
        "Ông A, TP. Cần Thơ, cho biết.|ThS. Trần Văn B nói.",
        "Bà có xe, nhà v.v. Nhưng còn nợ.",
        "Chưa ban hành kế hoạch...|Đề nghị sớm khắc phục…|Xã đã nhận.",
        "Chưa ban hành kế hoạch...; chưa niêm yết;...",
        "Gồm: chưa ban hành; chưa niêm yết.|Hết.",
        "Tiêu đề\n|\n|Nội dung không có dấu chấm\n|- Mục một;\n|- Mục hai./.",
        "1. Kết quả đạt được\n|a. Công khai thủ tục.\n|b) Số hóa.",
        "“Tôi không biết.|Việc này đã rõ”, ông nói.|“Thế à?”|Bà hỏi.",
        "Bà T.T. H. gửi đơn.",
        "Xem a.gov.vn để biết.|Chưa rõ.",
        "Công ty ABC.Sau đó đổi tên.",
    ],
)
def test_sentences(marked):
    text = marked.replace("\n|", "\n").replace("|", " ")
    wanted = [part.strip() for part in marked.split("|") if part.strip()]
    assert [text[a:b] for a, b in split(text)] == wanted


def test_sentences_begin_at_tokens_of_another_tokenizer():
    words = "Sở Nội vụ kiểm tra.\nXong rồi. Hết việc. Đã về.".split(" ")
    doc = set_sentences(Doc(Vocab(), words=words))
    assert [s.text for s in doc.sents] == [
        "Sở Nội vụ kiểm tra.\nXong rồi.",
        "Hết việc.",
        "Đã về.",
    ]


@given(st.text(alphabet=st.sampled_from('aB1 .\n?!…"”)(-;:\u00a0'), max_size=60))
def test_sentences_cover_the_text_in_order(text):
    bounds = list(split(text))
    position = 0
    for start, end in bounds:
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip() != ""
        position = end
    assert not text[position:].strip()


@pytest.mark.parametrize(
    "line",
    [
        "KIEM-TRA-01.jpg",
        "Lượt xem: 1.234",
        "Trang chủ > Tin tức",
        "Cập nhật: 16/09/2022 17:29",
        "Thứ Hai, 12/05/2023 08:15 GMT+7",
        "Giấy phép số 12/GP-TTĐT do Sở Thông tin và Truyền thông cấp",
        "Ghi rõ nguồn khi phát hành lại thông tin từ trang này",
        "Ảnh: Minh Hà",
        "In bài viết",
    ],
)
def test_furniture_is_marked_by_its_line(line):
    text = f"Tiêu đề của bài viết\n{line}\nĐoàn đã kiểm tra 5 xã.\nBài còn dài.\nCòn nữa.\nHết bài."
    assert [text[a:b] for a, b, _ in FURNITURE.lines(text)] == [line]


def test_furniture_behind_a_list_of_links_goes_to_the_end():
    text = "Tiêu đề\nNội dung bài viết.\nMinh Hà\nCác tin khác\nHuyện A đạt chuẩn nông thôn mới\n"
    marked = [text[a:b] for a, b, _ in FURNITURE.lines(text)]
    assert marked == ["Minh Hà", "Các tin khác", "Huyện A đạt chuẩn nông thôn mới"]


@pytest.mark.parametrize(
    "line",
    [
        "Ảnh: Đoàn kiểm tra làm việc tại xã, chỉ ra nhiều hạn chế.",
        "Cơ quan chủ quản đã được nhắc nhở.",
        "Tin vui đến với người dân.",
        "Ủy ban nhân dân tỉnh",
    ],
)
def test_prose_and_headings_are_no_furniture(line):
    text = f"Tiêu đề của bài\n{line}\nĐoàn đã kiểm tra 5 xã.\nCòn nữa.\nVà nữa.\nHết bài."
    assert list(FURNITURE.lines(text)) == []


def test_words_quote_the_text():
    doc = load(disable=())("Uỷ ban nhân dân huyện Hoà Bình đã công khai thủ tục hành chính.")
    words = [span.text for span in doc.spans["words"]]
    assert "thủ tục" in words or "thủ tục hành chính" in words
    assert "Hoà Bình" in " ".join(words)
