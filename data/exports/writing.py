"""Tables to the bytes of the file that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.exports.archive import archive
from data.exports.citing import LICENCE, citation, table_lines, text_file
from data.exports.csv_files import excel_csv
from data.exports.datapackage import package_files
from data.models.unduhan import Bentuk

if TYPE_CHECKING:
    from data.models.unduhan import Unduhan


def write(bahan: Unduhan) -> bytes:
    """The file of ``bahan``: the same bytes for the same content.

    One table as CSV is the CSV itself; several are a ZIP.
    """
    # Each form brings a library that is slow to import.
    if bahan.bentuk is Bentuk.XLSX:
        from data.exports.workbook import workbook  # noqa: PLC0415

        return workbook(bahan)
    if bahan.bentuk is Bentuk.PDF:
        from data.exports.pdf import pdf  # noqa: PLC0415

        return pdf(bahan)
    if bahan.bentuk is Bentuk.JSON:
        from data.exports.json_file import json_file  # noqa: PLC0415

        return json_file(bahan)
    if bahan.bentuk is Bentuk.CSV and len(bahan.lembar) == 1:
        return excel_csv(bahan.lembar[0])
    return archive(files_of(bahan))


def files_of(bahan: Unduhan) -> dict[str, bytes]:
    """The files of a ZIP by their names."""
    if bahan.bentuk is Bentuk.PAKET_PERS:
        from data.exports.kit import kit_files  # noqa: PLC0415 - it has workbook and charts

        return kit_files(bahan)
    if bahan.bentuk is Bentuk.PAKET_DATA:
        return package_files(bahan)
    files = {f"{sheet.nama}.csv": excel_csv(sheet) for sheet in bahan.lembar}
    told = [citation(bahan.asal), LICENCE, "", *table_lines(bahan.lembar)]
    return {**files, "SUMBER.txt": text_file(told)}
