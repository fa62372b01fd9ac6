"""What a refusal or a failure of Telegram means for a delivery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.mishaps import cut_off, not_sent, out_of_time
from bot.refusals import seconds_of

# Telegram refused to take the message; nothing went out.
GONE = (
    ("bot was blocked", "bot diblokir"),
    ("user is deactivated", "akun tidak aktif lagi"),
    ("bot was kicked", "bot dikeluarkan"),
    ("bot is not a member", "bot bukan anggota"),
    ("bot can't initiate conversation", "bot belum disapa"),
    ("chat not found", "chat tidak ditemukan"),
    ("peer_id_invalid", "chat tidak ditemukan"),
)
CLOSED = (
    ("message thread not found", "topik dihapus"),
    ("topic_deleted", "topik dihapus"),
    ("topic_closed", "topik ditutup"),
)
SILENCED = (
    ("not enough rights", "bot tidak boleh mengirim pesan"),
    ("have no rights to send", "bot tidak boleh mengirim pesan"),
    ("need administrator rights", "bot tidak boleh mengirim pesan"),
    ("chat_write_forbidden", "bot tidak boleh mengirim pesan"),
    ("chat_restricted", "bot tidak boleh mengirim pesan"),
)
REASONS = (*GONE, *CLOSED, *SILENCED)
TOPICS = frozenset(reason for _, reason in CLOSED)


# Seconds until Telegram is tried again where it could not be reached.
RECONNECT = 5.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a delivery that did not simply succeed.

    ``again``: certainly not delivered, to be tried after ``wait`` seconds; ``moved``:
    the chat has the id ``chat_id`` now; ``refused``: not delivered and not to be tried,
    for ``reason``, which ``pauses`` the subscription of the chat or, with ``topic``, of
    the topic; ``unknown``: nobody can tell.
    """

    kind: Literal["again", "moved", "refused", "unknown"]
    reason: str = ""
    wait: float = 0.0
    chat_id: int = 0
    pauses: bool = False
    topic: bool = False


def outcome_of(error: BaseException) -> Outcome:
    """What ``error``, raised by sending one message, says of that message."""
    if isinstance(error, RetryAfter):
        return Outcome("again", "terlalu banyak pesan", wait=seconds_of(error))
    if isinstance(error, ChatMigrated):
        return Outcome("moved", "menjadi supergrup", chat_id=error.new_chat_id)
    if isinstance(error, Forbidden | BadRequest):
        text = error.message.lower()
        reason = next((said for phrase, said in REASONS if phrase in text), None)
        if reason is None:
            return Outcome("refused", "ditolak Telegram")
        return Outcome("refused", reason, pauses=True, topic=reason in TOPICS)
    if not_sent(error):
        return Outcome("again", "Telegram tidak terjangkau", wait=RECONNECT)
    # A time-out, a broken connection, a proxy's page, a stop in the middle: the message
    # may have been delivered.
    return Outcome("unknown", kind_in_words(error))


class UndeliveredError(Exception):
    """An answer certainly did not go out, and may in ``seconds``: its update is put off."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"not before {seconds:g} seconds")
        self.seconds = seconds


def undelivered(error: TelegramError) -> UndeliveredError | None:
    """How ``error`` puts off what was to be sent; ``None`` where it is refused, or unsure."""
    if isinstance(error, RetryAfter):
        return UndeliveredError(seconds_of(error))
    return UndeliveredError(RECONNECT) if not_sent(error) else None


def fate_unknown(error: BaseException | None) -> bool:
    """Whether ``error`` came of a call to Telegram that may have taken effect all the same."""
    return isinstance(error, TelegramError) and outcome_of(error).kind == "unknown"


def kind_in_words(error: BaseException) -> str:
    """What happened to a message whose fate is unknown, for an admin; never the error's text."""
    if out_of_time(error):
        return "waktu tunggu habis"
    if cut_off(error):
        return "sambungan terputus"
    return "jawaban server tidak dapat dibaca"
