"""Journeys that begin with an address: what was shared is what opens."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.journey import (
    legend,
    open_menu,
    settle,
    table_rows,
    title,
    view,
    wait_for_text,
)

pytestmark = pytest.mark.browser

QUERY = (
    "?s=kola-c-horizon.xrf&el=Ni&stat=max&lvl=1&c=FIN~NOR&cls=tukey&ramp=cividis"
    "&mute=2&v=28.5~69.1~4.2&cell=N46E08.2&table=1&theme=dark"
).replace("kola-c-horizon.xrf", "kola-c-horizon.aqua-regia")

WANTED = {
    "stratum": "kola-c-horizon.aqua-regia",
    "analyte": "Ni",
    "statistic": "max",
    "level": "1",
    "countries": ["FIN", "NOR"],
    "classes": "tukey",
    "ramp": "cividis",
    "muted": ["2"],
    "viewport": [28.5, 69.1, 4.2],
    "cell": "N46E08.2",
    "table": True,
    "theme": "dark",
}

POINTS = "[[25, 69], [30, 70]].map(([lon, lat]) => window.gridmap.screen(lon, lat))"


def shown(page):
    """Return everything that two readers of one link must both see."""
    page.wait_for_selector("#country-details table")
    wait_for_text(page, "#cell-details", "N46E08.2")
    return {
        "view": view(page),
        "title": title(page),
        "legend": legend(page),
        "table": table_rows(page),
        "camera": page.evaluate(POINTS),
        "cell": page.inner_text("#cell-details"),
        "countries": page.inner_text("#country-details"),
    }


def test_a_deep_link_restores_the_view_and_its_copy_opens_the_same(visit):
    """Survey, element, statistic, classes, countries, place and cell; twice."""
    page = visit(QUERY)
    first = shown(page)
    assert {name: first["view"][name] for name in WANTED} == WANTED
    assert parse_qs(urlsplit(page.url).query) == parse_qs(QUERY[1:])
    assert first["title"] == "Nickel (Ni), maximum, mg/kg"
    assert page.locator("#country-chips button").all_inner_texts() == ["Finland", "Norway"]
    assert page.input_value("#statistic") == "max"
    x, y = page.evaluate("window.gridmap.screen(28.5, 69.1)")
    size = page.locator("#map").bounding_box()
    assert x == pytest.approx(size["width"] / 2, abs=1)
    assert y == pytest.approx(size["height"] / 2, abs=1)

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_menu(page, "Share")
    page.click("[data-does=copy-live]")
    wait_for_text(page, "#toast", "copied")
    link = urlsplit(page.evaluate("navigator.clipboard.readText()"))
    second = visit(f"?{link.query}")
    assert shown(second) == first


BAD = {
    "s=no-such-survey": ("no-such-survey", {"stratum": "kola-c-horizon.aqua-regia"}),
    "el=Xx": ("Xx", {"analyte": "Cu"}),
    "stat=average": ("average", {"statistic": "median"}),
    "c=FIN~QQQ": ("QQQ", {"countries": ["FIN"]}),
    "r=999": ("999", {"region": None}),
    "cell=N99E01": ("N99E01", {"cell": None}),
    "v=10~95~1": ("10~95~1", {"viewport": None}),
    "lvl=5": ("5", {"level": "auto"}),
    "cls=own": ("bounds", {"classes": "percentile"}),
    "br=5~1": ("5~1", {"breaks": []}),
    "date=2020-13-01": ("2020-13-01", {"date": None}),
    "theme=pink": ("pink", {"theme": "auto"}),
    "colour=red": ("colour", {"analyte": "Cu"}),
    "el=Ni&el=Cu": ("once", {"analyte": "Ni"}),
    "release=ffffffffffff": ("ffffffffffff", {"release": None}),
}


def test_what_an_address_asks_in_vain_is_named_and_the_nearest_view_shown(visit):
    """Every bad part has one notice that names it, and a map all the same."""
    page = visit()
    home = page.url
    for query, (named, fields) in BAD.items():
        page.goto(f"{home}?{query}")
        settle(page)
        notices = page.locator(".map-notice p").all_inner_texts()
        assert [query, len(notices), named in " ".join(notices)] == [query, 1, True]
        assert {"query": query, **{name: view(page)[name] for name in fields}} == {
            "query": query,
            **fields,
        }
        assert len(legend(page)) > 3
    page.click(".map-notice-close")
    assert page.locator(".map-notice").count() == 0


def test_an_element_that_a_survey_lacks_names_those_that_have_it(visit):
    """Gold is not in the aqua regia results; the notice's link leads to where it is."""
    page = visit("?s=kola-c-horizon.aqua-regia&el=Au")
    notice = page.locator(".map-notice")
    assert "Au" in notice.inner_text()
    assert title(page).startswith("Copper")
    notice.get_by_role("link").first.click()
    page.wait_for_url("**/map?*inaa*")
    settle(page)
    assert title(page) == "Gold (Au), median, µg/kg"
    assert view(page)["stratum"] == "kola-c-horizon.inaa"
    assert page.locator(".map-notice").count() == 0
