"""The curated rows of 2024, read a second time from verbatim extracts of the report."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter

from data import models

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "data" / "sources"
EXTRACTS = ROOT / "tests" / "extracts" / "2024"
Cells = dict[str, str | None]

MODELS: dict[str, type[BaseModel]] = {
    "sumber": models.Sumber,
    "dasar_hukum": models.DasarHukum,
    "daftar_isi": models.DaftarIsi,
    "sasaran": models.Sasaran,
    "indikator": models.Indikator,
    "pengukuran": models.Pengukuran,
    "fakta_kinerja": models.FaktaKinerja,
    "mitigasi": models.Mitigasi,
    "kendala": models.Kendala,
    "anggaran": models.Anggaran,
    "dpt": models.Dpt,
    "pilgub": models.Pilgub,
    "pendanaan": models.Pendanaan,
    "logistik": models.Logistik,
    "tahapan": models.Tahapan,
    "sdm": models.Sdm,
    "struktur": models.Struktur,
    "gedung": models.Gedung,
    "jdih": models.Jdih,
    "profil": models.Profil,
    "peristiwa": models.Peristiwa,
}
GENERAL: dict[str, type[BaseModel]] = {
    "wilayah": models.Wilayah,
    "alias": models.Alias,
    "istilah": models.Istilah,
}
COUNTS = {
    "sumber": 34,
    "dasar_hukum": 17,
    "daftar_isi": 21,
    "sasaran": 6,
    "indikator": 7,
    "pengukuran": 35,
    "fakta_kinerja": 62,
    "mitigasi": 14,
    "kendala": 4,
    "anggaran": 31,
    "dpt": 23,
    "pilgub": 3,
    "pendanaan": 24,
    "logistik": 18,
    "tahapan": 15,
    "sdm": 18,
    "struktur": 11,
    "gedung": 24,
    "jdih": 24,
    "profil": 38,
    "peristiwa": 6,
    "wilayah": 23,
    "alias": 38,
    "istilah": 64,
}
# The columns of each table whose text must stand in the extract, letter for letter.
PRINTED = {
    "dasar_hukum": ("peraturan", "tentang"),
    "daftar_isi": ("judul", "halaman"),
    "sasaran": ("uraian",),
    "indikator": ("uraian",),
    "pengukuran": (
        "sasaran_tercetak",
        "indikator_tercetak",
        "target_tercetak",
        "realisasi_tercetak",
        "capaian_tercetak",
    ),
    "fakta_kinerja": ("isi",),
    "mitigasi": ("uraian",),
    "kendala": ("uraian",),
    "anggaran": ("kode_tercetak", "uraian"),
    "dpt": ("nama_tercetak", "keterangan_tercetak"),
    "pilgub": ("calon", "wakil", "suara_tercetak", "persen_tercetak"),
    "pendanaan": ("nama_tercetak", "pilbup_tercetak", "pilgub_tercetak"),
    "logistik": ("nama_tercetak", "jumlah_tercetak"),
    "tahapan": ("waktu_tercetak",),
    "sdm": ("nomor_tercetak", "uraian_tercetak"),
    "struktur": ("nama_tercetak", "eselon"),
    "gedung": ("satker_tercetak", "status", "kondisi"),
    "jdih": ("nama_tercetak", "fisik", "web"),
    "profil": ("uraian",),
    "peristiwa": ("uraian", "waktu_tercetak", "hari_tercetak", "tempat"),
}
# Every place where a tidied column differs from its printed twin.
TIDIED = {
    ("sdm", "Bagian Keuangan, umum dan Logistik"): "Bagian Keuangan, Umum dan Logistik",
    ("sdm", "Bagian Bagian Perencanaan, Data dan Informasi"): (
        "Bagian Perencanaan, Data dan Informasi"
    ),
    (
        "sdm",
        (
            "Bagian Kepala Bagian Teknis Penyelenggaraan Pemilu, Partisipasi, "
            "Dan Hubungan Masyarakat, Hukum, dan Sumber Daya Manusia"
        ),
    ): (
        "Bagian Teknis Penyelenggaraan Pemilu, Partisipasi, "
        "dan Hubungan Masyarakat, Hukum, dan Sumber Daya Manusia"
    ),
    (
        "sdm",
        "Sub Bagian Teknis Penyelenggaraan Pemilu, Partisipasi, Dan Hubungan Masyarakat",
    ): "Sub Bagian Teknis Penyelenggaraan Pemilu, Partisipasi, dan Hubungan Masyarakat",
    ("tahapan", "Pemutakhiran Data Pemilih dan Penyusuna Daftar Pemilih"): (
        "Pemutakhiran Data Pemilih dan Penyusunan Daftar Pemilih"
    ),
    ("logistik", "BILIK"): "Bilik",
    ("logistik", "KABEL TIES"): "Kabel Ties",
    ("logistik", "TINTA"): "Tinta",
    ("logistik", "KOTAK SUARA"): "Kotak Suara",
    ("logistik", "SEGEL"): "Segel",
    ("logistik", "SURAT SUARA PGWG"): "Surat Suara PGWG",
    ("logistik", "Sampul Form. Model C HASIL"): "Sampul Form. Model C Hasil",
}
# Names that the report prints unlike the region list.
REGION_SLIPS = {
    "kupang": "53.01",
    "jupang": "53.01",
    "negekeo": "53.16",
    "flores": "53.06",
    "kabupaten kabupaten sumba barat": "53.12",
    "kabupaten kabupaten sumba barat daya": "53.18",
    "provinsi nusa tenggara timur": "53",
    "provinsi ntt": "53",
}
MONTHS = {
    "Januari": 1,
    "Februari": 2,
    "Maret": 3,
    "April": 4,
    "Mei": 5,
    "Juni": 6,
    "Juli": 7,
    "Agustus": 8,
    "September": 9,
    "Okober": 10,
    "Oktober": 10,
    "November": 11,
    "Desember": 12,
}


def curated(name: str) -> list[Cells]:
    """The rows of a curated table, with empty cells as None."""
    folder = SOURCES / ("umum" if name in GENERAL else "2024")
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [{key: value or None for key, value in row.items()} for row in csv.DictReader(file)]


def plain(text: str) -> str:
    """Text without marks of layout, with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^<>]*>|[•*#]", " ", text)).strip()


def flat(name: str) -> str:
    """An extract as one line of plain text."""
    return plain((EXTRACTS / f"{name}.txt").read_text(encoding="utf-8"))


def lines(name: str) -> Iterator[str]:
    """The lines of an extract without tags; tabs stay."""
    for line in (EXTRACTS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        yield re.sub(r"<[^<>]*>", "", line)


def found(name: str, pattern: str) -> list[tuple[str, ...]]:
    """The groups of each line of an extract that the pattern matches wholly."""
    matches = (re.fullmatch(pattern, line) for line in lines(name))
    return [match.groups() for match in matches if match]


def column(rows: list[Cells], *names: str) -> list[tuple[str | None, ...]]:
    """Some columns of some rows."""
    return [tuple(row[name] for name in names) for row in rows]


def whole(text: str) -> str:
    """A printed whole number without its separators."""
    return "".join(character for character in text if character.isdigit())


def number(row: Cells, name: str) -> Decimal:
    """A number that is there."""
    value = row[name]
    assert value is not None
    return Decimal(value)


def total(rows: list[Cells], name: str) -> Decimal:
    """The sum of a column; an empty cell counts nothing."""
    return sum((number(row, name) for row in rows if row[name] is not None), Decimal())


def parts(rows: list[Cells]) -> tuple[list[Cells], Cells]:
    """The members of a table and its printed total."""
    (last,) = [row for row in rows if row["jenis"] == "jumlah"]
    return [row for row in rows if row["jenis"] != "jumlah"], last


def region(name: str) -> str:
    """The code of a region by its printed name."""
    key = name.lower()
    if key in REGION_SLIPS:
        return REGION_SLIPS[key]
    by_name = {str(row["nama"]).lower(): str(row["kode"]) for row in curated("wilayah")}
    return by_name.get(key) or by_name[f"kabupaten {key}"]


def columns_of_pages(name: str, first: int, last: int) -> list[list[str]]:
    """Rows of a table whose cells run on over a page: the pieces joined column by column."""
    rows: list[list[str]] = []
    for line in lines(name):
        cells = [plain(cell) for cell in line.split("\t")]
        if len(cells) < 2:
            continue
        if re.fullmatch(r"\d+\.", cells[0]) and first <= int(cells[0][:-1]) <= last:
            rows.append(cells)
        elif not cells[0] and rows:
            rows[-1] = [f"{old} {new}".strip() for old, new in zip(rows[-1], cells, strict=False)]
    return rows


@pytest.mark.parametrize("name", sorted(MODELS | GENERAL))
def test_every_table_fits_its_model(name: str) -> None:
    """Each table has its model's columns in order, valid cells, and the counted rows."""
    model = (MODELS | GENERAL)[name]
    rows = curated(name)
    assert list(rows[0]) == list(model.model_fields)
    TypeAdapter(list[model]).validate_python(rows)  # type: ignore[valid-type]
    assert len(rows) == COUNTS[name]


@pytest.mark.parametrize("name", sorted(MODELS | GENERAL))
def test_every_file_is_plain_utf8(name: str) -> None:
    """Each file ends its lines with LF, has no stray spaces, and ends with one newline."""
    raw = (SOURCES / ("umum" if name in GENERAL else "2024") / f"{name}.csv").read_bytes()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert not raw.endswith(b"\n\n")
    for row in curated(name):
        for value in row.values():
            assert value is None or value == re.sub(r"\s+", " ", value).strip()


@pytest.mark.parametrize("name", sorted(PRINTED))
def test_every_text_stands_in_the_extract(name: str) -> None:
    """Each cell that claims to be printed occurs in the extract of its table."""
    text = flat(name)
    for row in curated(name):
        for key in PRINTED[name]:
            value = row[key]
            assert value is None or value in text, (key, value)


@pytest.mark.parametrize(
    ("name", "tidy", "printed"),
    [
        ("sdm", "uraian", "uraian_tercetak"),
        ("tahapan", "nama", "nama_tercetak"),
        ("logistik", "nama", "nama_tercetak"),
    ],
)
def test_tidied_names_differ_only_where_listed(name: str, tidy: str, printed: str) -> None:
    """A tidied name equals the printed one except for the listed slips and capitals."""
    for row in curated(name):
        assert row[tidy] == TIDIED.get((name, str(row[printed])), row[printed])


@pytest.mark.parametrize("name", sorted(set(MODELS) - {"sumber", "sasaran", "indikator"}))
def test_rows_are_numbered_from_one(name: str) -> None:
    """The order numbers of each table run from one without a gap."""
    rows = curated(name)
    key = "nomor" if name == "tahapan" else "urutan"
    assert [row[key] for row in rows] == [str(place) for place in range(1, len(rows) + 1)]


def test_every_row_names_a_known_place() -> None:
    """Each row's source is one of the listed places, and the places are in order."""
    places = curated("sumber")
    assert [row["urutan"] for row in places] == [str(n) for n in range(1, len(places) + 1)]
    known = [row["id"] for row in places]
    assert len(set(known)) == len(known)
    for name in set(MODELS) - {"sumber"}:
        assert {row["sumber"] for row in curated(name)} <= set(known), name


def test_places_carry_printed_headings() -> None:
    """Each chapter, section and unbracketed table title is a heading of the report."""
    text = flat("sumber").lower().replace("se- nusa", "se-nusa")
    for row in curated("sumber"):
        section, table = row["bagian"], row["tabel"]
        assert str(row["bab"]).lower() in text
        for heading in (section or "").lower().split(", sasaran "):
            assert heading in text
        assert table is None or table.startswith("[") or table.lower() in text, table


def test_the_report_names_itself() -> None:
    """The report's title, place, date, signatory and office are those of its foreword."""
    text = (SOURCES / "2024" / "laporan.toml").read_text(encoding="utf-8")
    values: dict[str, Any] = tomllib.loads(text)["laporan"]
    report = models.Laporan.model_validate(values)
    printed = flat("laporan")
    for value in (
        report.judul,
        report.tanggal_tercetak,
        report.penanda_tangan,
        report.jabatan,
    ):
        assert value in printed
    assert (report.tahun, report.provinsi) == (2024, "53")
    assert report.tanggal_tercetak == f"{report.tempat}, {report.tanggal.day} Januari 2025"
    assert report.tanggal.isoformat() == "2025-01-16"


def test_outline_row_by_row() -> None:
    """Each line of the table of contents gives one row with its chapter and page."""
    read: list[tuple[str, ...]] = []
    chapter = ""
    for line in lines("daftar_isi"):
        title, tab, page = line.partition("\t")
        if not tab:
            continue
        title = plain(title.rstrip(" ."))
        if not re.match(r"[A-E]\.", title):
            chapter = " ".join(title.split()[:2]) if title.startswith("BAB") else title.title()
        read.append((chapter, title, page.strip()))
    got = [(a, b, c or "") for a, b, c in column(curated("daftar_isi"), "bab", "judul", "halaman")]
    assert got == read


def test_budget_row_by_row() -> None:
    """Each line of the budget table equals its curated row, printed and normalised."""
    read = found(
        "anggaran",
        r"(TOTAL|[A-Z]{1,2}(?:\.\d{4})?|\d{4}\.[A-Z]{3}\.\d{3})\t(.*?)\t"
        r"(\d[\d,]*)\t(\d[\d,]*|)\t(\d[\d,]*)\t(\d+\.\d\d%)",
    )
    rows = curated("anggaran")
    assert len(read) == len(rows) == 31
    activity = programme = ""
    for row, (code, name, ceiling, spent, left, percent) in zip(rows, read, strict=True):
        assert row["baris"] == row["kode_tercetak"] == code
        assert row["uraian"] == (name or "TOTAL")
        assert row["pagu_tercetak"] == ceiling
        assert row["pagu"] == whole(ceiling)
        assert row["realisasi_tercetak"] == (spent or None)
        assert row["realisasi"] == (whole(spent) or "0")
        assert row["sisa_tercetak"] == left
        assert row["sisa"] == whole(left)
        assert row["persen_tercetak"] == percent
        assert row["persen"] == percent[:-1]
        expected: tuple[str, str, str | None]
        if code == "TOTAL":
            expected = ("TOTAL", "total", None)
        elif len(code) == 2:
            expected, programme = (code, "program", "TOTAL"), code
        elif len(code) < 8:
            activity = "WA.3360" if code == "W.3360" else code
            expected = (activity, "kegiatan", programme)
        else:
            expected = (code, "keluaran", activity)
        assert (row["kode"], row["tingkat"], row["induk"]) == expected
    assert [row["baris"] for row in rows if row["realisasi_tercetak"] is None] == ["6981.QGE.001"]
    assert Counter(row["tingkat"] for row in rows) == {
        "total": 1,
        "program": 2,
        "kegiatan": 9,
        "keluaran": 19,
    }


@pytest.mark.parametrize("measure", ["pagu", "realisasi", "sisa"])
def test_budget_levels_add_up(measure: str) -> None:
    """Every parent equals its children, except CQ.6709, whose children are short."""
    rows = curated("anggaran")
    gaps = {}
    for row in rows:
        children = [child for child in rows if child["induk"] == row["kode"]]
        gap = number(row, measure) - total(children, measure)
        if children and gap:
            gaps[row["kode"]] = gap
    short = {"pagu": 364647000, "realisasi": 352176157, "sisa": 12470843}
    assert gaps == {"CQ.6709": short[measure]}


def test_budget_remainders_and_percentages() -> None:
    """Every remainder is ceiling less spending, every percentage its share half-up."""
    for row in curated("anggaran"):
        ceiling, spent = number(row, "pagu"), number(row, "realisasi")
        assert ceiling - spent == number(row, "sisa"), row["kode"]
        share = (spent * 100 / ceiling).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert share == number(row, "persen"), row["kode"]


def test_voters_row_by_row() -> None:
    """Each line of the voters' table equals its curated row, printed and normalised."""
    read = found(
        "dpt",
        r"(\d+|JUMLAH)\t([A-Z ]*)\t([\d,]+)\t([\d,]+)\t([\d,]+)\t([\d,]+)\t(-|\d+ TPS Loksus)",
    )
    rows = curated("dpt")
    assert len(read) == len(rows) == 22 + 1
    for row, (label, name, *figures, note) in zip(rows, read, strict=True):
        assert row["baris"] == label
        assert row["nama_tercetak"] == (name or label)
        assert row["jenis"] == ("jumlah" if label == "JUMLAH" else "rincian")
        assert row["wilayah"] == (region(name) if name else "53")
        for key, figure in zip(("tps", "l", "p", "jumlah"), figures, strict=True):
            assert row[f"{key}_tercetak"] == figure
            assert row[key] == whole(figure)
        assert row["keterangan_tercetak"] == note
        assert row["loksus"] == ("0" if note == "-" else note.split()[0])
    assert len({row["wilayah"] for row in rows}) == 23


def test_voters_add_up() -> None:
    """Every row has L + P = L+P, and every column adds up to the printed total."""
    rows = curated("dpt")
    for row in rows:
        assert number(row, "l") + number(row, "p") == number(row, "jumlah"), row["baris"]
    members, last = parts(rows)
    for key in ("tps", "l", "p", "jumlah", "loksus"):
        assert total(members, key) == number(last, key), key


def test_votes_row_by_row() -> None:
    """Each pair's votes, share and names stand together in the report, in its order."""
    read = re.findall(
        r"([\d.]+) Suara (\d+,\d\d %) (.+?\.Si|.+?A\.pt|SIMON PETRUS KAMLASI) (.+?)"
        r" Gabungan Partai Politik",
        flat("pilgub"),
    )
    rows = curated("pilgub")
    assert len(read) == len(rows) == 3
    for row, (votes, share, first, second) in zip(rows, read, strict=True):
        assert row["suara_tercetak"] == votes
        assert row["suara"] == whole(votes)
        assert row["persen_tercetak"] == share
        assert number(row, "persen") == Decimal(whole(share)) / 100
        assert (row["calon"], row["wakil"]) == (first, second)


def test_vote_shares_follow_from_the_votes() -> None:
    """The three shares are the votes' shares half-up and add up to one hundred."""
    rows = curated("pilgub")
    votes = total(rows, "suara")
    for row in rows:
        share = (number(row, "suara") * 100 / votes).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert share == number(row, "persen")
    assert total(rows, "persen") == 100


def test_funding_row_by_row() -> None:
    """Each line of the funding table equals its curated row, printed and normalised."""
    read = found("pendanaan", r"(\d+\.|JUMLAH)\t([A-Za-z ]*)\t(-|[\d.]+)\t([\d.]+)")
    rows = curated("pendanaan")
    assert len(read) == len(rows) == 23 + 1
    for row, (label, name, regent, governor) in zip(rows, read, strict=True):
        assert row["baris"] == label.strip(".")
        assert row["nama_tercetak"] == (name or label)
        assert row["jenis"] == ("jumlah" if label == "JUMLAH" else "rincian")
        assert row["wilayah"] == (region(name) if name else None)
        assert row["pilbup_tercetak"] == regent
        assert row["pilbup"] == (whole(regent) or None)
        assert row["pilgub_tercetak"] == governor
        assert row["pilgub"] == whole(governor)
    assert len({row["wilayah"] for row in rows}) == 24


def test_funding_does_not_add_up() -> None:
    """Neither printed total of the funding table is the sum of its rows."""
    members, last = parts(curated("pendanaan"))
    assert total(members, "pilbup") == 568_119_544_520
    assert total(members, "pilgub") == 341_221_964_755
    assert number(last, "pilbup") - total(members, "pilbup") == 1_112_905_950
    assert number(last, "pilgub") - total(members, "pilgub") == 35_245


def test_logistics_row_by_row() -> None:
    """Each cell of the logistics table equals its curated row, printed and normalised."""
    cells = [cell for line in lines("logistik") for cell in line.split("\t") if "=" in cell]
    rows = curated("logistik")
    assert len(cells) == len(rows) == 18
    for row, cell in zip(rows, cells, strict=True):
        name, amount = (part.strip() for part in cell.split("="))
        assert row["baris"] == row["nama_tercetak"] == name
        assert row["jumlah_tercetak"] == amount
        assert row["jumlah"] == whole(amount)


def test_stages_row_by_row() -> None:
    """Each stage has its printed name, time and output, and the dates that the time names."""
    read = columns_of_pages("tahapan", 1, 15)
    rows = curated("tahapan")
    assert len(read) == len(rows) == 15
    for row, (label, name, time, output) in zip(rows, read, strict=True):
        assert row["baris"] == row["nomor"] == label[:-1]
        assert (row["nama_tercetak"], row["waktu_tercetak"]) == (name, time)
        assert row["keluaran"] == output
        dates = [
            f"{int(year):04}-{MONTHS[month]:02}-{int(day):02}"
            for day, month, year in re.findall(r"(\d+) (\w+) (\d+)", time)
        ]
        assert len(dates) in (1, 2)
        assert (row["mulai"], row["selesai"]) == (dates[0], dates[-1])
        assert dates[0] <= dates[-1]


def test_staff_row_by_row() -> None:
    """Each line of the staff table equals its curated row; a dash counts nobody."""
    read = found("sdm", r"(\d?|TOTAL)\t([^\t]*)\t(\d*)\t(\d*|-)\t(\d*|-)")
    rows = curated("sdm")
    assert len(read) == len(rows) == 18
    heading: str | None = None
    for row, (label, name, *figures) in zip(rows, read, strict=True):
        assert row["uraian_tercetak"] == (name or label)
        assert row["nomor_tercetak"] == (label if label.isdigit() else None)
        for key, figure in zip(("jumlah", "pns", "ppnpn"), figures, strict=True):
            assert row[key] == (figure.replace("-", "0") or None)
        parent: str | None = None
        if label == "TOTAL":
            kind = "jumlah"
        elif label and figures[0]:
            kind = "pimpinan"
        elif label:
            kind, heading = "bagian", row["urutan"]
        else:
            kind, parent = "rincian", heading
        assert (row["jenis"], row["induk"]) == (kind, parent)


def test_staff_totals() -> None:
    """Every line has PNS + PPNPN = Jumlah; of the printed totals only PPNPN is the sum."""
    members, last = parts(curated("sdm"))
    for row in [*members, last]:
        if row["jumlah"] is not None:
            assert number(row, "pns") + number(row, "ppnpn") == number(row, "jumlah")
    sums = {key: total(members, key) for key in ("jumlah", "pns", "ppnpn")}
    assert sums == {"jumlah": 68, "pns": 38, "ppnpn": 30}
    assert column([last], "jumlah", "pns", "ppnpn") == [("69", "39", "30")]


def test_structure_has_the_printed_shape() -> None:
    """There are one secretary, three sections with two subsections each, and one group."""
    rows = curated("struktur")
    assert Counter(row["jenis"] for row in rows) == {
        "pimpinan": 1,
        "bagian": 3,
        "subbagian": 6,
        "fungsional": 1,
    }
    for row in rows:
        children = Counter(child["jenis"] for child in rows if child["induk"] == row["urutan"])
        if row["jenis"] == "bagian":
            assert children == {"subbagian": 2}
            assert row["eselon"] == "III.a"
        if row["jenis"] == "pimpinan":
            assert children == {"bagian": 3}
            assert row["eselon"] == "II.a"
        if row["jenis"] == "subbagian":
            assert row["eselon"] == "IV.a"
        assert str(row["nama_tercetak"]).removeprefix("Kepala ") == row["nama"]


def test_buildings_row_by_row() -> None:
    """Each kind of tenure of each satker gives one row with its condition and area."""
    kinds = ("Milik Sendiri", "Sewa", "Pinjam Pakai")
    read = []
    for line in lines("gedung"):
        match = re.fullmatch(r"(\d+)\t(KPU [^\t]+)\t(.+)", line)
        if match:
            cells = match[3].split("\t")
            for kind, condition, area in zip(kinds, cells[::2], cells[1::2], strict=True):
                if (condition, area) != ("-", "-"):
                    size = area.replace("m 2", "m2")  # the 2 is raised on the second page
                    read.append((match[1], match[2], kind, condition, size))
    rows = curated("gedung")
    assert len(read) == len(rows) == 24
    names = {row["kode"]: str(row["nama"]) for row in curated("wilayah")}
    for row, (label, name, kind, condition, area) in zip(rows, read, strict=True):
        code = region(name.removeprefix("KPU "))
        assert row["baris"] == row["nomor"] == label
        assert row["satker_tercetak"] == name
        assert (row["status"], row["kondisi"], row["luas_tercetak"]) == (kind, condition, area)
        assert row["wilayah"] == code
        assert row["satker"] == ("KPU Provinsi NTT" if code == "53" else f"KPU {names[code]}")
        figure = area.removesuffix(" m2")
        assert row["luas"] == (None if "," in figure else figure.replace(".", ""))
    assert [row["baris"] for row in rows if row["luas"] is None] == ["22"]
    assert len({row["nomor"] for row in rows}) == len({row["wilayah"] for row in rows}) == 23


def test_legal_documents_row_by_row() -> None:
    """Each line of the table of legal documents equals its curated row."""
    read = found("jdih", r"(\d+\.|Jumlah)\t([^\t]*)\t(\d+)\t(\d+)")
    rows = curated("jdih")
    assert len(read) == len(rows) == 23 + 1
    for row, (label, name, paper, web) in zip(rows, read, strict=True):
        assert row["baris"] == label.strip(".")
        assert row["nama_tercetak"] == (name or label)
        assert row["jenis"] == ("jumlah" if label == "Jumlah" else "rincian")
        office = name.removeprefix("Keputusan Komisi Pemilihan Umum ")
        assert row["wilayah"] == (region(office) if name else None)
        assert (row["fisik"], row["web"]) == (paper, web)
    assert len({row["wilayah"] for row in rows}) == 24


def test_legal_documents_do_not_add_up() -> None:
    """Neither printed total of the legal documents is the sum of its rows."""
    members, last = parts(curated("jdih"))
    assert column([last], "fisik", "web") == [("240", "530")]
    assert {key: total(members, key) for key in ("fisik", "web")} == {"fisik": 1121, "web": 1101}


def test_measurements_row_by_row() -> None:
    """Each of the five performance tables gives seven rows with what it prints."""
    tables: list[list[list[str]]] = []
    for line in lines("pengukuran"):
        cells = [plain(cell) for cell in line.split("\t")]
        if cells[0] in ("No", "No."):
            tables.append([])
        elif len(cells) > 3 and (re.fullmatch(r"[1-6]\.", cells[0]) or (not cells[0] and cells[2])):
            tables[-1].append([cells[0] or "3.", cells[1] or tables[-1][-1][1], *cells[2:]])
    assert [len(table) for table in tables] == [7] * 5
    rows = curated("pengukuran")
    places = ("ikhtisar", "bab1c", "rkt", "pk", "bab3b")
    ids = ("1.1", "2.1", "3.1", "3.2", "4.1", "5.1", "6.1")
    number_of = {
        "100 %": "100", "100%": "100", "78": "78", "79": "79", "103": "103",
        "89,25": "89.25", "114,43": "114.43", "B": None, "BB": None,
    }  # fmt: skip
    keys = ("target", "realisasi", "capaian")
    for place, table in zip(places, tables, strict=True):
        mine = [row for row in rows if row["sumber"] == place]
        for row, indicator, (label, goal, *others) in zip(mine, ids, table, strict=True):
            assert row["indikator"] == indicator
            assert indicator[0] == label[0]
            assert str(row["baris"])[0] == label[0]
            assert row["sasaran_tercetak"] == goal
            rest = ["", others[0]] if place == "bab1c" else others
            assert row["indikator_tercetak"] == (rest[0] or None)
            printed = [*rest[1:], None, None, None][:3]
            for key, text in zip(keys, printed, strict=True):
                assert row[f"{key}_tercetak"] == text
                assert row[key] == (None if text is None else number_of[text])


def test_objectives_and_indicators_are_those_of_the_agreement() -> None:
    """Objectives and indicators have the wording of the Perjanjian Kinerja."""
    agreed = [row for row in curated("pengukuran") if row["sumber"] == "pk"]
    indicators = curated("indikator")
    assert column(indicators, "id", "uraian") == column(agreed, "indikator", "indikator_tercetak")
    assert [row["satuan"] for row in indicators] == [
        "persen", "persen", "predikat", "nilai", "persen", "persen", "persen",
    ]  # fmt: skip
    assert {row["arah"] for row in indicators} == {"naik"}
    assert all(str(row["id"]).split(".")[0] == row["sasaran"] for row in indicators)
    goals = {str(row["indikator"])[0]: row["sasaran_tercetak"] for row in agreed}
    assert {str(row["nomor"]): row["uraian"] for row in curated("sasaran")} == goals


def test_numbers_of_facts_stand_in_their_text() -> None:
    """The number of a narrative fact is printed in the fact's own text."""
    for row in curated("fakta_kinerja"):
        if row["nilai"] is not None:
            assert row["nilai"].replace(".", ",") in str(row["isi"])
        assert row["sumber"] == f"sasaran{row['sasaran']}"


def test_measures_against_risk_are_complete() -> None:
    """Each printed bullet is one measure; a bullet broken by the page stays one."""
    rows = curated("mitigasi")
    bullets = (EXTRACTS / "mitigasi.txt").read_text(encoding="utf-8").count("•")
    broken = 2  # "POLRI, / serta Partai" and "Pemilu yang / dilaksanakan" got a bullet each
    assert len(rows) == bullets - broken
    rest = re.sub(r"No\. Sasaran Strategis .*? \(4\) ", "", flat("mitigasi"))
    for row in rows:
        assert rest.count(str(row["uraian"])) >= 1
        rest = rest.replace(str(row["uraian"]), "", 1)
    for row in curated("pengukuran"):
        if row["sumber"] == "bab1c":
            rest = rest.replace(str(row["sasaran_tercetak"]), "")
    assert re.fullmatch(r"[\d.%B -]*", rest), rest


def test_obstacles_are_complete() -> None:
    """The obstacles and alternative solutions are the numbered points, in order."""
    read = found("kendala", r"(\d)\. (.+)")
    rows = curated("kendala")
    assert column(rows, "nomor", "uraian") == [(label, text.strip()) for label, text in read]
    assert [row["jenis"] for row in rows] == ["kendala", "kendala", "solusi", "solusi"]


def test_profile_is_complete() -> None:
    """Duties, powers, obligations, vision, mission, aims and goals have the printed counts."""
    assert Counter(row["bagian"] for row in curated("profil")) == {
        "kedudukan": 3,
        "tugas": 7,
        "wewenang": 3,
        "kewajiban": 3,
        "tanggung jawab": 1,
        "visi": 1,
        "istilah": 3,
        "misi": 7,
        "program": 2,
        "tujuan": 3,
        "sasaran": 5,
    }


def test_dates_of_events_follow_from_the_printed_ones() -> None:
    """An event has a date only where the report prints it in full; titles are printed."""
    text = flat("peristiwa").lower()
    for row in curated("peristiwa"):
        assert str(row["judul"]).lower() in text
        match = re.fullmatch(r"(\d+) (\w+) (\d{4})", row["waktu_tercetak"] or "")
        date = match and f"{match[3]}-{MONTHS[match[2]]:02}-{int(match[1]):02}"
        assert row["tanggal"] == date
        year = re.search(r"\d{4}$", row["waktu_tercetak"] or "")
        assert row["tahun_peristiwa"] == (year[0] if year else None)


def test_regions_have_both_codes() -> None:
    """There are the province and 22 regions, each code once, in the order of the codes."""
    rows = curated("wilayah")
    assert len({row["kode"] for row in rows}) == len({row["bps"] for row in rows}) == 23
    assert [row["kode"] for row in rows] == sorted(str(row["kode"]) for row in rows)
    assert Counter(row["jenis"] for row in rows) == {"provinsi": 1, "kabupaten": 21, "kota": 1}
    by_code = {row["kode"]: row["bps"] for row in rows}
    assert (by_code["53.07"], by_code["53.12"], by_code["53.17"]) == ("5310", "5301", "5316")
    short = [row["pendek"] for row in rows]
    assert len(set(short)) == 23
    assert "Kupang" not in short


def test_aliases_are_single_and_lower_case() -> None:
    """Each alias is lower case, leads to one known region, and is not an ambiguous name."""
    rows = curated("alias")
    names = [str(row["alias"]) for row in rows]
    assert len(set(names)) == len(names)
    assert all(name == name.lower() for name in names)
    assert not {"kupang", "sumbar"} & set(names)
    assert {row["wilayah"] for row in rows} <= {row["kode"] for row in curated("wilayah")}


def test_unexplained_terms_have_no_meaning() -> None:
    """The abbreviations that the report never expands have a basis but no meaning."""
    rows = {row["istilah"]: row for row in curated("istilah")}
    for term in ("PGWG", "PBWB", "PWWW", "DPC", "ABTN", "TPS", "Loksus", "DPS", "PPNPN"):
        assert rows[term]["arti"] is None
        assert rows[term]["dasar"]
