"""Files of formats that no library here writes, for tests."""

import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

Cell = str | float


def write_ods(path: Path, rows: Sequence[Sequence[Cell]], sheet: str = "Data") -> None:
    """Write an OpenDocument spreadsheet (ISO/IEC 26300) of one sheet."""

    def cell(value: Cell) -> str:
        if isinstance(value, str):
            return (
                '<table:table-cell office:value-type="string">'
                f"<text:p>{value.replace('<', '&lt;')}</text:p></table:table-cell>"
            )
        return (
            f'<table:table-cell office:value-type="float" office:value="{value}">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )

    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    content = (
        f'<?xml version="1.0"?><office:document-content {names} office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="{sheet}">{body}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)


def write_xlsb(path: Path, rows: Sequence[Sequence[Cell]], sheet: str = "Data") -> None:
    """Write a binary workbook of one sheet, with the records of MS-XLSB that a reader needs."""

    def record(kind: int, data: bytes = b"") -> bytes:
        code = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
        return code + bytes([len(data)]) + data

    def wide(text: str) -> bytes:
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    cells = b""
    for r, row in enumerate(rows):
        cells += record(0, struct.pack("<II", r, 0) + bytes(17))  # BrtRowHdr
        for c, value in enumerate(row):
            place = struct.pack("<II", c, 0)
            if isinstance(value, str):
                cells += record(6, place + wide(value))  # BrtCellSt
            else:
                cells += record(5, place + struct.pack("<d", value))  # BrtCellReal
    size = struct.pack("<4I", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
    worksheet = (
        record(129)  # BrtBeginSheet
        + record(148, size)  # BrtWsDim
        + record(145)  # BrtBeginSheetData
        + cells
        + record(146)
        + record(130)
    )
    bundle = struct.pack("<II", 0, 1) + wide("rId1") + wide(sheet)
    workbook = record(131) + record(143) + record(156, bundle) + record(144) + record(132)
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="bin" '
            'ContentType="application/vnd.ms-excel.sheet.binary"/></Types>',
        )
        archive.writestr("xl/workbook.bin", workbook)
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{relation}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.bin", worksheet)


def write_rda(
    path: Path, frames: Mapping[str, Mapping[str, tuple[str, Sequence[object]]]]
) -> None:
    """Write data frames in R's ASCII serialisation, version 2.

    Columns are given by name as kind (``real``, ``int``, ``text``, ``factor`` or the
    class ``Date``) and values, None for NA.
    """
    out: list[str] = ["RDA2", "A", "2", "197888", "131840"]

    def text(value: object) -> None:
        out.extend(["9", "-1"] if value is None else ["262153", str(len(str(value))), str(value)])

    def vector(flags: int, values: Sequence[object]) -> None:
        out.extend([str(flags), str(len(values))])
        for value in values:
            if flags & 0xFF == 16:
                text(value)
            else:
                out.append("NA" if value is None else str(value))

    def pairs(attributes: Mapping[str, tuple[int, Sequence[object]]]) -> None:
        for name, (kind, values) in attributes.items():
            out.extend(["1026", "1"])
            text(name)
            vector(kind, values)
        out.append("254")

    # 13 integer, 14 real, 16 text; 512 has attributes, 256 is an object.
    for name, columns in frames.items():
        out.extend(["1026", "1"])
        text(name)
        out.extend(["787", str(len(columns))])
        for kind, values in columns.values():
            if kind == "text":
                vector(16, values)
            elif kind == "factor":
                levels = sorted({str(v) for v in values if v is not None})
                codes = [None if v is None else levels.index(str(v)) + 1 for v in values]
                vector(13 | 768, codes)
                pairs({"levels": (16, levels), "class": (16, ["factor"])})
            elif kind == "Date":
                vector(14 | 768, values)
                pairs({"class": (16, ["Date"])})
            else:
                vector(13 if kind == "int" else 14, values)
        length = len(next(iter(columns.values()))[1])
        pairs(
            {
                "names": (16, list(columns)),
                "class": (16, ["tbl_df", "tbl", "data.frame"]),
                "row.names": (13, [None, -length]),
            }
        )
    out.append("254")
    path.write_text("\n".join(out) + "\n", encoding="utf-8")
