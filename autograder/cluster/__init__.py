"""A class graded by the workers of a Dask cluster: docs/cluster.md.

client (no zygote, no test) ──bytes──► Dask's scheduler ──► Dask worker (`worker.py`) ⇄ grading process (`child.py`)
"""


class ClusterError(Exception):
    """The cluster cannot grade this class; one sentence for the person who named it."""
