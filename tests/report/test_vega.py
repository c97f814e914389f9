"""One specification, three themes; the same bytes; errors as sentences."""

import json

import pytest
from tests.report import samples, samples_profile

from hepatica.report import palette, vega

FIGURES = (samples.meld_figure, samples.cd34_figure, samples_profile.profile_figure)


@pytest.mark.parametrize("figure", FIGURES)
def test_a_picture_is_the_same_bytes_twice(figure):
    assert vega.svg(figure().spec) == vega.svg(figure().spec)


@pytest.mark.parametrize("figure", FIGURES)
def test_a_theme_changes_colours_and_face_and_nothing_else(figure):
    light, dark = vega.themed(figure().spec, "light"), vega.themed(figure().spec, "dark")
    for spec in (light, dark):
        del spec["params"], spec["config"]
    assert light == dark


@pytest.mark.parametrize("figure", FIGURES)
def test_a_specification_names_colours_and_paints_no_ground(figure):
    spec = dict(figure().spec)
    assert spec["background"] is None
    del spec["params"]
    assert not any(colour in json.dumps(spec) for colour in palette.COLOURS["paper"].values())


@pytest.mark.parametrize("figure", FIGURES)
def test_a_specification_carries_its_data_and_knows_no_local_time(figure):
    text = json.dumps(figure().spec)
    assert '"url"' not in text
    assert '"temporal"' not in text
    assert '"timeUnit"' not in text


def test_themed_leaves_the_specification_it_was_given():
    spec = samples.meld_figure().spec
    before = json.dumps(spec)
    vega.themed(spec, "dark")
    assert json.dumps(spec) == before


def test_links_in_a_picture_stay_on_this_site():
    drawn = vega.svg(samples.meld_figure().spec)
    assert 'xlink:href="/ledger/' in drawn
    assert "vega.github.io" not in drawn


@pytest.mark.parametrize(
    "spec", [{"mark": "no such mark"}, {}, {"mark": "point", "data": {"values": [{"x": float("nan")}]}}]
)
def test_a_picture_the_engine_refuses_is_an_error_with_a_sentence(spec):
    with pytest.raises(vega.PictureError, match=r"\w"):
        vega.svg(spec)


def test_the_bundle_holds_engine_and_glue():
    script = vega.bundle().decode()
    assert len(script) > 500_000
    assert "vegaEmbed" in script
    assert "drawFigures" in script
