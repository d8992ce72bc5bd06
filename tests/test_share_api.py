"""Links, words, citations, QR codes and oEmbed over HTTP."""

import datetime as dt
import json
import re
import xml.etree.ElementTree as ET
from urllib.parse import quote, urlsplit

import pytest
import segno
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.export import citation
from dashboard.export.authors import people_of
from dashboard.state import from_query
from tests.public_server import ROOT, get


def test_links_are_live_or_frozen_and_name_what_defaults_may_change(public, built_release):
    """A live link names stratum and element, a frozen one the release besides."""
    links = get(public, "share.json?page=map").json["links"]
    live, frozen = urlsplit(links["live"]), urlsplit(links["frozen"])
    state, notices = from_query(live.query)
    assert notices == ()
    assert state.release is None
    assert state.stratum == built_release.index["defaults"]["stratum"]
    assert state.analyte is not None
    assert frozen.query == f"release={built_release.id}&{live.query}"
    assert links["live"].startswith(f"{ROOT}map?")


def test_paths_of_places_are_not_repeated_in_the_query(public):
    """The path beats the query, so the query does not say it again."""
    answer = get(public, "share.json?page=country&code=FIN&c=NOR&m=samples").json
    assert answer["links"]["live"] == f"{ROOT}country/FIN?m=samples"
    assert answer["embeds"]["live"] == f"{ROOT}embed/country/FIN?m=samples"
    assert answer["title"] == "Finland"


def test_pages_without_a_map_are_not_embedded(public):
    """The page of the data has links and a citation, and no form for a frame."""
    answer = get(public, "share.json?page=data").json
    assert answer["embeds"] is None
    assert set(answer["cite"]) == {"txt", "bib", "ris", "json"}


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("share.json?page=nothing", 400),
        ("share.json?page=country&code=XXX", 404),
        ("share.json?page=country", 404),
        ("share.json?page=map&release=000000000000", 404),
        ("cite.doc?page=map", 404),
        ("cite.txt?page=nothing", 400),
        ("qr.svg?url=https://elsewhere.example/", 400),
        ("qr.svg?url=https://maps.example.org/geography", 400),
        (f"qr.svg?url={ROOT}{'x' * 2000}", 400),
        ("oembed", 404),
        ("oembed?url=https://elsewhere.example/geo/map", 404),
        (f"oembed?url={ROOT}data", 404),
        (f"oembed?url={ROOT}country/XXX", 404),
        (f"oembed?url={ROOT}map&format=yaml", 501),
        (f"oembed?url={ROOT}map&maxwidth=wide", 400),
        (f"oembed?url={ROOT}map&maxheight=0", 400),
    ],
)
def test_what_cannot_be_answered_says_why(public, address, status):
    """Each refusal is JSON with one sentence."""
    answer = get(public, address)
    assert answer.status_code == status
    assert answer.json["error"].endswith(".")


def test_citations_name_view_release_day_and_survey(public, built_release):
    """All four formats have the frozen link, the release and the survey's own citation."""
    query = "page=map&s=kola-c-horizon.aqua-regia&el=Ni"
    today = dt.datetime.now(dt.UTC).date()
    survey = built_release.surveys["kola-c-horizon"]
    texts = {kind: get(public, f"cite.{kind}?{query}").text for kind in ("txt", "bib", "ris")}
    items = json.loads(get(public, f"cite.json?{query}").data)
    link = f"{ROOT}map?release={built_release.id}&s=kola-c-horizon.aqua-regia&el=Ni"
    for text in texts.values():
        assert "Nickel (Ni), median, mg/kg" in text
        assert built_release.id in text
        assert link in text
        assert "Äyräs" in text
        assert "Keller" not in text
    assert survey["citation"] in texts["txt"]
    assert f"urldate = {{{today.isoformat()}}}" in texts["bib"]
    assert f"Y2  - {today:%Y/%m/%d}" in texts["ris"]
    view, data = items
    assert view["URL"] == link
    assert view["accessed"]["date-parts"] == [[today.year, today.month, today.day]]
    assert data["issued"] == {"date-parts": [[1998]]}


def test_ris_records_are_well_formed(public):
    """Every line is a tag of two characters; each record begins with TY and ends with ER."""
    lines = get(public, "cite.ris?page=element&code=Cu").data.decode().split("\r\n")
    kept = [line for line in lines if line]
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in kept)
    assert kept[0].startswith("TY  - ")
    assert kept[-1] == "ER  - "
    assert [k[:2] for k in kept].count("TY") == [k[:2] for k in kept].count("ER") == 3


def test_bibtex_is_balanced_and_escaped():
    """What TeX would take for a command is written so that it prints."""
    record = {
        "id": "s", "title": "Zn & Cu_50 % {x}", "owner": "A\\B", "licence": "CC0",
        "citation": "A. & B. (eds., 2014): #1. doi:10.1234/ab.c.", "source_url": None,
    }  # fmt: skip
    survey = citation.survey_of(record)
    assert (survey.authors, survey.year, survey.doi) == ("A. & B.", 2014, "10.1234/ab.c")
    day = dt.date(2026, 11, 22)
    view = citation.Cited("50 %", "App", "0123456789ab", day, day, "https://x/", (survey,), ())
    text = citation.bibtex(view)
    assert r"title = {Zn \& Cu\_50 \% \{x\}}" in text
    assert r"publisher = {A\textbackslash{}B}" in text
    plain = re.sub(r"\\[{}]", "", text)
    assert plain.count("{") == plain.count("}")


@pytest.mark.parametrize(
    ("authors", "people", "others"),
    [
        (
            "Smith, D. B., Cannon, W. F. and Fey, D. L.",
            (("Smith", "D. B."), ("Cannon", "W. F."), ("Fey", "D. L.")),
            False,
        ),
        ("Salminen, R. (chief ed.), Bidovec, M., et al.",
         (("Salminen", "R."), ("Bidovec", "M.")), True),
        ("Müller-Lüdenscheidt, J.-P. & O'Connor, P.",
         (("Müller-Lüdenscheidt", "J.-P."), ("O'Connor", "P.")), False),
        ("Geological Survey of Norway, Trondheim", (), False),
        ("Smith, D., Survey Group", (), False),
        ("A. & B.", (), False),
        ("", (), False),
    ],
)  # fmt: skip
def test_authors_are_told_apart(authors, people, others):
    """A list of persons is read to its end, or not at all: an institution is one name."""
    assert people_of(authors) == (people, others)


def test_each_author_is_one_in_every_format(public):
    """Reference managers sort and find by the family name of each."""
    query = "page=map&s=kola-c-horizon.aqua-regia&el=Ni"
    bib = get(public, f"cite.bib?{query}").text
    assert "author = {Reimann, C. and Äyräs, M. and Chekushin, V. and others}" in bib
    ris = get(public, f"cite.ris?{query}").text.replace("\r", "")
    assert "AU  - Reimann, C.\nAU  - Äyräs, M.\nAU  - Chekushin, V.\nPB" in ris
    (survey,) = [i for i in get(public, f"cite.json?{query}").json if i["type"] == "dataset"]
    assert survey["author"][:2] == [
        {"family": "Reimann", "given": "C."}, {"family": "Äyräs", "given": "M."}
    ]  # fmt: skip
    assert survey["author"][-1] == {"literal": "et al."}


def test_citations_without_a_year_keep_the_owner():
    """Nothing is guessed from a citation that is written otherwise."""
    record = {
        "id": "s", "title": "T", "owner": "Owner", "licence": "", "citation": "Report 2014/20",
        "source_url": "",
    }  # fmt: skip
    survey = citation.survey_of(record)
    assert (survey.authors, survey.year, survey.doi) == ("Owner", None, "")


def test_progress_cites_the_surveys_that_count(public):
    """A compilation never counts as progress; of a country, those with samples there are cited."""
    assert "Keller" not in get(public, "cite.txt?page=progress").text
    assert "Äyräs" not in get(public, "cite.txt?page=progress&c=LAO").text
    assert "Äyräs" in get(public, "cite.txt?page=country&code=NOR").text


def test_qr_codes_hold_the_link(public):
    """The modules of the drawing are those of the code of the link, with its quiet zone."""
    link = get(public, "share.json?page=progress").json["links"]["live"]
    root = ET.fromstring(get(public, "qr.svg?page=progress").data)
    own = segno.make(link, error="m", micro=False, boost_error=False)
    side = own.symbol_size(border=4)[0]
    assert root.attrib["viewBox"] == f"0 0 {side} {side}"
    assert root.find("{*}title").text == link
    assert _modules(root.find("{*}path[@stroke]").attrib["d"], side) == _matrix(own, side)


def _matrix(code, side):
    """Return where the dark modules of a code are."""
    rows = enumerate(code.matrix_iter(border=4))
    found = {(x, y) for y, row in rows for x, dark in enumerate(row) if dark}
    assert max(max(one) for one in found) < side - 4
    return found


def _modules(path, side):
    """Return where a path of horizontal strokes of width 1 is dark."""
    x, y, found = 0.0, 0.0, set()
    for command, numbers in re.findall(r"([Mmh])([-0-9. ]*)", path):
        values = [float(one) for one in numbers.split()]
        if command == "M":
            x, y = values
        elif command == "m":
            x, y = x + values[0], y + values[1]
        else:
            found |= {(int(x) + i, int(y)) for i in range(int(values[0]))}
            x += values[0]
    return found


def test_qr_codes_of_other_addresses_of_this_site_are_made(public):
    """Also by the name that the site was asked by, where it has a public one."""
    for address in (f"{ROOT}present/kola", "http://localhost/geo/", "http://localhost/geo"):
        assert get(public, f"qr.svg?url={quote(address)}").status_code == 200


def test_oembed_fits_the_room_it_is_given(public):
    """A rich answer as the specification lists it; without room there is no thumbnail."""
    address = quote(f"{ROOT}map?s=kola-c-horizon.aqua-regia&el=Ni", safe="")
    full = get(public, f"oembed?url={address}").json
    assert (full["version"], full["type"]) == ("1.0", "rich")
    assert (full["width"], full["height"]) == (800, 600)
    assert full["thumbnail_url"].startswith(f"{ROOT}api/v1/picture.png?page=map&el=Ni")
    small = get(public, f"oembed?url={address}&maxwidth=320&maxheight=600").json
    assert (small["width"], small["height"]) == (320, 240)
    assert "thumbnail_url" not in small
    source = re.search(r'src="([^"]+)"', small["html"])[1].replace("&amp;", "&")
    assert source == f"{ROOT}embed/map?s=kola-c-horizon.aqua-regia&el=Ni"
    assert 'loading="lazy"' in small["html"]


def test_oembed_speaks_xml(public):
    """The same values, well-formed."""
    address = quote(f"{ROOT}element/Cu", safe="")
    root = ET.fromstring(get(public, f"oembed?url={address}&format=xml").data)
    answer = get(public, f"oembed?url={address}").json
    assert {one.tag: one.text for one in root} == {k: str(v) for k, v in answer.items()}


def test_oembed_of_a_frozen_address_stays_frozen(public, built_release):
    """Of a release that is gone it is the newest, as on the page."""
    frozen = quote(f"{ROOT}?release={built_release.id}", safe="")
    assert f"release={built_release.id}" in get(public, f"oembed?url={frozen}").json["html"]
    gone = quote(f"{ROOT}?release=000000000000", safe="")
    assert "release=" not in get(public, f"oembed?url={gone}").json["html"]


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    endpoint=st.sampled_from(
        ("share.json", "cite.txt", "cite.bib", "cite.ris", "cite.json", "qr.svg", "oembed")
    ),
    pairs=st.lists(
        st.tuples(
            st.sampled_from(
                ("page", "code", "url", "maxwidth", "format", "s", "el", "c", "r", "release",
                 "lvl", "date", "p2", "els", "link", "v")
            ),
            st.one_of(
                st.sampled_from(
                    ("map", "country", "element", "compare", "FIN", "Cu", "150", f"{ROOT}map",
                     f"{ROOT}%00", f"{ROOT}[", "https://[", "-1", "9" * 30, "s.igneous-rocks")
                ),
                st.text(max_size=12),
            ),
        ),
        max_size=6,
    ),
)  # fmt: skip
def test_no_query_is_a_fault_of_the_server(public, endpoint, pairs):
    """Whatever is asked is answered or refused."""
    query = "&".join(f"{key}={quote(value, safe='')}" for key, value in pairs)
    status = get(public, f"{endpoint}?{query}").status_code
    # 501 is what oEmbed answers to a format that it does not write.
    assert status < 500 or status == 501
