"""One dossier through the whole service, started as a user starts it."""

import json

import pytest

from benchmarks.dossier_labels import SEEDS
from benchmarks.dossiers import BAD_INPUT
from benchmarks.service import main


def test_a_dossier_posted_to_the_running_service_gives_what_the_core_finds(capsys):
    with pytest.raises(SystemExit) as ended:
        main([str(SEEDS / "xinjiang-un-event"), "--json"])
    printed = capsys.readouterr().out
    totals = json.loads(printed.splitlines()[-1])
    assert (ended.value.code, totals["differences"]) == (0, 0), printed
    assert totals["corroborates_recall"] >= 0.4


def test_a_folder_that_is_not_there_starts_no_service(tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        main([str(tmp_path / "gone")])
    assert ended.value.code == BAD_INPUT
    assert "gone is no folder" in capsys.readouterr().err
