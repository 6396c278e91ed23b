"""What all explorers share: how often they compute."""

import numpy as np
import pytest

from cnnlib import LeNet, explorers

# Three settings of each kind that make sense together, in the form in which a page sends them.
SENT = {
    "ConvolutionExplorer": {"stride": [2, 1], "padding": [1, 1, 0, 2], "relu": True},
    "CostExplorer": {
        "layers": [{"type": "ReLU"}],
        "input_size": [1, 3, 8, 8],
        "convention": "ptflops-pytorch",
    },
    "DigitExplorer": {"strokes": [[[70, 45], [180, 45], [120, 215]]]},
    "PaddingExplorer": {"kernel_size": 9, "padding": "SAME", "stride": [2, 3]},
    "PoolingExplorer": {"kernel_size": 5, "padding": [2, 2], "input": [[1.0, 2.0], [3.0, 4.0]]},
}
each_kind = pytest.mark.parametrize("kind", SENT)


@pytest.fixture
def counted(monkeypatch):
    """Return a function that makes an explorer, and the list of the settings it computed with."""
    computed = []

    def make(kind, **settings):
        results = kind.results

        def counting(explorer, settings):
            computed.append(settings)
            return results(explorer, settings)

        monkeypatch.setattr(kind, "results", counting)
        return kind(**settings), computed

    return make


def test_every_kind_is_counted():
    assert sorted(SENT) == [name for name in explorers.__all__ if name != "Explorer"]


@each_kind
def test_a_new_one_computes_once(kind, counted):
    _, computed = counted(getattr(explorers, kind))
    assert len(computed) == 1


@each_kind
def test_what_a_page_sends_at_once_is_computed_once(kind, counted):
    explorer, computed = counted(getattr(explorers, kind))
    computed.clear()
    explorer.set_state(SENT[kind])
    assert len(computed) == 1
    assert repr(explorer.settings) == repr(computed[0])


def test_one_trait_is_one_computation_and_three_held_are_one(counted):
    explorer, computed = counted(explorers.PoolingExplorer)
    computed.clear()
    explorer.kernel_size = 3
    assert len(computed) == 1
    with explorer.hold_trait_notifications():
        explorer.kernel_size = 5
        explorer.padding = 2
        explorer.operation = "max"
    assert len(computed) == 2
    np.testing.assert_array_equal(explorer.output, [[11]])


def test_after_a_refusal_the_last_good_settings_still_hold(counted):
    explorer, computed = counted(explorers.PoolingExplorer)
    computed.clear()
    with pytest.raises(ValueError, match="kernel 9 does not fit"):
        explorer.set_state({"padding": 1, "kernel_size": 9})
    assert (explorer.kernel_size, explorer.padding) == (2, 0)
    np.testing.assert_array_equal(explorer.output, [[3.5, 5.5], [11.5, 13.5]])
    explorer.padding = 1
    np.testing.assert_array_equal(explorer.output, [[1, 2.5, 4], [7, 8.5, 10], [13, 14.5, 16]])


def test_a_network_that_was_trained_further_is_taken_anew(counted):
    net = LeNet()
    explorer, _ = counted(explorers.DigitExplorer, network=net)
    net.fc[2].bias[:] = np.eye(10)[8] * 1e6
    explorer.network = net
    assert explorer.answer == 8
