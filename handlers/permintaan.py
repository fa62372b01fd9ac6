"""``/permintaan``: asking officers for what is missing, and what officers do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.models import Frozen
from data.store import conversations
from data.store.errors import StoreError
from handlers import (
    permintaan_balasan,
    permintaan_daftar,
    permintaan_kata,
    permintaan_kirim,
    permintaan_kiriman,
    permintaan_percakapan,
    permintaan_petugas,
    permintaan_status,
)
from handlers.apologies import apology
from handlers.mistakes import Mistake
from handlers.permintaan_tampil import Kanal, channel, officers_place
from handlers.words import fold

if TYPE_CHECKING:
    from data.models.layanan import Percakapan
    from handlers.answer import Answer
    from handlers.asked import Asked
    from handlers.permintaan_kata import Maksud, Nomor


class CaraMeminta(Frozen):
    """How requests are made: where, within which limit, and by which official channel."""

    grup: bool
    hari_kerja: int
    dasar: str
    kanal: Kanal


def permintaan(asked: Asked) -> Answer:
    """A step of a request, or what an officer or asker does with one."""
    wanted = permintaan_kata.read(asked)
    if wanted.verba == "daftar":
        return permintaan_daftar.listed(asked, wanted.tambahan)
    if wanted.verba == "kirim_ulang":
        return permintaan_kirim.resend(asked, wanted.tambahan)
    if wanted.nomor is not None:
        return with_number(asked, wanted, wanted.nomor)
    return making(asked, wanted)


def making(asked: Asked, wanted: Maksud) -> Answer:
    """A step of a new request."""
    chat = permintaan_percakapan.chat_of(asked)
    if chat is None:
        return explained(asked)
    if wanted.verba == "mulai":
        return permintaan_percakapan.begin(asked, chat, asked.raw)
    if wanted.verba == "kirim":
        return permintaan_kiriman.send(asked, chat, wanted.tambahan)
    return permintaan_percakapan.step(asked, chat, wanted.verba)


def with_number(asked: Asked, wanted: Maksud, number: Nomor) -> Answer:
    """What is done to a request: an officer's action, or what its asker may do."""
    if wanted.verba in permintaan_kata.OFFICERS:
        return permintaan_petugas.act(asked, number, wanted.verba, wanted.tambahan)
    if wanted.verba == "kartu":
        if officers_place(asked):
            return permintaan_petugas.card(asked, number)
        return permintaan_status.one(asked, number)
    chat = permintaan_percakapan.chat_of(asked)
    if chat is None:
        return explained(asked)
    if wanted.verba == "cabut":
        return permintaan_balasan.withdraw(asked, chat, number, sure=wanted.tambahan == "ya")
    return permintaan_balasan.reply(asked, chat, number)


def explained(asked: Asked) -> Answer:
    """How to ask: in private chat, by a person."""
    rules = asked.office.rules
    data = CaraMeminta(
        grup=not asked.asker.private,
        hari_kerja=rules.tenggat.hari_kerja,
        dasar=rules.tenggat.dasar,
        kanal=channel(asked),
    )
    return asked.answer("permintaan_cara", data)


def heard(asked: Asked, text: str) -> Answer:
    """What follows a free text in a private chat with an open conversation."""
    try:
        return hearing(asked, text)
    except Mistake as mistake:
        return apology(mistake, asked, asked.report)
    except StoreError:
        return apology(Mistake("salah", "basis_data"), asked, asked.report)


def hearing(asked: Asked, text: str) -> Answer:
    """The same; raises ``Mistake`` and ``StoreError``."""
    chat = permintaan_percakapan.chat_of(asked)
    if chat is None:
        return explained(asked)
    talk = conversations.get(asked.office.store, chat.id)
    if talk is None:
        raise Mistake("salah", "tanpa_percakapan", examples=("/permintaan", "/status"))
    word = fold(text).strip(" .!/")
    if talk.langkah == permintaan_percakapan.REPLY:
        return replying(asked, talk, text, word)
    if word in permintaan_kata.STEPPING:
        return permintaan_percakapan.step(asked, chat, word)
    if word == "kirim":
        return permintaan_kiriman.send(asked, chat, "")
    return permintaan_percakapan.answered(asked, talk, text)


def replying(asked: Asked, talk: Percakapan, text: str, word: str) -> Answer:
    """What follows a text where a reply to officers is awaited."""
    if word == "batal":
        return permintaan_percakapan.dropped(asked, talk)
    if text.startswith("/"):
        # A step of a request, of which none is written now.
        return permintaan_percakapan.show_reply(asked, talk)
    return permintaan_balasan.replied(asked, talk, text)
