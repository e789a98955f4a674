"""Every unit of both maps is in its province, now and before 1 July 2025."""

from datetime import date

import pytest
from thanhtra.extractors.admin_units import areas, province_of, unit_value
from thanhtra.schemas import Unit
from thanhtra.stores.provinces import provinces

NOW = {area.name for area in areas(present=True) if area.level == "tỉnh"}
BEFORE = {area.name for area in areas(present=False) if area.level == "tỉnh"}
OLD, NEW = date(2024, 5, 1), date(2025, 11, 1)


def unit(name, level, **values):
    return Unit(name=name, level=level, **values)


def test_the_maps_have_34_and_63_provinces():
    assert (len(NOW), len(BEFORE)) == (34, 63)


def test_every_old_unit_has_its_old_province_and_one_of_today():
    for area in areas(present=False):
        now, before = provinces(Unit.model_validate(unit_value([area], "", "")), OLD)
        assert before == province_of(area).name
        assert now in NOW, area


def test_every_present_unit_has_its_province():
    known = 0
    for area in areas(present=True):
        now, before = provinces(Unit.model_validate(unit_value([area], "", "")), NEW)
        assert now == province_of(area).name
        assert before is None or before in BEFORE
        known += before is not None
    assert known > 3000


@pytest.mark.parametrize(
    ("value", "day", "expected"),
    [
        (None, OLD, (None, None)),
        (unit("tỉnh Gia Lai", "tỉnh", code="52"), NEW, ("tỉnh Gia Lai", None)),
        (unit("thành phố Hà Nội", "tỉnh", code="01"), NEW, ("thành phố Hà Nội",) * 2),
        (
            unit("xã Tân Lập", "xã", province="tỉnh Bình Phước", ambiguous=True),
            OLD,
            ("tỉnh Đồng Nai", "tỉnh Bình Phước"),
        ),
        (
            unit("xã Tân Lập", "xã", province="tỉnh Đồng Nai", ambiguous=True),
            NEW,
            ("tỉnh Đồng Nai", None),
        ),
        (unit("xã Tân Lập", "xã", ambiguous=True), None, (None, None)),
    ],
)
def test_what_is_known_of_a_name(value, day, expected):
    assert provinces(value, day) == expected
