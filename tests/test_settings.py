"""The registry of settings."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import settings
from dashboard.settings import REGISTRY, Settings, SettingsError, read


def test_defaults_serve_on_port_8050_at_the_root():
    """Without any variable the server listens locally on port 8050 without a prefix."""
    found = read({})
    assert (found.host, found.port, found.prefix, found.public_url) == ("127.0.0.1", 8050, "/", "")
    assert found.releases == settings.ROOT / "releases"
    assert found.originals is None


def test_every_field_has_one_registry_entry():
    """Registry and record hold the same names."""
    assert [entry.attribute for entry in REGISTRY] == list(Settings.__dataclass_fields__)


def test_documentation_lists_every_setting():
    """docs/settings.md carries the table made from the registry."""
    text = (settings.ROOT / "docs" / "settings.md").read_text("utf-8")
    assert settings.documentation() in text


@pytest.mark.parametrize(
    ("text", "prefix"), [("/", "/"), ("geo", "/geo/"), ("/geo", "/geo/"), ("/a/b/", "/a/b/")]
)
def test_prefix_gets_a_slash_at_both_ends(text, prefix):
    """A prefix may be written with or without slashes."""
    assert read({"PREFIX": text}).prefix == prefix


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "80a"),
        ("PREFIX", "/a b/"),
        ("PREFIX", "/../"),
        ("PUBLIC_URL", "maps.example.org"),
        ("PUBLIC_URL", "https://maps.example.org/geo"),
        ("PUBLIC_URL", "https://maps.example.org:x"),
        ("DEVELOPMENT", "yes"),
        ("HOST", "a b"),
    ],
)
def test_unusable_value_is_named(name, value):
    """A value that cannot be used stops the start, naming variable and value."""
    with pytest.raises(SettingsError, match=name) as fault:
        read({name: value})
    assert repr(value) in str(fault.value)


def test_all_faults_are_reported_at_once():
    """The operator sees every bad setting in one go."""
    with pytest.raises(SettingsError) as fault:
        read({"PORT": "x", "WORKERS": "0"})
    assert len(str(fault.value).splitlines()) == 2


def test_folders_outside_the_project_stay_where_they_are(tmp_path: Path):
    """An absolute folder is used as it is."""
    assert read({"RELEASES": str(tmp_path)}).releases == tmp_path


def test_empty_variable_is_unset():
    """An empty variable gives the default, as a shell's `PORT=` means."""
    assert read({"PORT": " "}).port == 8050


@given(st.dictionaries(st.sampled_from([entry.name for entry in REGISTRY]), st.text(max_size=20)))
def test_any_environment_is_read_or_refused_in_words(environment):
    """No text makes the reader fail in another way than with a SettingsError."""
    refused = None
    try:
        found = read(environment)
    except SettingsError as fault:
        refused = str(fault)
    if refused is None:
        assert found.prefix.startswith("/")
        assert found.prefix.endswith("/")
    else:
        assert "expected" in refused
