"""The Pilkada annexes: voters, votes, funding and logistics."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from data.models.base import JenisBaris, Row


class Dpt(Row):
    """Voters of one region: DPT Pemilihan Serentak."""

    urutan: int = Field(description="Urutan di tabel")
    jenis: JenisBaris = Field(description="rincian atau jumlah")
    wilayah: str = Field(description="Kode Kemendagri wilayah; provinsi untuk jumlah")
    nama_tercetak: str = Field(description="Nama sebagaimana tercetak")
    tps: int = Field(description="Jumlah TPS")
    tps_tercetak: str = Field(description="Jumlah TPS sebagaimana tercetak")
    l: int = Field(description="Pemilih laki-laki")  # noqa: E741 - the report's own heading
    l_tercetak: str = Field(description="L sebagaimana tercetak")
    p: int = Field(description="Pemilih perempuan")
    p_tercetak: str = Field(description="P sebagaimana tercetak")
    jumlah: int = Field(description="Pemilih L+P")
    jumlah_tercetak: str = Field(description="L+P sebagaimana tercetak")
    loksus: int = Field(description="Jumlah TPS lokasi khusus")
    keterangan_tercetak: str = Field(description="Kolom keterangan sebagaimana tercetak")


class Pilgub(Row):
    """Valid votes of a pair of candidates for governor."""

    urutan: int = Field(description="Urutan tercetak di laporan")
    calon: str = Field(description="Calon gubernur sebagaimana tercetak")
    wakil: str = Field(description="Calon wakil gubernur sebagaimana tercetak")
    suara: int = Field(description="Suara sah")
    suara_tercetak: str = Field(description="Suara sebagaimana tercetak")
    persen: Decimal = Field(description="Persentase suara sah, persen")
    persen_tercetak: str = Field(description="Persentase sebagaimana tercetak")


class Pendanaan(Row):
    """Pilkada funding of one region, whole rupiah."""

    urutan: int = Field(description="Urutan di tabel")
    jenis: JenisBaris = Field(description="rincian atau jumlah")
    wilayah: str | None = Field(description="Kode Kemendagri wilayah; kosong untuk jumlah")
    nama_tercetak: str = Field(description="Nama sebagaimana tercetak")
    pilbup: int | None = Field(description="Anggaran Pilbup, rupiah")
    pilbup_tercetak: str = Field(description="Anggaran Pilbup sebagaimana tercetak")
    pilgub: int | None = Field(description="Anggaran Pilgub, rupiah")
    pilgub_tercetak: str = Field(description="Anggaran Pilgub sebagaimana tercetak")


class Logistik(Row):
    """An item of election logistics."""

    urutan: int = Field(description="Urutan di tabel")
    nama: str = Field(description="Barang, ejaan dirapikan")
    nama_tercetak: str = Field(description="Barang sebagaimana tercetak")
    jumlah: int = Field(description="Jumlah; laporan tidak menyebut satuannya")
    jumlah_tercetak: str = Field(description="Jumlah sebagaimana tercetak")
