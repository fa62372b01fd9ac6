"""Copies of the curated sources in which cells can be changed."""

from __future__ import annotations

import csv
import shutil
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from data.loading import SOURCES

Cells = dict[str, str]


class Folder:
    """A copy of a source folder; ``year`` is the report whose tables are changed."""

    def __init__(self, path: Path, year: str = "2024", *, origin: Path = SOURCES) -> None:
        shutil.copytree(origin, path)
        self.path = path
        self.year = year

    def file(self, table: str) -> Path:
        """Where a table stands: among the year's, or among the shared ones."""
        shared = self.path / "umum" / f"{table}.csv"
        return shared if shared.is_file() else self.path / self.year / f"{table}.csv"

    def rows(self, table: str) -> list[Cells]:
        """The rows of a table as text."""
        with self.file(table).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def write(self, table: str, rows: list[Cells]) -> None:
        """Replaces the rows of a table; the heading stays."""
        path = self.file(table)
        with path.open(encoding="utf-8", newline="") as file:
            heading = next(csv.reader(file))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, heading, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    def change(self, table: str, where: Cells, **cells: str) -> None:
        """Changes ``cells`` of the rows in which every cell of ``where`` stands."""
        rows = self.rows(table)
        hit = [row for row in rows if all(row[name] == cell for name, cell in where.items())]
        if not hit:
            raise LookupError(f"{table}: no row with {where}")
        for row in hit:
            row.update({name: cells[name] for name in row.keys() & cells.keys()})
            if cells.keys() - row.keys():
                raise LookupError(f"{table}: no column {sorted(cells.keys() - row.keys())}")
        self.write(table, rows)

    def empty(self, *tables: str) -> None:
        """Takes every row out of ``tables``."""
        for table in tables:
            self.write(table, [])

    def remove(self, *tables: str) -> None:
        """Takes ``tables`` away altogether."""
        for table in tables:
            self.file(table).unlink()


def with_percent(line: Cells) -> Cells:
    """A budget line whose sisa and percentage follow from pagu and realisasi.

    Worked out here with plain ``Decimal``, so that the checker is held against
    something else than its own calculator.
    """
    pagu, spent = Decimal(line["pagu"]), Decimal(line["realisasi"])
    share = (spent / pagu * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return line | {"sisa": str(pagu - spent), "persen": str(share), "persen_tercetak": f"{share}%"}


def mend(folder: Folder) -> None:
    """Puts right everything that the checker finds in the report of 2024.

    What is left is a report with no finding at all: sound data.
    """
    mend_performance(folder)
    mend_budget(folder)
    mend_regions(folder)
    mend_staff(folder)
    mend_stages(folder)
    folder.empty("ejaan", "hilang", "catatan_temuan", "catatan")


def mend_performance(folder: Folder) -> None:
    """One target, one wording, achievements that follow, evaluations of the year."""
    measured = folder.rows("pengukuran")
    usual: dict[str, Cells] = {}
    for row in measured:
        first = usual.setdefault(row["indikator"], row)
        row["sasaran_tercetak"] = first["sasaran_tercetak"]
        if row["indikator_tercetak"]:
            row["indikator_tercetak"] = first["indikator_tercetak"]
        if row["indikator"] == "3.2":
            row |= {"target": "78", "target_tercetak": "78"}
        if row["capaian"] == "114.43":
            row |= {"capaian": "114.42", "capaian_tercetak": "114,42%"}
        if row["capaian"] == "103":
            row |= {"capaian": "", "capaian_tercetak": ""}
    folder.write("pengukuran", measured)
    folder.change("fakta_kinerja", {"perihal": "Tahun yang dievaluasi"}, nilai="2024")
    folder.change("fakta_kinerja", {"perihal": "Status penilaian"}, isi="selesai dinilai")


def mend_budget(folder: Folder) -> None:
    """Children that add up, codes in their pattern and sequence, names told apart."""
    lines = {row["kode"]: row for row in folder.rows("anggaran")}
    parent = lines["CQ.6709"]
    children = [row for row in lines.values() if row["induk"] == "CQ.6709"]
    for column in ("pagu", "realisasi"):
        gap = int(parent[column]) - sum(int(row[column]) for row in children)
        children[-1][column] = str(int(children[-1][column]) + gap)
    tiny, sibling = lines["6981.QGE.001"], lines["6981.QGE.002"]
    for line, shift in ((tiny, 1_000_000), (sibling, -1_000_000)):
        line["pagu"] = str(int(line["pagu"]) + shift)
        line["realisasi"] = str(int(line["realisasi"]) + shift)
    tiny["realisasi_tercetak"] = "1.000.000"
    lines["WA.3360"]["kode_tercetak"] = "WA.3360"
    lines["3361.EBA.994"] |= {"kode": "3360.EBA.994", "kode_tercetak": "3360.EBA.994"}
    lines["3361.EBA.994"]["uraian"] = "Layanan Sarana Kantor"
    lines["6982.QGE.003"] |= {"kode": "6982.QGE.002", "kode_tercetak": "6982.QGE.002"}
    lines["6871.QGE.002"]["uraian"] = "Pelaksanaan Pengadaan"
    folder.write(
        "anggaran",
        [
            with_percent(row | {"pagu_tercetak": f"{int(row['pagu']):,}".replace(",", ".")})
            for row in lines.values()
        ],
    )
    folder.change("pernyataan", {"tercetak": "98,38%"}, tercetak="99,61%", nilai="99.61")
    folder.change("pernyataan", {"tercetak": "2023"}, tercetak="2024", nilai="2024")
    folder.change("pernyataan", {"tercetak": "sebagian besar"}, tercetak="6", nilai="6")


def mend_regions(folder: Folder) -> None:
    """Names from the region list, totals that add up, one sign between thousands."""
    folder.change("dpt", {"nama_tercetak": "KUPANG"}, nama_tercetak="KABUPATEN KUPANG")
    voters = folder.rows("dpt")
    for row in voters:
        row["jumlah_tercetak"] = row["jumlah_tercetak"].replace(",", ".")
    folder.write("dpt", voters)
    folder.change("pendanaan", {"nama_tercetak": "Jupang"}, nama_tercetak="Kabupaten Kupang")
    folder.change("pendanaan", {"nama_tercetak": "Negekeo"}, nama_tercetak="Nagekeo")
    folder.change("pendanaan", {"urutan": "22"}, pilgub="15000000000")
    funds = folder.rows("pendanaan")
    for column in ("pilbup", "pilgub"):
        funds[-1][column] = str(sum(int(row[column] or 0) for row in funds[:-1]))
    folder.write("pendanaan", funds)
    papers = folder.rows("jdih")
    for row in papers:
        row["web"] = row["fisik"]
        row["nama_tercetak"] = row["nama_tercetak"].replace("Kabupaten Kabupaten", "Kabupaten")
    papers[-1]["fisik"] = papers[-1]["web"] = str(sum(int(row["fisik"]) for row in papers[:-1]))
    folder.write("jdih", papers)
    buildings = [row | {"kondisi": "Baik"} for row in folder.rows("gedung") if row["urutan"] != "6"]
    folder.write("gedung", buildings)
    folder.change("gedung", {"urutan": "23"}, luas="575.25", luas_tercetak="575,25 m2")
    folder.change("gedung", {"urutan": "14"}, luas_tercetak="1.600 m2")
    folder.change(
        "gedung", {"satker_tercetak": "KPU Kupang"}, satker_tercetak="KPU Kabupaten Kupang"
    )
    folder.change("gedung", {"satker_tercetak": "KPU Flores"}, satker_tercetak="KPU Flores Timur")
    for first, second in (("6", "7"), ("8", "9"), ("15", "16")):
        folder.change("logistik", {"urutan": first}, jumlah="30000", jumlah_tercetak="30.000")
        folder.change("logistik", {"urutan": second}, jumlah="30000", jumlah_tercetak="30.000")
    folder.write(
        "istilah", [row | {"arti": row["arti"] or "dijelaskan"} for row in folder.rows("istilah")]
    )


def mend_staff(folder: Folder) -> None:
    """A staff table that adds up and the sentence above it."""
    folder.change("sdm", {"jenis": "jumlah"}, jumlah="68", pns="38")
    folder.write("sdm", [row | {"uraian_tercetak": row["uraian"]} for row in folder.rows("sdm")])
    for matter, value in (
        ("sdm.jumlah", "68"),
        ("sdm.jumlah.tabel", "68"),
        ("sdm.bagian.fungsional_umum", "23"),
        ("sdm.bagian.ppnpn", "30"),
    ):
        folder.change("pernyataan", {"perihal": matter}, nilai=value, tercetak=value)


def mend_stages(folder: Folder) -> None:
    """Stages with dates that can be read and outputs that fit; training in its year."""
    folder.change(
        "tahapan",
        {"nomor": "3"},
        waktu_tercetak="14 Oktober 2022-21 Juni 2023",
        nama_tercetak="Pemutakhiran Data Pemilih dan Penyusunan Daftar Pemilih",
    )
    folder.change("tahapan", {"nomor": "2"}, keluaran="Peraturan KPU")
    folder.change("tahapan", {"nomor": "4"}, keluaran="Partai yang memenuhi syarat")
    folder.change("peristiwa", {"urutan": "3"}, tahun_peristiwa="2024")
