"""Designs of the next trial over the API: kept by who plans, refused in a sentence, read back as they were written."""

from importlib.resources import files

import pytest

from hepatica.store import read

TEXT = files("hepatica.designs").joinpath("single_arm.yaml").read_text(encoding="utf-8")
PLANS, READS = "bose", "lakshmi"


def command(text=TEXT, **more):
    return {"kind": "design.keep", "design": "single_arm", "text": text} | more


def test_a_design_is_kept_once_and_read_back_as_it_was_written(script):
    sent = command(reason="=h9()", since="")
    assert script.send(PLANS, sent, key="one-design")[0] == 200
    status, said = script.send(PLANS, sent, key="one-design")
    assert (status, said["repeated"]) == (200, True)
    (listed,) = script.read(READS, "designs")
    assert (listed["id"], listed["version"], listed["by"]) == ("single_arm", "0.1", PLANS)
    assert script.read(READS, "designs/single_arm") == listed | {"text": TEXT}
    assert script.send(PLANS, command(TEXT.replace('"0.1"', '"0.2"'), since="0" * 64))[0] == 409
    assert script.send(PLANS, command(TEXT.replace('"0.1"', '"0.2"')))[0] == 200
    older = script.read(READS, f"designs/single_arm?sha256={listed['sha256']}")
    assert (older["version"], older["text"]) == ("0.1", TEXT)
    client, _ = script.session(READS)
    for address in ("another", "single_arm?sha256=0", "x" * 300, "%2e%2e"):
        assert client.get(f"/api/v1/designs/{address}").status_code == 404


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x]\nb: [*a, *a]\n",
        "x: !!python/object/apply:os.system ['id']\n",
        "arms:\n" + "  - {}\n" * 20_000,
        "k" * 199_000 + ": 1\n",
        TEXT.replace("per_month: ", "per_month: 1e999999 #"),
        TEXT.replace("title: ", 'title: "\\u202e" #', 1),
        "\ud83d",
        "id: a\x00b",
    ],
    ids=["aliases", "object", "list", "key", "number", "direction", "half", "null"],
)
def test_a_hostile_text_is_refused_in_a_sentence(script, text):
    before = read.head()
    status, said = script.send(PLANS, command(text))
    assert status == 422
    assert all(one["sentence"].endswith(".") for one in said["problems"])
    assert read.head() == before


def test_who_does_not_plan_keeps_nothing(script):
    status, said = script.send(READS, command())
    assert (status, said["problems"][0]["code"]) == (403, "not_allowed")
