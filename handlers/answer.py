"""What a handler returns: the unrendered result and how to go on from it."""

from __future__ import annotations

from pydantic import SerializeAsAny

from data.models import Bahan, Catatan, Frozen, Laporan, Muatan, Sumber


class Button(Frozen):
    """A shortcut; pressing it asks ``question``, exactly as if it had been typed.

    ``label`` is a key of the wording in ``templates/_tombol.html``; ``subject``
    is what the label names. A button that ``edits`` turns the page of the message
    it stands under instead of sending a new one.
    """

    label: str
    question: str
    subject: str = ""
    edits: bool = False


class Dibaca(Frozen):
    """How a word was read: a misspelt one, or a region's code.

    ``kode`` is a code that names two regions in the two official systems; ``lain`` is
    the region that the other system means by it.
    """

    sebagai: str
    kode: str | None = None
    lain: str | None = None


class KeteranganPerintah(Frozen):
    """What a person needs to know of a command."""

    nama: str
    ringkas: str
    pemakaian: str
    contoh: tuple[str, ...]
    sebutan: tuple[str, ...]
    di_menu: bool


class Lampiran(Frozen):
    """A file that goes with an answer: ``isi`` where it is ready, else made from ``bahan``.

    What has the same ``kunci`` is the same file, byte for byte, so that it is made and
    uploaded once; the key names the version of the data. A ``foto`` is shown as a picture,
    with ``keterangan``, which says in words what it shows.
    """

    nama: str
    isi: bytes = b""
    bahan: SerializeAsAny[Bahan] | None = None
    kunci: str | None = None
    foto: bool = False
    keterangan: str = ""


class Answer(Frozen):
    """An answer before it is put into words.

    ``template`` names a file of ``templates/`` without its ending; ``data`` is the
    result it prints. ``understood`` is false where the answer tells the asker what
    to type instead of giving a figure. ``read_as`` says how a misspelt or plain
    question was read. ``loads`` are the monthly versions whose figures are shown, and
    ``months`` the state of all loaded months where the answer depends on them.
    ``entries`` is the state of the published answers where this one depends on them.
    ``line`` is the command line that gives this answer, for links to it.
    ``tell_admins`` is a question whose answer the bot's other admins get too.
    """

    command: str | None
    template: str
    data: SerializeAsAny[Frozen]
    buttons: tuple[tuple[Button, ...], ...] = ()
    files: tuple[Lampiran, ...] = ()
    report: Laporan | None = None
    sources: tuple[Sumber, ...] = ()
    notes: tuple[Catatan, ...] = ()
    understood: bool = True
    read_as: tuple[Dibaca, ...] = ()
    loads: tuple[Muatan, ...] = ()
    months: str | None = None
    entries: str | None = None
    line: str | None = None
    tell_admins: str | None = None
