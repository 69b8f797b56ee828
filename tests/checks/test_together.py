"""The one constant by which a gradient is off, and an upstream gradient that has it, too."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from autograder.checks.together import as_the_loss_gives_it, ratio_of, scaled

RIGHT = np.array([[1.0, -2.0, 4.0], [0.5, 3.0, -1.0]])


@pytest.mark.parametrize("actual", [3 * RIGHT, torch.from_numpy(3 * RIGHT).float(), (3 * RIGHT).tolist()])
def test_a_gradient_that_is_off_by_one_constant(actual: object) -> None:
    assert ratio_of(actual, RIGHT) == pytest.approx(3)


@pytest.mark.parametrize("actual", [RIGHT + 1, 0 * RIGHT, RIGHT[:1], None, "text", np.nan * RIGHT, 1j * RIGHT])
def test_no_one_constant(actual: object) -> None:
    assert ratio_of(actual, RIGHT) is None


def test_upstream_gradients_are_scaled_for_a_while_only() -> None:
    upstream = torch.ones(4, 3)
    with scaled(lambda N, K: float(N * K)):
        assert as_the_loss_gives_it(upstream)[0, 0] == 12
    assert as_the_loss_gives_it(upstream) is upstream
