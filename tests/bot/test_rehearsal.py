"""The dry run: what would be sent and where, with nothing written and nothing sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.rehearsal import rehearse
from data.models import JenisLangganan, Obrolan, Pilihan
from data.store import delivery, ledger, subscriptions
from tests.bot.announcing_parts import begin, office_of, rows, september_and_october, subscribe
from tests.data.store.rekaan import ADMIN, OKTOBER, contents, load

if TYPE_CHECKING:
    from bot.rendering import Renderer
    from data.store.store import Store

ONE, TWO, PERSON = -1_000_000_000_001, -1_000_000_000_002, 42


def lines(store: Store, renderer: Renderer) -> list[str]:
    """The rehearsal of October, which leaves the store as it was."""
    before = contents(store)
    told = list(rehearse(office_of(store), renderer, OKTOBER))
    assert contents(store) == before
    return told


def test_a_month_that_is_not_loaded(sqlite_store: Store, renderer: Renderer) -> None:
    """Of a month without data the operator reads how to load it."""
    subscribe(sqlite_store, [ONE])
    assert lines(sqlite_store, renderer) == [
        "Oktober 2025 belum dimuat: python -m bot serapan impor BERKAS"
    ]


def test_nobody_subscribed(sqlite_store: Store, renderer: Renderer) -> None:
    """Without subscribers the rehearsal names no place, and the wording that there would be."""
    september_and_october(sqlite_store)
    told = lines(sqlite_store, renderer)
    assert told[0] == (
        "Pengumuman Oktober 2025, versi 1: 0 tujuan, 0 pesan. Latihan: tidak ada yang dikirim."
    )
    assert "== Bentuk 1: TOTAL, ringkas (0 tujuan)" in told
    assert not any(line.startswith("->") for line in told)


def test_every_wording_and_place(store: Store, renderer: Renderer) -> None:
    """Each wording is shown word for word, followed by the places that get it."""
    september_and_october(store)
    subscribe(store, [ONE, TWO])
    subscribe(store, [ONE], Pilihan(jenis=JenisLangganan.SERAPAN, kode="CQ"), topic=7)
    person = Obrolan(id=PERSON, jenis="private", judul="")
    subscriptions.subscribe(store, person, 0, PERSON, Pilihan(jenis=JenisLangganan.SERAPAN))
    told = lines(store, renderer)
    assert told[0].startswith("Pengumuman Oktober 2025, versi 1: 4 tujuan, 4 pesan.")
    assert [line for line in told if line.startswith("==")] == [
        "== Bentuk 1: TOTAL, ringkas (3 tujuan)",
        "== Bentuk 2: CQ, ringkas (1 tujuan)",
    ]
    assert [line for line in told if line.startswith("->")] == [
        f"-> {TWO} Grup rekaan",
        f"-> {ONE} Grup rekaan",
        f"-> {PERSON} chat pribadi",
        f"-> {ONE} Grup rekaan, topik 7",
    ]
    text = "\n".join(told)
    assert text.count("Penyerapan anggaran KPU Provinsi NTT s.d. 31 Oktober 2025") == 2
    assert "<b>" not in text


def test_a_correction(store: Store, renderer: Renderer) -> None:
    """Of a corrected month the replies are shown; of one that all have there is nothing to do."""
    september_and_october(store)
    subscribe(store, [ONE, TWO])
    begin(store)
    while (item := delivery.claim(store, "rekaan")) is not None:
        delivery.sent(store, item, 500 + item.id, 2)
    done = "Oktober 2025 sudah diumumkan; tidak ada yang perlu dikirim lagi."
    assert lines(store, renderer) == [done]
    load(store, OKTOBER, *rows(750_000), after=1)
    told = lines(store, renderer)
    assert told[0].startswith("Koreksi Oktober 2025, versi 2: 2 tujuan, 2 pesan.")
    assert "== Bentuk 1: TOTAL, koreksi (2 tujuan)" in told
    replies = {item.chat_id: item.pesan_id for item in ledger.delivered(store, OKTOBER)}
    assert {line for line in told if line.startswith("->")} == {
        f"-> {chat} Grup rekaan, membalas pesan {replies[chat]}" for chat in (ONE, TWO)
    }
    begun = begin(store)
    assert lines(store, renderer) == [done]
    delivery.stop(store, begun.id, ADMIN)
    assert lines(store, renderer) == [done]
