"""Derive the igneous-rock table from the PyPI package geochemistrypi.

    pip download --no-deps geochemistrypi==0.8.0
    python scripts/derive_igneous.py geochemistrypi-0.8.0-py3-none-any.whl

Writes ``data/surveys/igneous-rocks/samples.csv.gz`` and prints the hashes that its
PROVENANCE.md states.
"""

import gzip
import hashlib
import io
import sys
import zipfile
from pathlib import Path

import pandas as pd

MEMBER = "geochemistrypi/data_mining/data/dataset/Data_Time_Series.xlsx"
TARGET = Path(__file__).parents[1] / "data/surveys/igneous-rocks/samples.csv.gz"

# The member writes symbols and oxides in capitals. FEOT stands twice there; the
# second column has slips (1051 wt-%) and is left out.
OXIDES = {
    "SIO2": "SiO2",
    "TIO2": "TiO2",
    "AL2O3": "Al2O3",
    "FEOT": "FeOT",
    "MNO": "MnO",
    "MGO": "MgO",
    "CAO": "CaO",
    "NA2O": "Na2O",
    "K2O": "K2O",
    "P2O5": "P2O5",
}
ELEMENTS = (
    *(
        "Sc",
        "V",
        "Cr",
        "Co",
        "Ni",
        "Cu",
        "Zn",
        "Ga",
        "Rb",
        "Sr",
        "Y",
        "Zr",
        "Nb",
        "Cs",
        "Ba",
        "La",
    ),
    *("Ce", "Pr", "Nd", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu", "Hf", "Ta"),
    *("Pb", "Th", "U"),
)
DIGITS = 4  # more than the analyses carry


def compact(frame: pd.DataFrame) -> pd.DataFrame:
    """Return number, place, database and analyses; zero and missing are empty."""
    table = pd.DataFrame({"id": range(1, len(frame) + 1)})
    table["longitude"] = [f"{v:.4f}".rstrip("0").rstrip(".") for v in frame["LONGITUDE"]]
    table["latitude"] = [f"{v:.4f}".rstrip("0").rstrip(".") for v in frame["LATITUDE"]]
    table["source"] = frame["SOURCE"]
    for old, new in {**OXIDES, **{e.upper(): e for e in ELEMENTS}}.items():
        table[new] = ["" if pd.isna(v) or v == 0 else number(v) for v in frame[old]]
    return table


def number(value: float) -> str:
    """Return a number to four significant digits, without an exponent."""
    text = f"{float(f'{value:.{DIGITS}g}'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def main() -> None:
    """Read the member, write the table, print the hashes."""
    wheel = Path(sys.argv[1])
    with zipfile.ZipFile(wheel) as archive:
        member = archive.read(MEMBER)
    frame = pd.read_excel(io.BytesIO(member), engine="calamine")
    table = compact(frame)
    text = table.to_csv(index=False, lineterminator="\n")
    # Without time and name in its head, so that the same table gives the same bytes.
    TARGET.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    for data, label in (
        (wheel.read_bytes(), wheel.name),
        (member, MEMBER),
        (TARGET.read_bytes(), TARGET.name),
    ):
        print(hashlib.sha256(data).hexdigest(), label)
    print(f"{table.shape[0]} analyses × {table.shape[1]} columns, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
