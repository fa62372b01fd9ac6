"""The command line: asking, checking and building the data, and running the bot.

What it says goes to the operator's terminal; answers come from the templates.
Heavy parts are imported by the command that needs them, so that ``ask`` is quick.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from bot import cli_announce, cli_files, cli_store
from bot.memory import settle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering import Desk
    from bot.settings import Settings
    from data.report import Report

OK, NOT_UNDERSTOOD, FAILED = 0, 1, 2
DATABASE = Path(__file__).resolve().parent.parent / "report.db"


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks Indonesian."""

    def __init__(self, **options: object) -> None:
        super().__init__(add_help=False, allow_abbrev=False, **options)  # type: ignore[arg-type]
        self._positionals.title = "perintah dan isian"
        self._optionals.title = "pilihan"
        self.add_argument("-h", "--help", action="help", help="tampilkan keterangan ini")

    def format_usage(self) -> str:
        """The usage line, headed in Indonesian."""
        return super().format_usage().replace("usage:", "pemakaian:", 1)

    def format_help(self) -> str:
        """The help, headed in Indonesian."""
        return super().format_help().replace("usage:", "pemakaian:", 1)

    def error(self, message: str) -> NoReturn:  # noqa: ARG002 - the library's message is English
        """Ends with one line that says where the help is."""
        typed = " ".join(sys.argv[1:])[:120]
        self.exit(FAILED, f"Tidak dikenali: {typed!r}. Lihat: {self.prog} --help\n")


def parser() -> Parser:
    """Every command with its options."""
    top = Parser(
        prog="python -m bot",
        description="Angka Laporan Kinerja KPU Provinsi NTT: di Telegram, di terminal, dan "
        "untuk program lain.",
    )
    commands = top.add_subparsers(dest="command", metavar="PERINTAH", required=True)
    run = commands.add_parser(
        "run", help="jalankan bot; tanpa BOT_TOKEN membuka percakapan di terminal"
    )
    run.set_defaults(function=run_bot)
    work = commands.add_parser(
        "work",
        help="umumkan, antar, dan ingatkan; tanpa WEBHOOK_URL juga menerima pesan",
        description="Untuk dijalankan di samping proses `run` yang menerima lewat webhook.",
    )
    work.set_defaults(function=work_bot)
    chat = commands.add_parser("chat", help="percakapan di terminal")
    chat.set_defaults(function=run_chat)
    ask = commands.add_parser(
        "ask",
        help="jawab satu pertanyaan, atau banyak dengan --json",
        description="Keluar dengan 0 bila dijawab, 1 bila pertanyaan tidak dipahami.",
    )
    ask.add_argument("question", nargs="*", metavar="PERTANYAAN", help='misalnya "/dpt Sikka"')
    ask.add_argument(
        "--json",
        action="store_true",
        help="baca satu pertanyaan per baris dari masukan, cetak satu objek JSON per baris",
    )
    ask.set_defaults(function=ask_questions)
    table = commands.add_parser("commands", help="tabel semua perintah bot")
    table.set_defaults(function=print_commands)
    cli_store.add_commands(commands)
    cli_announce.add_commands(commands)
    cli_files.add_commands(commands)
    data = commands.add_parser("data", help="bangun dan periksa data laporan")
    actions = data.add_subparsers(dest="action", metavar="TINDAKAN", required=True)
    build = actions.add_parser("build", help="bangun report.db dari data/sources")
    build.set_defaults(function=build_data)
    check = actions.add_parser(
        "check",
        help="hitung ulang seluruh laporan dan cocokkan dengan catatan",
        description="Gagal bila ada temuan tanpa catatan atau catatan tanpa temuan.",
    )
    check.add_argument(
        "--sumber",
        type=Path,
        metavar="FOLDER",
        help="folder sumber data (bawaan: data/sources)",
    )
    check.set_defaults(function=check_data)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; the exit status is 0, 1 (not understood) or 2 (failed)."""
    mend_streams()
    chosen = parser().parse_args(arguments)
    try:
        return int(chosen.function(chosen))
    except KeyboardInterrupt:
        return OK
    except BrokenPipeError:
        # The reader went away; nothing more can be said to it.
        silence_output()
        return OK
    except OSError as error:
        silence_output()
        print(f"Gagal menulis atau membaca: {error.strerror or error}", file=sys.stderr)
        return FAILED
    except Exception as error:  # noqa: BLE001 - whatever it is, its trace must pass the redaction
        if expected(error):
            from bot.redaction import redacted  # noqa: PLC0415 - only a failure needs it

            print(redacted(one_line(error)), file=sys.stderr)
        else:
            from bot.logs import log_crash  # noqa: PLC0415 - only a defect needs it

            # A trace may quote the token; only the log's redaction may print it.
            log_crash(error)
        return FAILED


def mend_streams() -> None:
    """Makes the streams fit to use: what cannot be shown becomes a question mark.

    A closed standard input reads as an empty one.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    if sys.stdin is None:
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - open to the end


def silence_output() -> None:
    """Sends what is still to be printed nowhere, so that the exit stays quiet."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def expected(error: Exception) -> bool:
    """Whether ``error`` is one whose message is meant for the operator."""
    names = {
        "ReportError",
        "SourceError",
        "BuildError",
        "SettingsError",
        "StoreError",
        "ColumnsError",
        "RulesError",
        "SilenceError",
    }
    return type(error).__name__ in names


def one_line(error: Exception) -> str:
    """The message of ``error`` in one line."""
    return " ".join(str(error).split())


def open_report() -> Report:
    """The report that the settings name."""
    from data.report import Report  # noqa: PLC0415 - only commands that answer need it

    return Report.open(database())


def database() -> Path:
    """Where ``report.db`` stands: ``REPORT_DB``, or beside the project."""
    if not os.environ.get("REPORT_DB") and not Path(".env").is_file():
        return DATABASE
    from bot.settings import load_settings  # noqa: PLC0415 - slow, and rarely needed

    return load_settings().report_db


def open_desk() -> Desk:
    """The desk that answers, and stores nothing."""
    from bot.answering import Desk  # noqa: PLC0415 - only commands that answer need it
    from bot.offices import office_for_asking  # noqa: PLC0415
    from bot.rendering import Renderer  # noqa: PLC0415

    return Desk(open_report(), Renderer(), office_for_asking())


def working_desk(settings: Settings, *, looks: bool = True) -> Desk:
    """The desk that also stores, as ``settings`` say; ``looks`` as in ``Figures``."""
    from bot.answering import Desk  # noqa: PLC0415 - only commands that work need it
    from bot.offices import keep_version, office_for_work  # noqa: PLC0415
    from bot.rendering import Renderer  # noqa: PLC0415

    report = open_report()
    office = office_for_work(settings, looks=looks)
    keep_version(office, database(), report.version)
    return Desk(report, Renderer(), office)


def run_bot(_chosen: argparse.Namespace) -> int:
    """Serves Telegram, or opens the chat where there is no token."""
    return serve_telegram(receives=True)


def work_bot(_chosen: argparse.Namespace) -> int:
    """Does what nobody asks for; receives too where no webhook is set."""
    return serve_telegram(receives=False)


def serve_telegram(*, receives: bool) -> int:
    """Runs the bot until it is stopped; the terminal's chat where there is no token."""
    from bot.settings import load_settings  # noqa: PLC0415 - only this command needs it

    settings = load_settings()
    # In Telegram the schedule keeps the figures fresh, so that no question waits.
    desk = working_desk(settings, looks=settings.bot_token is None)
    if settings.bot_token is None:
        from bot.console import converse  # noqa: PLC0415

        settle()
        converse(desk, "BOT_TOKEN belum diisi: bot ini menjawab di terminal.")
        return OK
    from bot.logs import configure_logging  # noqa: PLC0415 - the Telegram side is slow to import
    from bot.loop import run  # noqa: PLC0415
    from bot.serving import serve  # noqa: PLC0415

    configure_logging(settings, data_version=desk.report.version)
    run(
        serve(
            settings,
            desk,
            desk.renderer,
            report=desk.report,
            office=desk.office,
            receives=receives,
        )
    )
    return OK


def run_chat(_chosen: argparse.Namespace) -> int:
    """Opens the chat in the terminal."""
    from bot.console import converse  # noqa: PLC0415 - only this command needs it
    from bot.settings import load_settings  # noqa: PLC0415

    desk = working_desk(load_settings())
    settle()
    converse(desk)
    return OK


def ask_questions(chosen: argparse.Namespace) -> int:
    """Answers one question in plain text, or one a line in JSON."""
    question = os.fsencode(" ".join(chosen.question)).decode("utf-8", "replace")
    if chosen.json:
        from bot.jsonlines import answer_lines, lines  # noqa: PLC0415 - only --json needs it

        questions = [question] if question else lines(sys.stdin.buffer)
        desk = open_desk()
        settle()
        return OK if answer_lines(desk, questions) else FAILED
    if not question:
        print('Tulis pertanyaannya, misalnya: python -m bot ask "/dpt Sikka"', file=sys.stderr)
        return FAILED
    reply = open_desk().reply(question)
    if reply is None:
        return NOT_UNDERSTOOD
    print(reply.plain)
    return OK if reply.answer.understood else NOT_UNDERSTOOD


def print_commands(_chosen: argparse.Namespace) -> int:
    """Prints every command of the bot as a table."""
    from handlers.commands import COMMANDS  # noqa: PLC0415 - only this command needs it

    width = max(len(command.usage) for command in COMMANDS)
    for command in COMMANDS:
        print(f"{command.usage:<{width}}  {command.summary}  (contoh: {command.examples[0]})")
    return OK


def build_data(_chosen: argparse.Namespace) -> int:
    """Builds ``report.db``."""
    from data.building import build  # noqa: PLC0415 - only this command needs it

    path = database()
    version = build(path)
    print(f"{path.name} selesai dibangun, versi data {version}.")
    return OK


def check_data(chosen: argparse.Namespace) -> int:
    """Recomputes every report and prints each finding with its note."""
    from data.checking import check  # noqa: PLC0415 - only this command needs it
    from data.loading import SOURCES, load  # noqa: PLC0415

    holds = True
    for result in check(load(chosen.sumber or SOURCES)):
        print(f"Laporan {result.tahun}: {len(result.findings)} temuan")
        for finding in result.findings:
            note = result.notes.get(finding.kunci)
            head = "TANPA CATATAN" if note is None else f"catatan {note}"
            figures = "" if finding.dihitung is None else f" dihitung {finding.dihitung}"
            figures += "" if finding.selisih is None else f", selisih {finding.selisih}"
            print(f"  [{head}] {finding.kunci}{figures}")
            for spot in finding.tempat:
                print(f"      {spot.sumber} {spot.baris}: {spot.tercetak}")
        for key in result.groundless:
            print(f"  CATATAN TANPA TEMUAN: {key}")
        for key in result.repeated:
            print(f"  DUA CATATAN UNTUK SATU TEMUAN: {key}")
        holds = holds and result.holds
    print("Semua temuan punya catatan, semua catatan punya temuan." if holds else "GAGAL.")
    return OK if holds else NOT_UNDERSTOOD
