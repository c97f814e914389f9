from pathlib import Path

import pytest

from hepatica.config.site import Site, SiteError, read_site, write_site


def site_of(folder: Path, text: str) -> Site:
    (folder / "hepatica.toml").write_text(text, encoding="utf-8")
    return read_site(folder)


def test_a_site_needs_only_its_name(tmp_path: Path) -> None:
    site = site_of(tmp_path, '[site]\nname = "Liver unit, Hyderabad"\n')
    assert (site.name, site.zone, site.idle_minutes) == ("Liver unit, Hyderabad", "Asia/Kolkata", 30)
    assert site.is_local


def test_a_site_with_a_public_name_is_not_local(tmp_path: Path) -> None:
    assert not site_of(tmp_path, '[site]\nname = "A"\n[server]\nhosts = ["trial.example"]\n').is_local


def test_tables_of_other_readers_are_left_alone(tmp_path: Path) -> None:
    assert site_of(tmp_path, '[site]\nname = "A"\n[mail]\nhost = "mail.example"\n').name == "A"


@pytest.mark.parametrize("name", ["Plain", 'A "quoted" back\\slash', "రోగి", "two\nlines\ttab"])
def test_what_is_written_reads_back(tmp_path: Path, name: str) -> None:
    site = Site(name=name, zone="Asia/Tokyo", language="te", idle_minutes=5, hosts=("a.example",), proxy=True)
    assert site_of(tmp_path, write_site(site)) == site


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "needs the name of the site"),
        ("[site\n", "is not TOML"),
        ('site = "A"\n', "site is a table"),
        ('[site]\nname = "A"\nzone = "Asia/Atlantis"\n', "'Asia/Atlantis' is not a time zone"),
        ('[site]\nname = "A"\nnmae = "B"\n', r"\[site\] has no key 'nmae'"),
        ('[site]\nname = "A"\nlanguage = "fr"\n', "language 'fr' is not one of en, hi, te"),
        ('[site]\nname = "A"\n[session]\nidle_minutes = 0\n', "from 1 to 480, not 0"),
        ('[site]\nname = "A"\n[session]\nidle_minutes = true\n', "from 1 to 480, not True"),
        ('[site]\nname = "A"\n[server]\nhosts = ["*"]\n', "a star would let any host in"),
        ('[site]\nname = "A"\n[server]\nhosts = "a"\n', "hosts is a list of names"),
        ('[site]\nname = "A"\n[server]\nproxy = "yes"\n', "proxy is true or false"),
    ],
)
def test_a_wrong_file_is_refused_in_a_sentence_that_names_it(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SiteError, match=said) as refused:
        site_of(tmp_path, text)
    assert str(tmp_path / "hepatica.toml") in str(refused.value)


def test_a_folder_without_the_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="hepatica init"):
        read_site(tmp_path)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "hepatica.toml").write_bytes('[site]\nname = "Köln"\n'.encode("latin-1"))
    with pytest.raises(SiteError, match="cannot be read"):
        read_site(tmp_path)
