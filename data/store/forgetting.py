"""Forgetting people: on request, and by itself once a subscription has ended for long.

What admins did to figures and announcements stays in the audit: it is how a public
figure came about.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, select, update

from data.store import schema
from data.store.audit import TERMINAL, record
from data.store.drafts import drop_old
from data.store.ledger import OPEN
from data.store.subscriptions import ENDED

if TYPE_CHECKING:
    from data.store.store import Store

# How long it is kept that a place had subscribed, after it ended.
KEPT = timedelta(days=90)
# What the audit says of subscriptions, by the words that data/store/subscriptions.py uses.
PERSONAL = ("langganan", "aktif", "dijeda", "berhenti")
NOBODY = 0


def forget(store: Store, person: int) -> int:
    """Forgets what is stored of ``person`` as a subscriber; how many rows that concerned.

    Their private chat goes with its subscriptions and deliveries. What they subscribed
    groups and channels to stays, without their id.
    """
    now = store.now()
    subscriptions, deliveries = schema.langganan, schema.kiriman
    audit, place = schema.audit, f"chat {person}"
    statements = (
        delete(subscriptions).where(subscriptions.c.chat_id == person),
        update(subscriptions).where(subscriptions.c.oleh == person).values(oleh=NOBODY),
        delete(deliveries).where(deliveries.c.chat_id == person),
        delete(schema.chat).where(schema.chat.c.id == person),
        update(audit)
        .where(audit.c.siapa == person, audit.c.tindakan.in_(PERSONAL))
        .values(siapa=NOBODY),
        update(audit)
        .where(or_(audit.c.objek == place, audit.c.objek.startswith(f"{place} ")))
        .values(objek=f"chat {NOBODY}"),
    )
    with store.writing() as connection:
        count = sum(connection.execute(statement).rowcount for statement in statements)
        if count:
            record(connection, now, TERMINAL, "lupakan", "satu orang", after=f"{count} baris")
        return count


def forget_ended(store: Store, kept: timedelta = KEPT) -> int:
    """Forgets what ended longer than ``kept`` ago; how many rows that were.

    Subscriptions, then the private chats that have none left, with what was sent there;
    and files that nobody confirmed.
    """
    now = store.now()
    before = now - kept
    subscriptions, deliveries, chats = schema.langganan, schema.kiriman, schema.chat
    subscribed = select(subscriptions.c.chat_id)
    with store.writing() as connection:
        ended = (subscriptions.c.keadaan == ENDED) & (subscriptions.c.diubah < before)
        count = connection.execute(delete(subscriptions).where(ended)).rowcount
        count += connection.execute(
            delete(deliveries).where(
                deliveries.c.chat_id > 0,
                deliveries.c.diubah < before,
                deliveries.c.keadaan.not_in([state.value for state in OPEN]),
                deliveries.c.chat_id.not_in(subscribed),
            )
        ).rowcount
        count += connection.execute(
            delete(chats).where(
                chats.c.id > 0, chats.c.diubah < before, chats.c.id.not_in(subscribed)
            )
        ).rowcount
        return count + drop_old(connection, now)
