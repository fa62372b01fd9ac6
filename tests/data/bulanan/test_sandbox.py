"""Files read by a process of their own; all figures made up (rekaan)."""

from __future__ import annotations

import io
import resource
import runpy
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from data.bulanan import child, sandbox
from data.bulanan.child import Outcome, Task, limit, main, run
from data.bulanan.columns import Columns, Headers
from data.bulanan.reading import read_file
from data.bulanan.refusal import FileRefused
from data.bulanan.sandbox import environment, read_safely, told
from data.models import PesanMuat
from tests.data.bulanan.test_hostile import BOMB
from tests.data.bulanan.workbooks import HEADER, SHEET, book, members, packed, saved, table

GOOD = table(("CQ", "Program (rekaan)", "1.000", "400"))
COLUMNS = Columns(nama="lain", kolom=Headers(kode="K", uraian="U", pagu="P", realisasi="R"))


def key(call: Callable[[], object]) -> str:
    """The key of the only message with which ``call`` refuses a file."""
    with pytest.raises(FileRefused) as caught:
        call()
    (message,) = caught.value.pesan
    assert message.galat
    return message.kunci


def children() -> set[str]:
    """The processes that this one has started and not yet taken leave of."""
    tasks = Path("/proc/self/task").glob("*/children")
    return {process for task in tasks for process in task.read_text().split()}


def instead(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Lets the child run ``code`` in place of the reading."""
    real = subprocess.run

    def start(command: list[str], **how: object) -> object:
        return real([command[0], "-c", code], **how)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", start)


@pytest.mark.parametrize(
    "content", [GOOD, book(), saved({"a": [HEADER, ("CQ", "a", 1, 0)]})], ids=["csv", "raw", "xlsx"]
)
def test_reads_the_same(content: bytes) -> None:
    """What the process gives is what reading gives here."""
    assert read_safely("nama.csv", content) == read_file("nama.csv", content)


def test_columns_are_handed_on() -> None:
    """The operator's layout reaches the process, and a name with half a sign does no harm."""
    file = read_safely("a\ud83d", b"K;U;P;R\nCQ;a;1;0\n", COLUMNS)
    assert (file.susunan, file.nama) == ("lain", "a?")


def test_refusals_are_handed_on() -> None:
    """A refusal in the process is one here, with all that it says."""
    for content in (b"kode,pagu\nCQ,1\n", table(("=1", "@a", "1", "0"))):
        with pytest.raises(FileRefused) as here:
            read_file("x", content)
        with pytest.raises(FileRefused) as there:
            read_safely("x", content)
        assert there.value.pesan == here.value.pesan


def test_works_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The working directory does not matter, nor what modules lie in it."""
    (tmp_path / "data.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    assert read_safely("x", GOOD).baris


def test_many_at_once() -> None:
    """Several threads read at once, each gets its own file, and no process stays behind."""
    before = children()
    files = [table(("CQ", f"rekaan {number}", "1", "0")) for number in range(6)]
    with ThreadPoolExecutor(3) as pool:
        read = list(pool.map(lambda content: read_safely("x", content), files))
    assert [file.baris[0].uraian for file in read] == [f"rekaan {number}" for number in range(6)]
    assert children() <= before


def test_bombs() -> None:
    """Bombs are refused by their key, and no process or thread stays behind."""
    before, threads = children(), threading.active_count()
    zeros = packed({**members(), "xl/besar.xml": bytes(60_000_000)})
    long = b'kode,uraian,pagu,realisasi\n"' + b"a\n" * 19_000
    assert key(lambda: read_safely("x", packed({**members(), SHEET: BOMB}))) == "entitas"
    assert key(lambda: read_safely("x", zeros)) == "zip_bom"
    assert key(lambda: read_safely("x", long)) == "csv_rusak"
    assert key(lambda: read_safely("x", bytes(6_000_000))) == "terlalu_besar"
    assert children() <= before
    assert threading.active_count() <= threads


def test_memory() -> None:
    """A file that unfolds in memory ends its own process only."""
    text = "a" * 30_000
    shared = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<si><t>{text}</t></si></sst>"
    )
    cells = '<c t="s"><v>0</v></c>' * 60
    rows = "".join(f"<row>{cells}</row>" for _ in range(3000))
    sheet = members()[SHEET].replace(b"<sheetData>", b"<sheetData>" + rows.encode())
    relation = (
        b'<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006'
        b'/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    rels = members()["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", relation)
    parts = {**members(), SHEET: sheet, "xl/sharedStrings.xml": shared}
    # Not packed at all, so that it is the memory and not the ratio that refuses it.
    content = packed({**parts, "xl/_rels/workbook.xml.rels": rels}, zipfile.ZIP_STORED)
    before = children()
    assert key(lambda: read_safely("x", content)) == "berkas_terlalu_berat"
    assert children() <= before


def test_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that does not end in time is killed and gone."""
    before = children()
    instead(monkeypatch, "import time; time.sleep(600)")
    assert key(lambda: read_safely("x", GOOD, seconds=0.5)) == "berkas_terlalu_berat"
    assert children() <= before


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "berkas_terlalu_berat"),
        ("import os; os.abort()", "berkas_terlalu_berat"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", "berkas_gagal_dibaca"),
        ("raise ValueError", "berkas_gagal_dibaca"),
        ("pass", "berkas_gagal_dibaca"),
        ("print('bukan json')", "berkas_gagal_dibaca"),
        ("print('{}')", "berkas_gagal_dibaca"),
    ],
)
def test_crashes(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], code: str, wanted: str
) -> None:
    """However a process ends, the file is refused and nothing is printed."""
    instead(monkeypatch, code)
    assert key(lambda: read_safely("x", GOOD)) == wanted
    assert capfd.readouterr() == ("", "")


def test_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no process can be started the file is refused."""
    monkeypatch.setattr(sys, "executable", "/tidak/ada/python")
    assert key(lambda: read_safely("x", GOOD)) == "berkas_gagal_dibaca"


def test_secrets_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process is told where modules are, and none of the operator's secrets."""
    for name in ("BOT_TOKEN", "DATABASE_URL", "WEBHOOK_SECRET", "HTTPS_PROXY", "PGPASSWORD"):
        monkeypatch.setenv(name, "rahasia")
    monkeypatch.setenv("LANG", "id_ID.UTF-8")
    given = environment()
    assert set(given) <= {*sandbox.PASSED_ON, "PYTHONPATH"}
    assert given["LANG"] == "id_ID.UTF-8"
    assert "rahasia" not in given.values()
    seen: dict[str, str] = {}
    real = subprocess.run

    def start(command: list[str], **how: object) -> object:
        seen.update(how["env"])  # type: ignore[call-overload]
        return real(command, **how)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", start)
    read_safely("x", GOOD)
    assert seen == given


def test_limits_hold() -> None:
    """Within its limits a process can neither take more memory nor write more than it may."""
    code = (
        "from data.bulanan.child import limit\n"
        "import resource, tempfile\n"
        "limit(5, 1 << 29, 1000)\n"
        "names = ('CPU', 'AS', 'FSIZE', 'CORE')\n"
        "print([resource.getrlimit(getattr(resource, 'RLIMIT_' + name)) for name in names])\n"
        "try: bytearray(1 << 30)\n"
        "except MemoryError: print('cukup')\n"
        "file = tempfile.TemporaryFile(buffering=0)\n"
        "try: print(file.write(bytes(5000)), file.write(b'a'))\n"
        "except OSError: print('penuh')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    bounds = [(5, 5), (1 << 29, 1 << 29), (1000, 1000), (0, 0)]
    assert done.stdout.splitlines() == [str(bounds), "cukup", "penuh"]


def test_limits_never_rise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system sets a lower limit, that one stays."""
    there = {
        resource.RLIMIT_CPU: 3,
        resource.RLIMIT_AS: resource.RLIM_INFINITY,
        resource.RLIMIT_FSIZE: 10**6,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 7,
    }
    taken: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (0, there[kind]))
    monkeypatch.setattr(resource, "setrlimit", taken.__setitem__)
    limit(20, 10**9, 10**7)
    assert [taken[kind] for kind in there] == [
        (3, 3),
        (10**9, 10**9),
        (10**6, 10**6),
        (0, 0),
        (0, 0),
    ]


def outcome(content: bytes) -> Outcome:
    """What the child's own function writes for ``content``."""
    task = Task(nama="x", columns=None).model_dump_json().encode()
    target = io.BytesIO()
    run(io.BytesIO(task + b"\n" + content), target)
    return Outcome.model_validate_json(target.getvalue())


def test_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child writes the file, or the refusal, also where memory does not suffice."""
    assert outcome(GOOD).berkas == read_file("x", GOOD)
    assert outcome(b"") == Outcome(pesan=(PesanMuat(kunci="kosong", galat=True),))

    def exhausted(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(child, "read_file", exhausted)
    assert [message.kunci for message in outcome(GOOD).pesan] == ["berkas_terlalu_berat"]


def test_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child takes its limits from its arguments before it reads."""
    done: list[object] = []
    monkeypatch.setattr(child, "limit", lambda *bounds: done.append(bounds))
    monkeypatch.setattr(child, "run", lambda *_: done.append("run"))
    main(["1", "2", "3"])
    assert done == [(1, 2, 3), "run"]


@pytest.mark.filterwarnings("ignore:.*found in sys.modules")
def test_as_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Started as a program the child takes its task from its input and writes to its output."""
    task = Task(nama="x", columns=None).model_dump_json().encode()
    target = io.BytesIO()
    monkeypatch.setattr(resource, "setrlimit", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["child", "1", "2", "3"])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(task + b"\n" + GOOD)))
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(target))
    runpy.run_module("data.bulanan.child", run_name="__main__", alter_sys=True)
    assert told(target.getvalue()) == read_file("x", GOOD)


def test_told() -> None:
    """An output that is cut short, or says nothing, refuses the file."""
    whole = Outcome(berkas=read_file("x", GOOD)).model_dump_json().encode()
    assert told(whole) == read_file("x", GOOD)
    for written in (whole[:-1], b"", b"{}"):
        assert key(lambda written=written: told(written)) == "berkas_gagal_dibaca"  # type: ignore[misc]


def test_heavy_signals() -> None:
    """The signals of exhausted limits count as too heavy, an ordinary end does not."""
    assert signal.SIGXCPU in sandbox.HEAVY
    assert signal.SIGTERM not in sandbox.HEAVY
