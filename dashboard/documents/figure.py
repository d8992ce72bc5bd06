"""The map of a report: drawn as the site's other pictures are, and kept as vectors.

A page of a report refers to a form (ISO 32000-1, 8.10) of the size of the map. Once the report
is whole, the form gets the content of the map's own PDF, so that neither is drawn as pixels.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, FloatObject, NameObject, StreamObject
from reportlab.platypus import Flowable

from dashboard.pictures.drawing import draw
from dashboard.pictures.scenes import scene_of
from dashboard.pictures.sizes import Size
from dashboard.release.release import Release
from dashboard.state import ViewState

SIZE = Size(430, 370)
"""CSS pixels: 860 × 740 design pixels, of which the least letters are 6 points on A4."""
_FORM = "map"


@dataclass(frozen=True)
class MapFigure:
    """A map as a file.

    Attributes
    ----------
    pdf : bytes
        One page.
    width, height : float
        Of the page, points.
    """

    pdf: bytes
    width: float
    height: float


def map_figure(
    release: Release, page: str, code: str, state: ViewState, link: str
) -> MapFigure | None:
    """Return the map of a view, None where it has none or the release has no boundaries."""
    try:
        scene = scene_of(release, page, code, state, SIZE)
    except FileNotFoundError:
        return None
    if scene is None:
        return None
    made = draw(scene, "pdf", link)
    box = PdfReader(io.BytesIO(made)).pages[0].mediabox
    return MapFigure(made, float(box.width), float(box.height))


class Placed(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A map in the flow of a report, as wide as given."""

    def __init__(self, figure: MapFigure, width: float) -> None:
        super().__init__()
        self._figure = figure
        self.width = width
        self.height = width * figure.height / figure.width
        self.spaceBefore, self.spaceAfter = 6, 6

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Return the size."""
        return self.width, self.height

    def draw(self) -> None:
        """Refer to the form that :func:`with_map` fills."""
        canvas, figure = self.canv, self._figure
        if not canvas.hasForm(_FORM):
            canvas.beginForm(_FORM, 0, 0, figure.width, figure.height)
            canvas.endForm()
        canvas.saveState()
        canvas.scale(self.width / figure.width, self.height / figure.height)
        canvas.doForm(_FORM)
        canvas.restoreState()


def with_map(writer: PdfWriter, figure: MapFigure) -> None:
    """Fill the form of a report with its map.

    Parameters
    ----------
    writer : PdfWriter
        Has the report.
    figure : MapFigure
    """
    page = PdfReader(io.BytesIO(figure.pdf)).pages[0]
    content = page.get_contents()
    for target in writer.pages:
        resources: Any = target["/Resources"].get_object()
        forms: Any = resources.get("/XObject", {}).get_object()
        for name in forms:
            if not name.endswith(f".{_FORM}") or content is None:
                continue
            form = forms[name].get_object()
            filled = StreamObject()
            filled.set_data(content.get_data())
            filled = filled.flate_encode()
            form.update(filled)
            form._data = filled._data
            form[NameObject("/Resources")] = page["/Resources"].clone(writer)
            form[NameObject("/BBox")] = ArrayObject(
                [FloatObject(one) for one in (0, 0, figure.width, figure.height)]
            )
            if "/Group" in page:
                form[NameObject("/Group")] = page["/Group"].clone(writer)
            return
