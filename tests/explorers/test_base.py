"""What all explorers share: how often they compute."""

from importlib import import_module

import numpy as np
import pytest

from cnnlib import LeNet, explorers

KINDS = [getattr(explorers, name) for name in explorers.__all__ if name != "Explorer"]
each_kind = pytest.mark.parametrize("kind", KINDS)


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


@each_kind
def test_a_new_one_computes_once(kind, counted):
    _, computed = counted(kind)
    assert len(computed) == 1


@each_kind
def test_what_a_page_sends_at_once_is_computed_once(kind, counted):
    explorer, computed = counted(kind)
    computed.clear()
    name = kind.__name__.removesuffix("Explorer").lower()
    explorer.set_state(import_module(f"test_{name}_explorer").SENT)
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
