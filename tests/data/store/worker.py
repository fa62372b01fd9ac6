"""A process of its own that works with a store: ``worker.py job address moment argument``.

It says ``siap`` when it is ready, begins when it reads a line, and says what came of it.
The clock stands at ``moment``, as the clock of the test does.
"""

from __future__ import annotations

import sys
from datetime import datetime

from data.models import JenisPengumuman, Rencana, Tujuan
from data.store import delivery, drafts, ledger
from data.store.store import Store
from tests.data.store.rekaan import ADMIN, OKTOBER, approve, berkas


def say(*words: object) -> None:
    """Says something to the test at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def begin() -> None:
    """Waits until the test says so."""
    say("siap")
    sys.stdin.readline()


def send(store: Store, name: str) -> None:
    """Sends as long as there is something, and says to which chats."""
    begin()
    while (item := delivery.claim(store, name)) is not None:
        assert delivery.sent(store, item, item.chat_id, None)
        say(item.chat_id)


def hold(store: Store, count: str) -> None:
    """Claims so many deliveries, says which, and then does nothing any more."""
    for _ in range(int(count)):
        item = delivery.claim(store, "mati")
        assert item is not None
        say(item.chat_id)
    begin()


def write(store: Store, name: str) -> None:
    """Changes several tables and does not come to the end of the transaction."""
    with store.writing() as connection:
        for table in (delivery.table, delivery.announcements):
            connection.execute(table.update().values(keadaan=name))
        begin()


def confirm(store: Store, number: str) -> None:
    """Confirms a draft and says what that came to."""
    begin()
    say(approve(store, int(number)).hasil)


def announce(store: Store, count: str) -> None:
    """Announces corrections of so many versions, and says which were not made before."""
    begin()
    for version in range(int(count)):
        plan = Rencana(
            jenis=JenisPengumuman.KOREKSI,
            bulan=OKTOBER,
            muatan_id=None,
            versi=version,
            oleh=ADMIN,
        )
        if ledger.create(store, plan, [Tujuan(chat_id=version)]) is not None:
            say(version)


def upload(store: Store, count: str) -> None:
    """Makes so many drafts and says their numbers."""
    begin()
    for _ in range(int(count)):
        say(drafts.draft(store, ADMIN, berkas(), OKTOBER))


JOBS = {job.__name__: job for job in (send, hold, write, confirm, announce, upload)}

if __name__ == "__main__":
    named, address, moment, argument = sys.argv[1:]
    opened = Store.open(address, lambda: datetime.fromisoformat(moment))
    JOBS[named](opened, argument)
    opened.close()
