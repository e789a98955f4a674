"""Articles written for the explorer's tests: one district over the years, and a hostile one."""


def lines(*paragraphs):
    """An article of these paragraphs."""
    return "\n\n".join(paragraphs)


DISTRICT = (
    {
        "title": "Kiểm tra cải cách hành chính tại huyện Phú Bình",
        "published": "2019-05-14",
        "publisher": "Báo Thử Nghiệm",
        "uri": "https://example.org/phu-binh-2019",
        "text": lines(
            "Ngày 14/5/2019, Đoàn kiểm tra của UBND tỉnh Thái Nguyên làm việc với UBND "
            "huyện Phú Bình.",
            "UBND huyện Phú Bình đã tiếp nhận 1.250 hồ sơ, giải quyết đúng hạn "
            "1.180/1.200 hồ sơ, đạt 95,3%.",
            "Tuy nhiên, UBND huyện Phú Bình chưa niêm yết công khai thủ tục hành chính "
            "lĩnh vực đất đai tại bộ phận một cửa; còn 20 hồ sơ trễ hạn.",
            "Đoàn kiểm tra đề nghị UBND huyện Phú Bình lắp đặt camera giám sát tại bộ "
            "phận một cửa trước ngày 30/6/2019.",
        ),
    },
    {
        "title": "Phú Bình sau hai năm: chuyện cũ, chuyện mới",
        "published": "2021-08-20",
        "publisher": "Báo Thử Nghiệm",
        "uri": "https://example.org/phu-binh-2021",
        "text": lines(
            "Ngày 20/8/2021, Đoàn kiểm tra của UBND tỉnh Thái Nguyên làm việc với UBND "
            "huyện Phú Bình.",
            "UBND huyện Phú Bình đã lắp đặt camera giám sát tại bộ phận một cửa; tỷ lệ "
            "giải quyết hồ sơ đúng hạn đạt 98,9%.",
            "Tuy nhiên, UBND huyện Phú Bình vẫn chưa niêm yết công khai thủ tục hành "
            "chính lĩnh vực đất đai tại bộ phận một cửa.",
            "Đoàn kiểm tra yêu cầu UBND huyện Phú Bình khắc phục ngay các tồn tại trước "
            "ngày 31/12/2021.",
        ),
    },
)

HOSTILE = (
    {
        "title": "<script>window.hacked=1</script><img src=x onerror=window.hacked=2>",
        "published": "2022-02-02",
        "publisher": '"><svg onload=window.hacked=3>',
        "author": '=HYPERLINK("https://example.org")',
        "uri": "javascript:window.hacked=4",
        "text": lines(
            "Ngày 2/2/2022, Đoàn kiểm tra làm việc với UBND huyện <img src=x "
            "onerror=window.hacked=5>.",
            "Tuy nhiên, UBND huyện Phú Bình chưa niêm yết "
            "</mark></div><script>window.hacked=6</script> thủ tục hành chính \u202egnud nôs\u202c "
            "{{ 7*7 }} ${7*7}.",
            "=cmd|' /C calc'!A0 Đoàn kiểm tra đề nghị UBND huyện Phú Bình khắc phục <a "
            'href="javascript:window.hacked=7">ngay</a> trước ngày 1/3/2022; thu hồi -5 '
            "hồ sơ.",
        ),
    },
)
