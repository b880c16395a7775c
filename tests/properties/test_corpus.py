"""Every captured or documented answer comes back as it was: read, and written again for the caller who asked.

What differs for a reason is listed in corpus_excuses.py, place by place; a place listed there that no longer differs fails.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping

import pytest
from msgspec.structs import asdict

from gateway.codecs.xml import read_xml
from gateway.model import ApiResponse, Problem, ProblemRaised, Representation
from gateway.wire import WireResponse
from tests.properties import corpus
from tests.properties.corpus import PAIRS, SAMPLES, Sample
from tests.properties.corpus_excuses import EXCUSED_IN_PAIRS, EXCUSED_IN_SAMPLES, Excuses
from tests.properties.differing_places import json_places, value_places, xml_places
from tests.properties.speakers import speaker


def test_the_corpus_is_there() -> None:
    if not corpus.IS_THERE and os.environ.get("GATEWAY_NO_SKIP") != "1":
        pytest.skip(f"{corpus.ROOT} is absent; GATEWAY_CORPUS names the folder that holds the example data")
    assert corpus.IS_THERE, f"{corpus.ROOT} is absent and GATEWAY_NO_SKIP says that it must not be"


@pytest.mark.skipif(not corpus.IS_THERE, reason="the corpus is absent; see GATEWAY_CORPUS")
def test_every_file_is_asked_about() -> None:
    asked = {sample.file for sample in SAMPLES}
    left = [file for file in corpus.files() if file not in asked and not file.startswith(tuple(corpus.NO_ANSWERS))]
    assert left == []
    assert len(asked) == len(SAMPLES)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.file)
def test_an_answer_comes_back_as_it_was(sample: Sample) -> None:
    written = _write(sample, _read(sample))
    if sample.suffix:
        places = json_places(json.loads(sample.data), json.loads(written))
    else:
        places = xml_places(read_xml(sample.data), read_xml(written))
    assert set(places) == _excused(EXCUSED_IN_SAMPLES, sample.file)


@pytest.mark.parametrize(("name", "in_json", "in_xml"), PAIRS, ids=[name for name, _, _ in PAIRS])
def test_both_forms_of_an_answer_mean_the_same(name: str, in_json: Sample, in_xml: Sample) -> None:
    one, other = _read(in_json), _read(in_xml)
    if isinstance(one, Problem):
        assert isinstance(other, Problem)
        places = json_places(asdict(one), asdict(other))
    else:
        assert isinstance(other, ApiResponse)
        places = value_places(one.body, other.body)
    assert set(places) == _excused(EXCUSED_IN_PAIRS, name)


def test_no_excuse_is_made_for_what_is_not_there() -> None:
    if corpus.IS_THERE:
        assert {file for rows in EXCUSED_IN_SAMPLES.values() for file in rows} <= {sample.file for sample in SAMPLES}
        assert {name for rows in EXCUSED_IN_PAIRS.values() for name in rows} <= {name for name, _, _ in PAIRS}


def _excused(excuses: Excuses, file: str) -> set[str]:
    return {place for rows in excuses.values() for place in rows.get(file, "").split()}


def _status(sample: Sample) -> int:
    """The status line is not in the files; an error tells it in its body."""
    if sample.suffix:
        document = json.loads(sample.data)
        error = document.get("TwilioResponse", {}).get("RestException", document) if isinstance(document, Mapping) else {}
        told = error.get("Status", error.get("status"))
        return told if isinstance(told, int) and told >= 400 else 200
    error = read_xml(sample.data).child("RestException")
    status = error.child("Status") if error else None
    return int(status.text or "") if status else 200


def _read(sample: Sample) -> ApiResponse | Problem:
    one = speaker(sample.dialect, Representation.JSON if sample.suffix else Representation.XML)
    asked = one.dialect.read_request(sample.request, one.face)
    try:
        return one.dialect.read_response(WireResponse(_status(sample), body=sample.data), asked, one.face)
    except ProblemRaised as raised:
        return raised.problem


def _write(sample: Sample, read: ApiResponse | Problem) -> bytes:
    one = speaker(sample.dialect)
    if isinstance(read, Problem):
        return one.dialect.write_problem(read, sample.request, one.face).body
    asked = one.dialect.read_request(sample.request, one.face)
    return one.dialect.write_response(read, asked, one.face).wire.body
