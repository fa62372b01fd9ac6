"""The command line's part about monthly figures and the store that keeps them."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.console import OPERATOR

if TYPE_CHECKING:
    import argparse

    from bot.answering import Desk
    from bot.reply import Reply

OK, NOT_DONE, FAILED = 0, 1, 2
YES = frozenset({"y", "ya", "yes"})
NOTHING_STORED = "Tidak ada yang disimpan."


def add_commands(commands: argparse._SubParsersAction[Any]) -> None:
    """Adds ``serapan`` and ``store`` to the command line."""
    monthly = commands.add_parser("serapan", help="muat dan lihat angka bulanan")
    actions = monthly.add_subparsers(dest="action", metavar="TINDAKAN", required=True)
    load = actions.add_parser(
        "impor",
        help="periksa berkas bulanan, tampilkan pratinjau, lalu simpan",
        description="Keluar dengan 0 bila disetujui, 1 bila ditolak atau tidak disetujui.",
    )
    load.add_argument("file", type=Path, metavar="BERKAS", help="berkas CSV atau XLSX")
    load.add_argument("--bulan", default="", metavar="BULAN", help="bulannya, seperti 2025-10")
    load.add_argument("--ya", action="store_true", help="simpan tanpa bertanya")
    load.add_argument("--umumkan", action="store_true", help="umumkan segera setelah disimpan")
    load.set_defaults(function=import_month)
    template = actions.add_parser("templat", help="cetak berkas contoh (CSV) untuk diisi")
    template.set_defaults(function=print_template)
    history = actions.add_parser("riwayat", help="bulan yang dimuat, atau versi satu bulan")
    history.add_argument("month", nargs="*", metavar="BULAN", help="misalnya 2025-10")
    history.set_defaults(function=print_history)
    store = commands.add_parser("store", help="siapkan basis data angka bulanan dan langganan")
    steps = store.add_subparsers(dest="action", metavar="TINDAKAN", required=True)
    migrate = steps.add_parser("migrate", help="bawa susunannya ke versi program ini")
    migrate.set_defaults(function=migrate_store)
    back = steps.add_parser(
        "mundur",
        help="bawa susunannya ke versi lama, sebelum memasang program lama",
        description="Hentikan semua proses dahulu. Yang hanya dikenal versi baru akan hilang.",
    )
    back.add_argument("target", metavar="VERSI", help="misalnya 0002; lihat `store version`")
    back.set_defaults(function=take_store_back)
    forgetting = steps.add_parser(
        "lupakan",
        help="hapus yang tersimpan tentang seseorang",
        description="Keluar dengan 0 bila ada yang dihapus, 1 bila tidak ada apa-apa.",
    )
    forgetting.add_argument("person", type=int, metavar="NOMOR", help="nomor akun Telegramnya")
    forgetting.set_defaults(function=forget_person)
    version = steps.add_parser(
        "version",
        help="cetak versi susunannya",
        description="Keluar dengan 0 bila sama dengan yang perlu, 1 bila tidak.",
    )
    version.set_defaults(function=print_version)


def forget_person(chosen: argparse.Namespace) -> int:
    """Forgets what the store holds of a person: subscriptions, followings, requests."""
    from data.store.privacy import erase  # noqa: PLC0415 - only this command needs it
    from data.store.store import Store  # noqa: PLC0415

    store = Store.open(address())
    try:
        found = erase(store, chosen.person)
    finally:
        store.close()
    parts = {
        "langganan": found.langganan,
        "yang diikuti": found.ikutan,
        "percakapan": found.percakapan,
        "permintaan": found.permintaan,
        "pesan permintaan": found.pesan,
        "pesan terkirim": found.terkirim,
    }
    told = ", ".join(f"{count} {name}" for name, count in parts.items() if count)
    print(f"Dihapus atau dilepas dari nomornya: {told or 'tidak ada apa-apa'}.")
    return OK if found.ada else NOT_DONE


def import_month(chosen: argparse.Namespace) -> int:
    """Shows what loading a file would store, asks, and confirms it."""
    from data.bulanan.hostile import LARGEST  # noqa: PLC0415 - only this command needs it

    try:
        with chosen.file.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError:
        print(f"{chosen.file} tidak ada atau tidak dapat dibaca.", file=sys.stderr)
        return FAILED
    from bot.cli import working_desk  # noqa: PLC0415 - it imports this module
    from bot.settings import load_settings  # noqa: PLC0415 - only commands that work need it

    desk = working_desk(load_settings())
    if chosen.bulan and not names_a_month(desk, chosen.bulan):
        print("--bulan keliru: tulis seperti 2025-10.", file=sys.stderr)
        return FAILED
    reply = desk.load(chosen.file.name, content, chosen.bulan, OPERATOR)
    if question_behind(reply, "simpan_muat") is None:
        return not_offered(desk, reply)
    wish = "umumkan_muat" if chosen.umumkan else "simpan_muat"
    confirm, cancel = (question_behind(reply, label) or "" for label in (wish, "batal"))
    show_all(desk, reply)
    if not (chosen.ya or agreed()):
        desk.reply(cancel, asker=OPERATOR)
        print(NOTHING_STORED)
        return NOT_DONE
    return told(desk.reply(confirm, asker=OPERATOR))


def names_a_month(desk: Desk, said: str) -> bool:
    """Whether ``said`` names one month with its year."""
    from handlers.periode import read_period  # noqa: PLC0415 - only this command needs it
    from handlers.words import split  # noqa: PLC0415

    found = read_period(split(said), desk.office.today()).bulan
    return len(found) == 1 and found[0].tahun is not None


def not_offered(desk: Desk, reply: Reply) -> int:
    """Says why a file has no preview: it is refused, or of a month that nobody named."""
    cancel = question_behind(reply, "batal")
    if cancel is None:
        return told(reply)
    desk.reply(cancel, asker=OPERATOR)
    print(f"Berkas ini tidak menyebut bulannya. {NOTHING_STORED}")
    print("Tambahkan bulannya, misalnya: --bulan 2025-10")
    return NOT_DONE


def show_all(desk: Desk, reply: Reply) -> None:
    """Prints a preview with all its pages."""
    print(reply.plain)
    following = question_behind(reply, "berikutnya")
    page = desk.reply(following, asker=OPERATOR) if following else None
    if page:
        print()
        show_all(desk, page)


def question_behind(reply: Reply, label: str) -> str | None:
    """The question of the button ``label``; ``None`` where ``reply`` has no such button."""
    buttons = (button for row in reply.answer.buttons for button in row)
    return next((button.question for button in buttons if button.label == label), None)


def agreed() -> bool:
    """Whether the operator, asked on the terminal, wants the preview stored."""
    if not sys.stdin.isatty():
        return False
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        return input("\nSimpan? [y/N] ").strip().casefold() in YES
    print()
    return False


def told(reply: Reply | None) -> int:
    """Prints ``reply``; the exit status says whether it did what was asked."""
    if reply is None:
        return NOT_DONE
    print(reply.plain)
    return OK if reply.answer.understood else NOT_DONE


def print_template(_chosen: argparse.Namespace) -> int:
    """Prints the table to fill in, as the bytes of its file."""
    reply = asking_desk().reply("/templat", asker=OPERATOR)
    if reply is None or not reply.answer.files:
        return told(reply)
    sys.stdout.buffer.write(reply.answer.files[0].isi)
    sys.stdout.buffer.flush()
    return OK


def print_history(chosen: argparse.Namespace) -> int:
    """Prints the months that are loaded, or the versions of one."""
    return told(asking_desk().reply(" ".join(["/riwayat", *chosen.month]), asker=OPERATOR))


def asking_desk() -> Desk:
    """The desk that answers, and makes no store."""
    from bot.cli import open_desk  # noqa: PLC0415 - it imports this module

    return open_desk()


def migrate_store(_chosen: argparse.Namespace) -> int:
    """Brings the store's schema to this program's version."""
    from data.store.opening import migrate, open_engine  # noqa: PLC0415 - only this command

    engine = open_engine(address())
    try:
        found = migrate(engine)
    finally:
        engine.dispose()
    print(f"Basis data langganan siap, versi {found}.")
    return OK


def take_store_back(chosen: argparse.Namespace) -> int:
    """Takes the store's schema back to an older version, for an older program."""
    from data.store.opening import go_back, open_engine  # noqa: PLC0415 - only this command

    engine = open_engine(address())
    try:
        found = go_back(engine, chosen.target)
    finally:
        engine.dispose()
    print(f"Basis data langganan kembali ke versi {found}.")
    return OK


def print_version(_chosen: argparse.Namespace) -> int:
    """Prints the version of the store's schema and the one that this program needs."""
    from bot.offices import is_missing  # noqa: PLC0415 - only this command
    from data.store.opening import open_engine, unreachable, version  # noqa: PLC0415
    from data.store.schema import HEAD  # noqa: PLC0415

    where = address()
    engine = open_engine(where)
    try:
        # Looking at a SQLite file that is not there would make it.
        found = None if is_missing(where) else version(engine)
    except Exception as error:  # noqa: BLE001 - the library that raises it is the store's own
        raise unreachable(error) from None
    finally:
        engine.dispose()
    print(f"Versi {found or 'belum ada'}, program ini perlu {HEAD}.")
    return OK if found == HEAD else NOT_DONE


def address() -> str:
    """Where the settings say that the store is."""
    from bot.settings import load_settings  # noqa: PLC0415 - slow, and rarely needed

    return load_settings().database_url.get_secret_value()
