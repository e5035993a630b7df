"""What ends by itself is started again: with real processes, and rests that tests shorten."""

import subprocess
import sys
import time

import pytest

from launch import supervision
from launch.errors import LaunchError


@pytest.fixture(autouse=True)
def short_rests(monkeypatch):
    monkeypatch.setattr(supervision, "_LONGEST_REST", 0.01)


def test_a_process_that_ends_is_started_again_until_it_is_stopped():
    started = []
    with supervision.kept_alive("it", lambda: _started(started, "")):
        _wait_until(lambda: len(started) > 2)
    ended = len(started)
    time.sleep(0.1)
    assert len(started) == ended
    assert all(process.poll() is not None for process in started)


def test_a_process_that_lives_is_left_alone_and_ended_with_the_block():
    started = []
    with supervision.kept_alive("it", lambda: _started(started, "import time; time.sleep(60)")):
        time.sleep(0.2)
        assert started[0].poll() is None
    assert len(started) == 1
    assert started[0].poll() is not None


def test_what_cannot_be_started_again_is_tried_again(capsys):
    started = []

    def start():
        if len(started) == 1:
            started.append(started[0])
            raise LaunchError("the port is taken")
        return _started(started, "")

    with supervision.kept_alive("it", start):
        _wait_until(lambda: len(started) > 3)
    assert "it could not be started again: the port is taken" in capsys.readouterr().out


def test_the_first_start_that_fails_is_the_callers():
    def start():
        raise LaunchError("no")

    with pytest.raises(LaunchError, match="no"), supervision.kept_alive("it", start):
        pass


def test_a_thing_is_looked_after_and_its_failure_told(capsys):
    answers = iter([False, True, LaunchError("the disk is full"), False])
    seen = []

    def revive():
        answer = next(answers, False)
        seen.append(answer)
        if isinstance(answer, LaunchError):
            raise answer
        return answer

    with supervision.looked_after("It", revive, every=0.01):
        _wait_until(lambda: len(seen) > 4)
    said = capsys.readouterr().out
    assert said.count("It had ended by itself; it runs again.") == 1
    assert "It ended by itself and does not start again: the disk is full" in said


def _started(started, script):
    process = subprocess.Popen([sys.executable, "-c", script])
    started.append(process)
    return process


def _wait_until(condition) -> None:
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)
