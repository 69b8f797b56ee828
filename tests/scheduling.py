"""Which process of pytest-xdist runs which tests, and which come first."""

from __future__ import annotations

from pathlib import PurePath

from xdist.scheduler import LoadScopeScheduling

# The longest files, so that no process waits for one of them at the end.
FIRST = "test_corpus test_every_homework test_sample_classes test_new_from test_cluster test_resume".split()
# Of long files whose tests share nothing, each test for itself.
APART = "test_sample_classes test_command_line test_differences test_shortcuts test_cluster".split()


class ByFile(LoadScopeScheduling):  # type: ignore[misc]
    """One process runs a file, so what its tests share is made once; and the corpus, because there is one run at a
    time on a machine (corpus_runs), for which other processes would wait."""

    def _split_scope(self, nodeid: str) -> str:
        file = PurePath(nodeid.partition("::")[0])
        if file.stem in APART:
            return nodeid
        return str(file.parent if file.parent.name == "corpus" else file)
