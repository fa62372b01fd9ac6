"""Loading a month on the command line, and the store's own commands, as real processes.

All monthly figures are made up (rekaan).
"""

from __future__ import annotations

import contextlib
import os
import pty
import select
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import cli, cli_store, offices
from bot.console import OPERATOR
from bot.settings import PROJECT, Settings, load_settings
from data.bulanan.columns import ColumnsError
from data.models import Bulan, JenisLangganan, Obrolan, Pilihan
from data.store import audit, drafts, ledger, months, subscriptions
from data.store.errors import StoreError
from data.store.schema import HEAD
from data.store.store import Store
from tests.bot.test_cli import run
from tests.handlers.loading import CORRECTED, FIXTURES, OKTOBER, SEPTEMBER, content

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = FIXTURES / "rekaan-2025-10.csv"
GUEST = 7_000_000_555
LOAD = ("serapan", "impor", str(FILE), "--bulan", "2025-10")
COLUMNS = """
nama = "Rekaan"
[kolom]
kode = "K"
uraian = "U"
pagu = "P"
realisasi = "R"
"""


@pytest.fixture
def place(tmp_path: Path, database: Path) -> Path:
    """A ``report.db`` in a folder of the test's own, beside which the store will be."""
    path = tmp_path / "laporan" / "report.db"
    path.parent.mkdir()
    path.symlink_to(database)
    return path


@pytest.fixture
def beside(place: Path) -> Path:
    """Where the store of ``place`` will be."""
    return place.parent / "store.db"


def opened(path: Path) -> Store:
    """The store at ``path``, open."""
    return Store.open(f"sqlite:///{path}")


@pytest.fixture
def kept(beside: Path) -> Iterator[Store]:
    """The store of ``place``, open."""
    store = opened(beside)
    yield store
    store.close()


def test_import_stores(place: Path, address: str) -> None:
    """With ``--ya`` a file is shown and stored, in SQLite and in PostgreSQL, and only once."""
    done = run(*LOAD, "--ya", database=place, DATABASE_URL=address)
    text = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert text.startswith("Pratinjau Oktober 2025: penyerapan 73,99%\n")
    assert "Oktober 2025 versi 1 sudah disimpan" in text
    again = run(*LOAD, "--ya", database=place, DATABASE_URL=address)
    assert again.returncode == 1
    assert "sama persis dengan versi 1" in again.stdout.decode()
    store = Store.open(address)
    (load,) = months.history(store, OKTOBER)
    store.close()
    assert (load.berkas, load.pengunggah) == ("rekaan-2025-10.csv", audit.TERMINAL)
    told = run("serapan", "riwayat", "Oktober", "2025", database=place, DATABASE_URL=address)
    assert told.returncode == 0
    assert told.stdout.decode().startswith("Oktober 2025: 1 versi\n")


def test_nothing_is_stored_unasked(place: Path, kept: Store) -> None:
    """Without a terminal and without ``--ya`` the preview is shown and nothing stored."""
    done = run(*LOAD, database=place, typed="y\n")
    assert done.returncode == 1
    assert done.stdout.decode().startswith("Pratinjau Oktober 2025")
    assert done.stdout.decode().endswith("Tidak ada yang disimpan.\n")
    assert months.positions(kept) == ()
    draft = drafts.find(kept, 1)
    assert draft is not None
    assert draft.keadaan == "batal"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [(b"y\n", 1), (b"Ya\n", 1), (b"n\n", 0), (b"\n", 0), (b"\x04", 0), (b"\x03", 0)],
    ids=["y", "Ya", "n", "enter", "ctrl-d", "ctrl-c"],
)
def test_the_terminal_is_asked(place: Path, kept: Store, typed: bytes, stored: int) -> None:
    """On a terminal the operator is asked, and only a yes stores."""
    leader, follower = pty.openpty()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("BOT_")},
        "PYTHONPATH": str(PROJECT),
        "REPORT_DB": str(place),
        "DATABASE_URL": f"sqlite:///{place.parent / 'store.db'}",
        "TERM": "dumb",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *LOAD],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        cwd=place.parent,
        env=environment,
        start_new_session=True,
        preexec_fn=take_terminal,  # noqa: PLW1509 - only a terminal of its own hears Ctrl-C
    )
    os.close(follower)
    try:
        shown = read_until(leader, "[y/N] ")
        assert "Pratinjau Oktober 2025" in shown
        assert typed_until_heard(process, leader, typed) == (0 if stored else 1)
    finally:
        process.kill()
        os.close(leader)
    assert len(months.positions(kept)) == stored


def typed_until_heard(process: subprocess.Popen[bytes], leader: int, typed: bytes) -> int:
    """The status that ``process`` ends with; a key that came too early is pressed again."""
    for _ in range(20):
        os.write(leader, typed)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.wait(timeout=1)
    return process.wait(timeout=1)


def take_terminal() -> None:
    """Makes the terminal on standard input the new process's own."""
    import fcntl  # noqa: PLC0415 - only in the new process
    import signal  # noqa: PLC0415
    import termios  # noqa: PLC0415

    # Whoever runs the tests in the background has it ignored, and so would the child.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def read_until(leader: int, mark: str) -> str:
    """What the terminal shows until ``mark`` stands there."""
    text = ""
    deadline = time.monotonic() + 30
    while mark not in text and time.monotonic() < deadline:
        if select.select([leader], [], [], 1)[0]:
            text += os.read(leader, 65536).decode("utf-8", "replace")
    assert mark in text, text
    return text


def test_month_must_be_known(place: Path, kept: Store) -> None:
    """A file without a month needs one; a month that is none is a wrong option."""
    done = run("serapan", "impor", str(FILE), "--ya", database=place)
    assert done.returncode == 1
    assert "Tambahkan bulannya, misalnya: --bulan 2025-10" in done.stdout.decode()
    for wrong in ("2025", "oktober", "2025-13", "entah"):
        done = run("serapan", "impor", str(FILE), "--bulan", wrong, database=place)
        assert (done.returncode, done.stdout) == (2, b""), wrong
        assert done.stderr.decode() == "--bulan keliru: tulis seperti 2025-10.\n"
    assert months.positions(kept) == ()


def test_refused_file_lists_its_errors(place: Path, tmp_path: Path, kept: Store) -> None:
    """A file with errors ends with status 1 and the list of them, ``--ya`` or not."""
    path = tmp_path / "salah.csv"
    path.write_bytes(content(OKTOBER, ("10754000,6992000", "10754000,banyak")))
    done = run("serapan", "impor", str(path), "--bulan", "2025-10", "--ya", database=place)
    assert done.returncode == 1
    assert "“banyak” bukan angka rupiah bulat." in done.stdout.decode()
    assert months.positions(kept) == ()


def test_file_that_cannot_be_read(place: Path, tmp_path: Path) -> None:
    """A file that is not there, and a folder, are one line and status 2; no store is made."""
    for path in (tmp_path / "tiada.csv", tmp_path):
        done = run("serapan", "impor", str(path), "--bulan", "2025-10", database=place)
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.decode() == f"{path} tidak ada atau tidak dapat dibaca.\n"
    assert not (place.parent / "store.db").exists()


def test_correction_and_all_its_warnings(place: Path, tmp_path: Path, kept: Store) -> None:
    """A corrected file is the next version; the terminal shows every page of warnings."""
    assert run(*LOAD, "--ya", database=place).returncode == 0
    path = tmp_path / "perbaikan.csv"
    names = [(f"{name} (rekaan),", f"{name} baru (rekaan),") for name in NAMES]
    text = content(OKTOBER, *CORRECTED, *names).decode()
    september = tmp_path / "september.csv"
    september.write_bytes(content(SEPTEMBER))
    done = run("serapan", "impor", str(september), "--bulan", "2025-09", "--ya", database=place)
    assert done.returncode == 0
    path.write_text(text, "utf-8")
    done = run("serapan", "impor", str(path), "--bulan", "2025-10", "--ya", database=place)
    shown = done.stdout.decode()
    assert done.returncode == 0
    assert "Koreksi atas versi 1: 4 angka berubah" in shown
    assert "temuan 7–8 dari 8" in shown
    assert shown.count("namanya berubah") == len(NAMES)
    assert "Oktober 2025 versi 2 sudah disimpan" in shown
    assert [load.versi for load in months.history(kept, OKTOBER)] == [2, 1]


NAMES = (
    "Persiapan Kampanye Pemilu",
    "Pengelolaan Kampanye Pemilu",
    "Fasilitasi Penyiapan Sumpah Janji",
    "Pengelolaan Dokumentasi Logistik",
)


def test_announcing_from_the_terminal(place: Path, kept: Store) -> None:
    """``--umumkan`` begins the announcement; the running bot sends it."""
    done = run(*LOAD, "--ya", "--umumkan", database=place)
    assert done.returncode == 0
    assert [item.kunci for item in ledger.recent(kept, 9)] == ["serapan-2025-10"]


def test_the_terminal_is_one_of_two_admins(place: Path, kept: Store) -> None:
    """With two approvals the terminal's is one; another admin's stores the month."""
    done = run(*LOAD, "--ya", database=place, APPROVALS="2")
    assert done.returncode == 0
    assert "Persetujuan Anda dicatat; perlu 1 admin lagi" in done.stdout.decode()
    assert months.positions(kept) == ()
    draft = drafts.find(kept, 1)
    assert draft is not None
    assert draft.penyetuju == (audit.TERMINAL,)


def test_template_is_the_file_itself(place: Path) -> None:
    """The template is printed byte for byte, and makes no store."""
    done = run("serapan", "templat", database=place)
    assert done.returncode == 0
    lines = done.stdout.decode("utf-8-sig").split("\r\n")
    assert lines[0] == "kode;uraian;pagu;realisasi;jenis_belanja;blokir"
    assert len(lines) == 33
    assert not (place.parent / "store.db").exists()


def test_history_without_a_store(place: Path) -> None:
    """Where nothing was ever loaded that is said; a month then is one that is not there."""
    done = run("serapan", "riwayat", database=place)
    assert (done.returncode, done.stdout.decode().splitlines()[0]) == (
        0,
        "Belum ada bulan yang dimuat",
    )
    done = run("serapan", "riwayat", "2025-10", database=place)
    assert done.returncode == 1
    assert not (place.parent / "store.db").exists()


def test_store_version_and_migrate(place: Path, beside: Path) -> None:
    """The version is told without making a store; migrating makes it, twice as well as once."""
    done = run("store", "version", database=place)
    assert done.stdout.decode() == f"Versi belum ada, program ini perlu {HEAD}.\n"
    assert (done.returncode, beside.exists()) == (1, False)
    for _ in range(2):
        done = run("store", "migrate", database=place)
        assert (done.returncode, done.stdout.decode()) == (
            0,
            f"Basis data langganan siap, versi {HEAD}.\n",
        )
    done = run("store", "version", database=place)
    assert (done.returncode, done.stdout.decode()) == (
        0,
        f"Versi {HEAD}, program ini perlu {HEAD}.\n",
    )


def test_store_goes_back_and_forth(place: Path) -> None:
    """An older program's version is one command away, and so is the way back."""
    assert run("store", "migrate", database=place).returncode == 0
    done = run("store", "mundur", "0002", database=place)
    assert (done.returncode, done.stdout.decode()) == (
        0,
        "Basis data langganan kembali ke versi 0002.\n",
    )
    done = run("store", "mundur", "0002", database=place)
    assert (done.returncode, done.stderr.decode()) == (
        2,
        "Basis data langganan versi 0002: 0002 tidak lebih lama.\n",
    )
    assert run("store", "migrate", database=place).returncode == 0


def test_store_on_postgresql(place: Path, postgresql: str) -> None:
    """The store's commands work on a PostgreSQL server as well."""
    for action in ("version", "migrate"):
        done = run("store", action, database=place, DATABASE_URL=postgresql)
        assert (done.returncode, done.stderr) == (0, b"")
        assert HEAD in done.stdout.decode()


@pytest.mark.parametrize(
    "words",
    [("chat",), ("run",), LOAD, ("store", "migrate"), ("store", "version")],
    ids=lambda words: " ".join(words[:2]),
)
def test_store_that_cannot_be_opened(place: Path, words: tuple[str, ...]) -> None:
    """A store that does not answer is one line without its address, and status 2."""
    secret = "postgres://orang:rahasia123@127.0.0.1:1/nama"  # noqa: S105 - opens nothing
    done = run(*words, database=place, DATABASE_URL=secret)
    error = done.stderr.decode()
    assert (done.returncode, error.count("\n")) == (2, 1), error
    assert "DATABASE_URL" in error
    assert "rahasia123" not in error


def test_store_of_another_version(place: Path, beside: Path) -> None:
    """A store of an older version is told with the command that mends it, and status 2."""
    with closing(sqlite3.connect(beside)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('0000')")
        connection.commit()
    for words in (("chat",), LOAD):
        done = run(*words, database=place)
        error = done.stderr.decode()
        assert (done.returncode, error.count("\n")) == (2, 1), error
        assert "python -m bot store migrate" in error
    assert run("store", "version", database=place).returncode == 1


def test_columns_that_cannot_be_read(place: Path, tmp_path: Path) -> None:
    """A column map that is none is one line and status 2."""
    done = run(*LOAD, database=place, MONTHLY_COLUMNS=str(tmp_path / "tiada.toml"))
    assert (done.returncode, done.stderr.decode().count("\n")) == (2, 1)
    assert "Peta kolom tiada.toml" in done.stderr.decode()


def test_columns_serve_another_layout(place: Path, tmp_path: Path) -> None:
    """A file with other headers is read by the operator's column map."""
    path = tmp_path / "lain.csv"
    path.write_bytes(content(OKTOBER, ("kode,uraian,pagu,realisasi", "K,U,P,R")))
    columns = tmp_path / "kolom.toml"
    columns.write_text(COLUMNS, "utf-8")
    words = ("serapan", "impor", str(path), "--bulan", "2025-10", "--ya")
    assert run(*words, database=place).returncode == 1
    assert run(*words, database=place, MONTHLY_COLUMNS=str(columns)).returncode == 0


def test_questions_make_no_store(place: Path, beside: Path) -> None:
    """A question opens a store that is there and makes none that is not."""
    assert run("ask", "/riwayat", database=place).returncode == 0
    assert not beside.exists()
    assert run(*LOAD, "--ya", database=place).returncode == 0
    done = run("ask", "/riwayat 2025-10", database=place)
    assert done.returncode == 0
    assert "terminal" not in done.stdout.decode()


def test_nobody_is_an_admin_in_ask(place: Path) -> None:
    """What is asked by a program has no admin behind it."""
    done = run("ask", "/audit", database=place)
    assert done.returncode == 1
    assert "hanya untuk admin" in done.stdout.decode()


def test_a_person_is_forgotten(place: Path, kept: Store) -> None:
    """A subscriber is forgotten by the number of the account, and then there is nothing left."""
    chat = Obrolan(id=GUEST, jenis="private", judul="")
    subscriptions.subscribe(kept, chat, 0, GUEST, Pilihan(jenis=JenisLangganan.SERAPAN))
    assert run("store", "lupakan", str(GUEST), database=place).returncode == 0
    assert subscriptions.of_place(kept, GUEST) == ()
    assert run("store", "lupakan", str(GUEST), database=place).returncode == 1


def test_the_operator_is_an_admin_in_the_chat(place: Path) -> None:
    """In the terminal chat admin commands work, and a file is named with the way to get it."""
    done = run("chat", database=place, typed="/audit\n/templat\n")
    text = done.stdout.decode()
    assert "Belum ada perubahan yang tercatat" in text
    assert "Berkas: templat-serapan.csv (python -m bot serapan templat > templat.csv)" in text


def test_files_are_named_in_json(place: Path) -> None:
    """An answer without files says so with an empty list."""
    done = run("ask", "--json", "/riwayat", database=place)
    assert b'"files": []' in done.stdout


def test_store_beside_the_project_is_the_default() -> None:
    """Where the settings name no store, questions look where work puts it."""
    default = Settings.model_fields["database_url"].get_default().get_secret_value()
    assert default == f"{offices.SQLITE}{offices.STORE}"
    assert offices.address_for_asking() == default


def test_store_of_a_settings_file(tmp_path: Path) -> None:
    """A store named in ``.env`` is asked too."""
    (tmp_path / ".env").write_text("DATABASE_URL=postgres://server/nama\n", "utf-8")
    assert offices.address_for_asking() == "postgres://server/nama"


def test_store_is_opened_when_it_is_needed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Making the office for questions opens nothing; the store is opened once, when needed."""
    path = tmp_path / "ada.db"
    opened(path).close()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    calls: list[str] = []
    real = offices.open_store

    def counted(address: str) -> Store:
        calls.append(address)
        return real(address)

    monkeypatch.setattr(offices, "open_store", counted)
    office = offices.office_for_asking()
    assert calls == []
    assert office.store is office.store
    assert office.figures.current().posisi == ()
    assert len(calls) == 1
    office.store.close()


def test_office_for_work_has_the_rules(tmp_path: Path) -> None:
    """The office for work has what the settings say, and figures that are read already."""
    path = tmp_path / "kolom.toml"
    path.write_text(COLUMNS, "utf-8")
    address = f"sqlite:///{tmp_path / 'kerja.db'}"
    settings = load_settings(
        database_url=address,
        approvals=2,
        announce_day=7,
        announce_time="09.15",
        monthly_columns=path,
    )
    office = offices.office_for_work(settings, looks=False)
    assert (office.approvals, office.day, office.time.hour) == (2, 7, 9)
    assert office.columns is not None
    assert office.columns.nama == "Rekaan"
    assert office.figures.current().keadaan == "0-0"
    office.store.close()
    with pytest.raises(ColumnsError):
        offices.office_for_work(load_settings(monthly_columns=tmp_path / "tiada.toml"))
    with pytest.raises(StoreError):
        offices.office_for_work(load_settings(database_url=f"sqlite:///{tmp_path}"))


def test_the_operator_is_the_audits_terminal() -> None:
    """What the operator does stands in the audit as done on the terminal."""
    assert OPERATOR.id == audit.TERMINAL
    assert OPERATOR.admin
    assert OPERATOR.private


def test_statuses_are_those_of_the_command_line() -> None:
    """The parts of the command line end with the same statuses."""
    assert (cli.OK, cli.NOT_UNDERSTOOD, cli.FAILED) == (
        cli_store.OK,
        cli_store.NOT_DONE,
        cli_store.FAILED,
    )
    assert Bulan.baca("2025-10") == OKTOBER
