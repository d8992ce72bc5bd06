"""Python and JavaScript read and write the same addresses."""

import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from dashboard.state import fields_json, from_query, to_query
from dashboard.state_progress import resolve_progress
from dashboard.state_resolve import resolve
from tests.fake_release import sample_index

ROOT = Path(__file__).parents[1]
SCRIPT = """
import { readFileSync } from 'node:fs';
import { fromQuery, resolve, toQuery } from './assets/gridmap/state.mjs';
import { catalogue } from './assets/gridmap/config.mjs';
import { resolveProgress } from './assets/gridmap/progress-state.mjs';
import { fill } from './assets/gridmap/texts.mjs';
const { fields, queries, index } = JSON.parse(readFileSync(0, 'utf8'));
const answers = queries.map((query) => {
  const { state, notices } = fromQuery(query, fields, (text) => text);
  const fitted = resolve(state, catalogue(index), fill);
  const progress = resolveProgress(state, { catalogue: catalogue(index), t: fill });
  return {
    state, query: toQuery(state, fields), keys: notices.map((notice) => notice.key),
    view: fitted.view, said: fitted.notices.map(({ key, message }) => [key, message]),
    progress: progress.view,
    told: progress.notices.map(({ key, value, message }) => [key, value, message]),
  };
});
console.log(JSON.stringify(answers));
"""
PIECES = [
    "Cu",
    "pH",
    "gemas.ap",
    "kola",
    "kola-c-horizon",
    "area",
    "-samples",
    "covered~elements",
    "mean",
    "n",
    "censored",
    "countries",
    "sites",
    "0",
    "1",
    "12",
    "150",
    "FIN",
    "NOR~FIN",
    "AAA~BBB~CCC",
    "rocks~igneous-rocks",
    "kola~gone~rocks~away",
    "FIN~FIN",
    "2009-10-31",
    "1995-07-02",
    "rocks",
    "999",
    "2009-02-30",
    "own",
    "1~2.5~1e21",
    "2~1",
    "0.1~0.2",
    "-0",
    "1e-7",
    "0x10",
    "+",
    "%20",
    "globe",
    "-179.999~0~3",
    "1~2~3",
    "200~0~0",
    "N24E15.23",
    "below~3",
    "dark",
    "en",
    "xx",
    "~",
    "=",
    "%",
    "1_0",
    "٣",
    "Infinity",
]


def some_queries(count: int) -> list[str]:
    """Return addresses of good and bad parts, the same in every run."""
    dice = random.Random(20261122)
    keys = [field["key"] for field in fields_json()] + ["utm", ""]
    return [
        "&".join(
            f"{dice.choice(keys)}={dice.choice(PIECES)}{dice.choice(['', '', '', 'x'])}"
            for _ in range(dice.randrange(6))
        )
        for _ in range(count)
    ]


def test_both_languages_read_and_write_the_same():
    """State and complaints agree for addresses good and bad, whoever wrote them."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    queries = some_queries(2000)
    # What Python writes, too: it may print a number otherwise (1e-07 for 1e-7).
    queries += [to_query(from_query(query)[0]) for query in queries]
    given = json.dumps({"fields": fields_json(), "queries": queries, "index": sample_index()})
    done = subprocess.run(
        [node, "--input-type=module", "-e", SCRIPT],
        input=given, capture_output=True, text=True, check=True, cwd=ROOT, timeout=60,
    )  # fmt: skip
    for query, found in zip(queries, json.loads(done.stdout), strict=True):
        state, notices = from_query(query)
        assert found["state"] == state.as_json(), query
        assert from_query(found["query"])[0] == state, query
        assert found["keys"] == [notice.key for notice in notices], query
        view, fitted = resolve(state, sample_index())
        assert found["view"] == view.as_json(), query
        # Where an analyte is to be had, the page has links instead of the names.
        said = [(one.key, one.message.split(" It was determined in")[0]) for one in fitted]
        heard = [(key, text.split(" It was determined in")[0]) for key, text in found["said"]]
        assert heard == said, query
        view, fitted = resolve_progress(state, sample_index())
        told = [[one.key, one.value, one.message] for one in fitted]
        assert found["progress"] == view.as_json(), query
        assert found["told"] == told, query
