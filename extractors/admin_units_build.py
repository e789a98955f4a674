"""Makes ``admin_units.json`` from the package vietnamadminunits (MIT licence, version 1.0.4).

    pip install vietnamadminunits && python -m thanhtra.extractors.admin_units_build

The package holds the units with their official codes before 1 July 2025 (63 provinces, districts,
10,040 communes) and since (34 provinces, 3,321 communes), and which commune became which. The
file keeps just that, small enough to load in a few hundredths of a second, so that the package
(11 MB, of which most is coordinates) is needed only here.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sqlite3
from collections import defaultdict
from pathlib import Path
from typing import Any

_KIND = re.compile(r"^(?:Thành phố|Thị xã|Thị trấn|Đặc khu|\w+)", re.IGNORECASE)
TARGET = Path(__file__).with_name("admin_units.json")


def main() -> None:
    """Reads the installed package and writes ``admin_units.json`` beside this file."""
    spec = importlib.util.find_spec("vietnamadminunits")
    if spec is None or spec.origin is None:
        raise SystemExit("vietnamadminunits is not installed: pip install vietnamadminunits")
    data = Path(spec.origin).parent / "data"
    lines = json.dumps(compile_units(data), ensure_ascii=False, separators=(",", ":"))
    TARGET.write_text(lines.replace("]],[[", "]],\n[[").replace("],[", "],\n[") + "\n", "utf-8")


def compile_units(data: Path) -> dict[str, list[list[Any]]]:
    """The four tables of ``admin_units.json``.

    Args:
        data: the data folder of vietnamadminunits.

    Returns:
        ``provinces`` and ``districts`` and ``communes`` before 1 July 2025, rows of code, name
        (with its kind, small first letter), code of the unit above, codes of the successors;
        ``new``: rows of code, name, code of the unit above (empty for provinces), since that day.
    """
    base = sqlite3.connect(data / "dataset.db")
    new, new_province, new_commune = _new_units(base)
    merged = json.loads((data / "converter_2025.json").read_text("utf-8"))
    after = _successors(merged, new_province, new_commune)
    provinces: dict[str, list[Any]] = {}
    districts: dict[str, list[Any]] = {}
    communes: list[list[Any]] = []
    rows = base.execute(
        "select province, provinceCode, provinceKey, district, districtCode, districtKey, ward,"
        " wardCode, wardKey from admin_units_legacy order by wardCode, districtCode"
    )
    for province, p_code, p_key, district, d_code, d_key, ward, w_code, w_key in rows:
        provinces[p_code] = [p_code, _small(province), "", after[p_key]]
        followers = after[f"{p_key}_{d_key}_{w_key}"] if ward else []
        if district:
            row = districts.setdefault(d_code, [d_code, _small(district), p_code, []])
            row[3] = sorted({*row[3], *followers})
        if ward:
            communes.append([w_code, _small(ward), d_code, followers])
    return {
        "provinces": sorted(provinces.values()),
        "districts": sorted(districts.values()),
        "communes": communes,
        "new": new,
    }


def _new_units(
    base: sqlite3.Connection,
) -> tuple[list[list[Any]], dict[str, str], dict[tuple[str, str], str]]:
    """Rows of the units since 1 July 2025, and the codes by the keys that the package uses."""
    rows: dict[str, list[Any]] = {}
    provinces: dict[str, str] = {}
    communes: dict[tuple[str, str], str] = {}
    query = "select province, provinceCode, provinceKey, ward, wardCode, wardKey from admin_units"
    for province, p_code, p_key, ward, w_code, w_key in base.execute(query):
        provinces[p_key] = p_code
        rows["p" + p_code] = [p_code, _small(province), ""]
        if ward:
            communes[p_key, w_key] = w_code
            rows["w" + w_code] = [w_code, _small(ward), p_code]
    return sorted(rows.values(), key=lambda row: (len(row[0]), row[0])), provinces, communes


def _successors(
    merged: dict[str, Any], provinces: dict[str, str], communes: dict[tuple[str, str], str]
) -> defaultdict[str, list[str]]:
    """Codes of the successors of each old unit by the package's key of it."""
    after: defaultdict[str, list[str]] = defaultdict(list)
    for new_key, old_keys in merged["DICT_PROVINCE"].items():
        for old in old_keys:
            after[old].append(provinces[new_key])
    for p_key, wards in merged["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for w_key, old_keys in wards.items():
            for old in old_keys:
                after[old].append(communes[p_key, w_key])
    for p_key, divided in merged["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in divided.items():
            after[old] += sorted(communes[p_key, part["newWardKey"]] for part in parts)
    return after


def _small(name: str) -> str:
    """``Huyện Cao Phong`` as ``huyện Cao Phong``; the package also writes ``Thị Xã``."""
    return _KIND.sub(lambda match: match[0].lower(), name)


if __name__ == "__main__":
    main()
