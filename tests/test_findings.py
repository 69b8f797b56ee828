"""What one grading process tells the others: found once, complete or not at all, and by graders alone."""

from __future__ import annotations

import os
from pathlib import Path

from autograder.findings import Findings
from autograder.sandbox.fork import in_child


def in_another(findings: Findings, number: int, key: bytes, found: object) -> None:
    def tell() -> bool:
        findings.belongs_to(number)
        findings.add(key, found)
        return True

    assert in_child(tell, bool)


def test_one_process_finds_what_another_told() -> None:
    findings = Findings(2)
    in_another(findings, 1, b"key", [(1, 2)])
    assert findings.get(b"key") == [(1, 2)]
    assert findings.once(b"key", lambda: "found again") == [(1, 2)]
    assert findings.get(b"other") is None


def test_a_successor_continues_where_the_one_before_ended() -> None:
    findings = Findings(2)
    in_another(findings, 1, b"first", 1)
    in_another(findings, 1, b"second", 2)
    assert (findings.get(b"first"), findings.get(b"second")) == (1, 2)


def test_what_is_not_written_completely_is_not_found() -> None:
    findings = Findings(2)
    in_another(findings, 1, b"key", "x" * 100)
    (area,) = [area for area in findings._areas if area[:1] != b"\0"]
    whole = area[:]
    area[60:61] = b"?"
    assert findings.get(b"key") is None
    area[:] = whole
    assert findings.get(b"key") == "x" * 100


def test_a_full_area_takes_no_more() -> None:
    findings = Findings(2)
    in_another(findings, 1, b"too large", bytes(64 << 20))
    in_another(findings, 1, b"small", "fits")
    assert findings.get(b"too large") is None
    assert findings.get(b"small") == "fits"


def test_a_fork_tells_nothing() -> None:
    findings = Findings(2)
    findings.belongs_to(0)
    assert in_child(lambda: findings.add(b"key", 1) is None, bool)
    assert findings.get(b"key") is None


def test_alone_there_is_nobody_to_tell() -> None:
    findings = Findings(1)
    findings.belongs_to(0)
    findings.add(b"key", 1)
    assert findings.get(b"key") is None
    assert findings.once(b"key", lambda: 2) == 2


def test_only_who_was_forked_later_has_the_memory() -> None:
    def shared() -> int:
        return Path("/proc/self/maps").read_text().count("/dev/zero (deleted)")

    read_end, write_end = os.pipe()
    answer_end, tell_end = os.pipe()
    earlier = os.fork()  # as the zygote is
    if earlier == 0:
        os.read(read_end, 1)
        os.write(tell_end, str(shared()).encode())
        os._exit(0)
    before = shared()
    findings = Findings(2)
    os.write(write_end, b"!")
    assert int(os.read(answer_end, 9)) == before
    os.waitpid(earlier, 0)
    assert in_child(shared, int) == before + 2
    assert findings.get(b"") is None
    for end in (read_end, write_end, answer_end, tell_end):
        os.close(end)
