"""Layers: parameters, modes, shapes, printed forms; nothing allocated before its time."""

import copy
import pickle
from collections import deque

import numpy as np
import pytest
from layer_cases import rows
from numpy.testing import assert_array_equal

import cnnlib
from cnnlib import (
    AdaptiveAvgPool2D,
    AvgPool2D,
    BatchNorm2D,
    Conv2D,
    Dropout,
    Flatten,
    Linear,
    MaxPool2D,
    ReLU,
    ReLU6,
    Residual,
    Sequential,
    count,
)
from cnnlib.layers import Layer

IMAGES = np.random.default_rng(0).normal(size=(2, 4, 9, 8))

SHAPES = [
    *rows("shapes"),
    (Residual(Conv2D(4, 4, 3, padding=1)), (2, 4, 9, 8)),
    (Sequential(Conv2D(4, 2, 1), Flatten(), Linear(144, 7)), (2, 7)),
]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("layer", "shape"), SHAPES, ids=lambda value: type(value).__name__)
def test_the_shape_rule_agrees_with_the_array(layer, shape, dtype):
    x = IMAGES.astype(dtype)
    x.flags.writeable = False
    y = layer(x)
    assert layer.output_shape(x.shape) == y.shape == shape
    assert y.dtype == dtype


def test_parameters_come_weight_first_and_layer_by_layer():
    net = Sequential(
        Conv2D(2, 4, 3), Sequential(BatchNorm2D(4)), Flatten(), Linear(4, 3, bias=False)
    )
    assert [p.shape for p in net.parameters()] == [(4, 2, 3, 3), (4,), (4,), (4,), (4, 3)]


def test_parameters_are_drawn_when_first_read_and_then_stay():
    conv = Conv2D(2, 4, 3)
    assert conv.arrays == {}
    assert conv.weight is conv.weight
    assert conv.weight.dtype == np.float32
    assert_array_equal(conv.bias, np.zeros(4))


def test_a_seed_repeats_the_draw():
    cnnlib.seed(7)
    first = Conv2D(2, 4, 3).weight
    cnnlib.seed(7)
    assert_array_equal(first, Conv2D(2, 4, 3).weight)


def test_a_weight_of_another_shape_or_type_is_refused():
    conv = Conv2D(2, 4, 3, bias=False)
    with pytest.raises(ValueError, match=r"weight must have shape \(4, 2, 3, 3\), got \(4, 2, 3\)"):
        conv.weight = np.ones((4, 2, 3))
    with pytest.raises(TypeError, match="weight must hold float32 or float64, got int64"):
        conv.weight = np.ones((4, 2, 3, 3), int)
    with pytest.raises(ValueError, match="has no bias to set"):
        conv.bias = np.ones(4)
    assert conv.bias is None


def test_setting_a_weight_copies_it():
    values = np.ones((1, 1, 1, 1))
    conv = Conv2D(1, 1, 1)
    conv.weight = values
    values[:] = 5
    assert conv.weight.item() == 1


def test_batch_norm_uses_its_batch_in_training_and_what_it_kept_in_evaluation():
    norm = BatchNorm2D(1)
    x = np.array([1.0, 3.0], np.float32).reshape(1, 1, 1, 2)
    np.testing.assert_allclose(norm(x).ravel(), [-1, 1], atol=1e-5)
    np.testing.assert_allclose([norm.running_mean[0], norm.running_var[0]], [0.2, 1.0], rtol=1e-6)
    norm.eval()
    np.testing.assert_allclose(norm(x).ravel(), [0.8, 2.8], atol=1e-4)
    assert norm.running_mean[0] == np.float32(0.2)


def test_modes_reach_every_layer():
    net = Sequential(Dropout(), Residual(Sequential(Dropout())))
    assert net.eval() is net
    assert not net[0].training
    assert not net[1].body[0].training
    assert net.train()[1].body[0].training


def test_parts_are_found_by_place_and_by_name():
    net = Sequential(("stem", Conv2D(3, 8, 3)), ("head", ReLU()))
    assert net[0] is net["stem"] is net.stem
    assert len(net) == 2
    assert [type(part) for part in net] == [Conv2D, ReLU]
    with pytest.raises(AttributeError, match="no attribute or layer 'tail'"):
        net.tail  # noqa: B018


@pytest.mark.parametrize(
    ("layer", "shown"), rows("printed"), ids=lambda value: type(value).__name__
)
def test_printed_form(layer, shown):
    assert repr(layer) == shown


def test_wrong_channels_get_one_message_before_the_first_good_call_and_after():
    conv, fits, message = Conv2D(4, 8, 3), np.ones((1, 4, 9, 9)), "input must have in_channels 4, "
    for x in (np.ones((1, 3, 9, 9)), fits, np.ones((1, 3, 9, 9))):
        if x is fits:
            conv(x)
        else:
            with pytest.raises(ValueError, match=f"^{message}got 3: "):
                conv(x)


def test_each_argument_is_checked_before_what_they_say_together():
    for build in (
        lambda: Conv2D(3, 4, 3, groups=2, bias="no"),
        lambda: MaxPool2D(2, padding=3, return_mask="no"),
        lambda: AvgPool2D(2, padding=3, exclusive="no"),
    ):
        with pytest.raises(TypeError, match="must be True or False, got 'no'"):
            build()


def test_an_error_says_in_which_layer_of_a_network_it_arose():
    net = Sequential(("features", Sequential(Conv2D(3, 8, 3), Conv2D(4, 8, 3))))
    message = "features: 1: input must have in_channels 4, got 8"
    with pytest.raises(ValueError, match=message):
        net.output_shape((1, 3, 9, 9))
    with pytest.raises(ValueError, match=message):
        net(np.ones((1, 3, 9, 9)))
    net = Sequential(Residual(Sequential(ReLU(), Linear(3, 3))))
    for call in (net.output_shape, lambda shape: net(np.ones(shape)), lambda s: count(net, s)):
        with pytest.raises(ValueError, match="^0: body: 1: input_shape must end in in_features 3"):
            call((1, 4))


def test_a_setting_is_checked_and_tidied_whenever_it_is_set():
    conv = Conv2D(np.int64(2), 4, [np.int8(3), 3], padding=[np.int64(1), 1])
    conv.stride = 2
    assert repr(conv) == (
        "Conv2D(2, 4, kernel_size=[3, 3], stride=[2, 2], padding=(1, 1), data_format=NCHW)"
    )
    assert conv.output_shape((1, 2, 5, 5)) == (1, 4, 3, 3)
    conv.padding = "same"
    assert conv.padding == "SAME"
    with pytest.raises(ValueError, match="stride must be at least 1, got 0"):
        conv.stride = 0
    assert conv.stride == (2, 2)
    with pytest.raises(ValueError, match="in_channels 2 is fixed: .* build a new Conv2D for 3"):
        conv.in_channels = 3


def test_a_part_can_be_replaced_by_its_name():
    net = cnnlib.LeNet()
    net.fc = Linear(400, 3)
    assert net.output_shape((1, 1, 28, 28)) == (1, 3)
    assert net["fc"] is net.fc
    block = Residual(ReLU())
    block.shortcut = Dropout(0)
    assert count(block, (1, 2)).rows[1].name == "shortcut"
    for owner, name in ((net, "fc"), (block, "body")):
        with pytest.raises(TypeError, match=f"{name} must be a layer, got 3"):
            setattr(owner, name, 3)


class Gate(Layer):
    """One's own layer, of layers in an attribute, in a list and in a dict."""

    def __init__(self):
        super().__init__()
        self.conv = Conv2D(3, 4, 1)
        self.blocks = [Conv2D(4, 4, 1)]
        self.blocks.append(BatchNorm2D(4))
        self.heads = {"left": Conv2D(4, 3, 1, bias=False)}

    def _parts(self):
        return self.conv, *self.blocks, self.heads["left"]

    def forward(self, x):
        for layer in self._parts():
            x = layer(x)
        return x

    def differentiate(self, grad_output, x):
        for layer in reversed(self._parts()):
            grad_output = layer.backward(grad_output)
        return (grad_output,)

    def output_shape(self, input_shape):
        for layer in self._parts():
            input_shape = layer.output_shape(input_shape)
        return input_shape


class TestLayersOfOnesOwn:
    """What a class keeps in its attributes is counted, trained and saved with it."""

    # 3·4 + 4, 4·4 + 4, 2·4 and 4·3 trained; batch norm keeps 2·4 more.
    PARAMETERS = 16 + 20 + 8 + 12

    def test_one_total_wherever_it_is_asked(self):
        gate = Gate()
        assert sum(array.size for array in gate.parameters()) == self.PARAMETERS
        with pytest.warns(UserWarning, match="no rule for Gate"):
            report = count(gate, (1, 3, 8, 8), "macs")
        assert (report.total_params, report.trainable_params) == (self.PARAMETERS,) * 2
        with pytest.warns(UserWarning, match="no rule for Gate"):
            report = count(Sequential(gate, gate, Flatten()), (1, 3, 8, 8), "paddle")
        assert [row.params for row in report.rows] == [self.PARAMETERS + 8, 0, 0]

    def test_the_whole_of_it_is_trained_saved_moved_and_shown(self, tmp_path):
        cnnlib.seed(0)
        net = Sequential(Gate(), Flatten())
        before = [array.copy() for array in net.parameters()]
        x = np.random.default_rng(0).normal(size=(8, 3, 1, 1)).astype(np.float32)
        cnnlib.fit(net, x, np.arange(8) % 2, cnnlib.SGD(0.1), epochs=2, progress=False)
        moved = [(a != b).any() for a, b in zip(before, net.parameters(), strict=True)]
        assert moved.count(True) >= 5
        cnnlib.save(net, tmp_path / "gate.npz")
        names = set(np.load(tmp_path / "gate.npz"))
        assert {"0.conv.weight", "0.blocks.1.running_mean", "0.heads.left.weight"} <= names
        assert not net.eval()[0].blocks[1].training
        assert "(heads.left): Conv2D(4, 3" in repr(net)

    @pytest.mark.parametrize("parent", [Layer, Sequential, Conv2D])
    def test_the_call_of_super_is_asked_for(self, parent):
        class Silent(parent):
            def __init__(self):
                self.part = ReLU()

        class Hasty(parent):
            def __init__(self):
                self.parameter_shapes["weight"] = (1,)

        for kind in (Silent, Hasty):
            with pytest.raises(TypeError, match=rf"{kind.__name__}.__init__ must call super\(\)"):
                kind()

    def test_a_sequential_class_takes_its_parts_in_order(self):
        class Net(Sequential):
            def __init__(self):
                super().__init__()
                self.stem = Conv2D(1, 2, 3)
                self.flatten = Flatten()
                self.head = Linear(8, 2)
                self.head = Linear(8, 3)

        assert [name for name, _ in Net().children()] == ["stem", "flatten", "head"]
        assert Net()(np.ones((1, 1, 4, 4))).shape == Net().output_shape((1, 1, 4, 4)) == (1, 3)

    def test_layers_that_no_forward_pass_reaches_are_named(self):
        class Net(Sequential):
            def __init__(self):
                super().__init__(ReLU())
                self.spare = [Linear(2, 2)]

        net = Net()
        assert len(net.parameters()) == 2
        with pytest.warns(UserWarning, match="of Net does not reach spare.0: not counted"):
            assert count(net, (1, 2)).total_params == 0
        net(np.ones((1, 2)))
        net.backward(np.ones((1, 2)))
        with pytest.raises(ValueError, match=r"no gradients yet.*Net must go back through spare.0"):
            net.gradients()

    def test_a_forward_of_its_own_is_followed_unless_a_shape_rule_stands_beside_it(self):
        class Doubled(Sequential):
            def forward(self, x):
                return 2 * super().forward(x)

        class Told(Doubled):
            def output_shape(self, input_shape):
                return input_shape

        rows = count(Doubled(Linear(2, 2)), (1, 2)).rows
        assert [(row.name, row.params) for row in rows] == [("0", 6), ("multiply", 0)]
        with pytest.warns(UserWarning, match="no rule for Told"):
            (row,) = count(Told(Linear(2, 2)), (1, 2)).rows
        assert (row.layer_type, row.params) == ("Told", 6)

    @pytest.mark.parametrize(
        "holding", [set, frozenset, deque, np.array, lambda layers: dict.fromkeys(layers).keys()]
    )
    def test_layers_where_they_would_not_be_found_are_refused(self, holding):
        class Own(Layer):
            def __init__(self):
                super().__init__()
                self.blocks = holding([ReLU()])

        with pytest.raises(TypeError, match="blocks must hold its layers in a list, a tuple"):
            Own()

    def test_a_layer_of_the_class_is_refused(self):
        with pytest.raises(TypeError, match="conv of Own is a layer of the class, one for all"):
            type("Own", (Layer,), {"conv": ReLU()})

    def test_a_layer_does_not_give_way_to_something_else(self):
        gate = Gate()
        with pytest.raises(TypeError, match="conv must be a layer, got 3"):
            gate.conv = 3
        gate.conv = None
        assert len(gate.parameters()) == 5

    def test_keys_that_read_alike_are_refused(self):
        gate = Gate()
        gate.heads = {1: ReLU(), "1": ReLU()}
        with pytest.raises(ValueError, match="heads must have keys that read differently"):
            gate.parameters()

    def test_its_attributes_may_have_any_private_name(self):
        class Own(Layer):
            def __init__(self):
                super().__init__()
                self._layers = [Linear(2, 2)]
                self._parts = (Linear(2, 2, bias=False),)

        assert sum(array.size for array in Own().parameters()) == 10

    def test_arrays_of_its_own_are_parameters(self):
        class Scale(Layer):
            def __init__(self):
                super().__init__()
                self.parameter_shapes["factor"] = (1,)
                self.arrays["factor"] = np.array([3.0])

            def forward(self, x):
                return self.factor * x

            def differentiate(self, grad_output, x):
                return self.factor * grad_output, (grad_output * x).sum(keepdims=True)

        scale = Scale()
        assert scale(np.array([5.0])) == [15]
        assert scale.backward(np.array([1.0])) == [3]
        assert scale.gradients() == [[5]]
        cnnlib.SGD(0.1).step(scale)
        np.testing.assert_allclose(scale.parameters(), [[2.5]])

    def test_a_gradient_that_is_missing_is_asked_for(self):
        class Forgetful(Linear):
            def differentiate(self, grad_output, x):
                return super().differentiate(grad_output, x)[:1]

        layer = Forgetful(2, 2)
        layer(np.ones((1, 2)))
        with pytest.raises(ValueError, match="a gradient for each of x, weight, bias, got 1"):
            layer.backward(np.ones((1, 2)))

    def test_a_second_output_is_not_dropped_without_a_word(self):
        class Two(Layer):
            def forward(self, x):
                return x, x

        with pytest.raises(TypeError, match="1: x must be a NumPy array"):
            Sequential(Two(), ReLU())(np.ones(2))

    def test_a_layer_that_holds_itself_can_be_shown(self):
        gate = Gate()
        gate.heads["loop"] = gate
        assert "(heads.loop): ..." in repr(gate)


class TestUnknownNames:
    """What is no attribute of a layer is not set in silence."""

    @pytest.mark.parametrize(
        ("name", "value", "words"),
        [
            ("strides", 2, "Conv2D has no strides to set: did you mean stride?"),
            ("weights", np.ones(1), "did you mean weight?"),
            ("trainable", False, r"layer.freeze\(\) keeps a layer as it is"),
            ("requires_grad", False, r"layer.freeze\(\) keeps"),
            ("stop_gradient", True, r"layer.freeze\(\) keeps"),
            ("frozen", True, r"layer.freeze\(\) keeps"),
            ("train", False, r"train of Conv2D is a method: call layer.train\(...\)"),
            ("owner", 3, "Conv2D has no owner to set: there are in_channels, out_channels, .*bias"),
            ("forward", 3, r"forward of Conv2D is a method: call layer.forward\(...\)"),
        ],
    )
    def test_of_a_layer(self, name, value, words):
        conv = Conv2D(1, 1, 1)
        with pytest.raises(AttributeError, match=words):
            setattr(conv, name, value)
        assert name == "frozen" or name not in vars(conv)

    def test_of_a_network(self):
        net = cnnlib.VGG16()
        words = r"VGG16 has no fc to set: there are features, .*; append\(\(name, layer\)\) adds"
        with pytest.raises(AttributeError, match=words):
            net.fc = Linear(4096, 10)
        with pytest.raises(AttributeError, match="did you mean classifier?"):
            net.classifer = Linear(4096, 10)

    def test_of_a_class_of_ones_own(self):
        class Scaled(Layer):
            factor = 1

            def __init__(self):
                self.early = 1
                super().__init__()
                self.late = 2

            def forward(self, x):
                self._kept = x
                return self.factor * x

        scaled = Scaled()
        scaled.factor, scaled.early, scaled.late = 2, 3, 4
        assert scaled(np.ones(1)) == [2]
        with pytest.raises(AttributeError, match="mean factor.*; a class of one's own names its"):
            scaled.facter = 3

    @pytest.mark.parametrize("name", ["window", "parameters", "train"])
    @pytest.mark.parametrize("value", [3, [], ReLU()])
    def test_a_method_is_not_covered_by_an_attribute(self, name, value):
        class Covering(Layer):
            def __init__(self):
                super().__init__()
                setattr(self, name, value)

        with pytest.raises(AttributeError, match=f"{name} of Covering is a method"):
            Covering()

    def test_trainable_is_no_word_of_this_library_in_a_class_of_ones_own_either(self):
        class Quiet(Layer):
            def __init__(self):
                super().__init__()
                self.trainable = False

        with pytest.raises(AttributeError, match=r"layer.freeze\(\) keeps"):
            Quiet()

    def test_a_property_that_fails_says_why_itself(self):
        class Broken(Layer):
            @property
            def rate(self):
                return self.missing

        with pytest.raises(AttributeError, match="Broken has no attribute or layer 'missing'"):
            Broken().rate  # noqa: B018

    def test_training_reaches_all_parts_and_takes_a_flag(self):
        net = cnnlib.LeNet()
        net.training = False
        assert not net.features[0].training
        with pytest.raises(TypeError, match="training must be True or False, got 'no'"):
            net.training = "no"


class TestEditing:
    """A network's parts can be replaced, added and taken out."""

    def test_the_last_layer_of_vgg16_is_replaced_by_its_place(self):
        net = cnnlib.VGG16()
        net.classifier[6] = Linear(4096, 3)
        assert net.output_shape((1, 3, 224, 224)) == (1, 3)
        net.classifier[-1] = Linear(4096, 5)
        net.classifier["6"].bias = np.ones(5)
        assert net.output_shape((1, 3, 224, 224)) == (1, 5)
        assert count(net, (1, 3, 224, 224)).total_params == 138_357_544 - 4097 * 1000 + 4097 * 5

    def test_parts_called_by_their_place_move_up(self):
        net = Sequential(ReLU(), ("drop", Dropout()), Flatten())
        net.insert(0, ReLU6()).append(("head", Linear(4, 2)))
        assert [name for name, _ in net.children()] == ["0", "1", "drop", "3", "head"]
        del net["drop"], net[-1]
        assert [name for name, _ in net.children()] == ["0", "1", "2"]
        assert [type(part) for part in net] == [ReLU6, ReLU, Flatten]
        del net[1:]
        assert len(net) == 1

    def test_a_part_can_be_left_open_until_it_is_known(self):
        class Net(Sequential):
            def __init__(self):
                super().__init__(ReLU())
                self.down = None
                self.down = Linear(2, 2)

        net = Net()
        assert [name for name, _ in net.children()] == ["0", "down"]
        del net.down
        assert len(net) == 1

    def test_a_shallow_copy_is_edited_by_itself(self):
        net = Sequential(Linear(2, 2))
        twin = copy.copy(net)
        twin.append(ReLU())
        twin[0] = Flatten()
        assert [type(part) for part in net] == [Linear]
        layer = copy.copy(net[0])
        layer.bias = np.ones(2)
        assert net[0].bias.tolist() == [0, 0]

    def test_what_is_appended_to_a_slice_replaces_nothing(self):
        part = Sequential(ReLU(), ReLU(), Conv2D(1, 1, 1), Dropout(), Flatten())[2:]
        part.append(Linear(4, 2))
        assert [type(layer) for layer in part] == [Conv2D, Dropout, Flatten, Linear]
        assert [name for name, _ in part.children()] == ["2", "3", "4", "5"]

    @pytest.mark.parametrize(
        ("edit", "error", "words"),
        [
            (lambda net: net.append(3), TypeError, "layers must be layers or .*, got 3"),
            (lambda net: net.append(("0", ReLU())), ValueError, "different names, got '0' twice"),
            (lambda net: net.append(("a.b", ReLU())), ValueError, "names without dots"),
            (lambda net: net.append(("train", ReLU())), ValueError, "free here, got 'train'"),
            (lambda net: net.insert("0", ReLU()), TypeError, "place must be a whole number"),
            (lambda net: net.__setitem__(0, 3), TypeError, "part 0 must be a layer, got 3"),
            (lambda net: net.__setitem__(2, ReLU()), IndexError, "below 2, .* parts, got 2"),
            (lambda net: net["heed"], KeyError, "no part 'heed': did you mean head?"),
            (lambda net: Sequential()["head"], KeyError, "no part 'head': it is empty"),
            (lambda net: net.__delitem__(-3), IndexError, "below 2"),
        ],
    )
    def test_what_makes_no_sense_is_refused_and_changes_nothing(self, edit, error, words):
        net = Sequential(ReLU(), ("head", Linear(2, 2)))
        with pytest.raises(error, match=words):
            edit(net)
        assert [name for name, _ in net.children()] == ["0", "head"]


class TestFrozen:
    """A frozen layer stays as it is."""

    def test_it_gives_an_optimizer_nothing_to_move(self):
        net = cnnlib.LeNet()
        assert net.features.freeze() is net.features
        assert len(net.parameters()) == 6
        assert net[0][0].frozen
        assert not net.fc[0].frozen
        x = np.random.default_rng(0).normal(size=(4, 1, 28, 28)).astype(np.float32)
        kernels, head = net.features[0].weight.copy(), net.fc[2].weight.copy()
        cnnlib.fit(net, x, np.arange(4), cnnlib.SGD(0.1), epochs=1, progress=False)
        assert_array_equal(net.features[0].weight, kernels)
        assert (net.fc[2].weight != head).any()

    def test_with_all_frozen_there_is_nothing_to_train(self):
        net, data = Sequential(Linear(2, 2)).freeze(), (np.ones((2, 2)), np.array([0, 1]))
        with pytest.raises(ValueError, match=r"network is frozen: unfreeze\(\)"):
            cnnlib.fit(net, *data, progress=False)

    def test_an_optimizer_begins_anew_when_other_layers_learn(self):
        net = Sequential(Linear(2, 3).freeze(), Linear(3, 2))
        data = np.ones((2, 2)), np.array([0, 1])
        history = cnnlib.fit(net, *data, epochs=1, progress=False)
        net.unfreeze()
        with pytest.raises(ValueError, match="freezing and unfreezing change what it moves"):
            cnnlib.fit(net, *data, epochs=2, history=history, progress=False)
        cnnlib.fit(net, *data, cnnlib.SGD(0.1), epochs=2, history=history, progress=False)
        assert len(history.losses) == 2

    def test_a_frozen_batch_norm_takes_a_lone_value(self):
        norm = BatchNorm2D(2)
        net = Sequential(norm, Flatten(), Linear(2, 2))
        data = np.ones((3, 2, 1, 1)), np.array([0, 1, 0])
        with pytest.raises(ValueError, match="single value a channel"):
            cnnlib.fit(net, *data, batch_size=2, progress=False)
        norm.freeze()
        assert len(cnnlib.fit(net, *data, batch_size=2, epochs=1, progress=False).losses) == 2

    def test_batch_norm_keeps_its_statistics_and_uses_them(self):
        norm = BatchNorm2D(1).freeze()
        x = np.array([[[[1.0, 3.0]]]])
        y = norm(x)
        assert norm.training
        assert norm.running_mean.item() == 0
        assert norm.running_var.item() == 1
        np.testing.assert_allclose(y, x, rtol=1e-5)
        # A line of slope 1 / sqrt(1 + 1e-5), the same for each number of the batch.
        np.testing.assert_allclose(
            norm.backward(np.array([[[[1.0, 0.0]]]])), [[[[1, 0]]]], rtol=1e-5
        )

    def test_a_copy_is_frozen_too(self):
        net = Sequential(Linear(2, 2)).freeze()
        assert copy.deepcopy(net)[0].frozen
        assert pickle.loads(pickle.dumps(net)).parameters() == []


def test_one_mistake_has_one_message_before_and_after_the_first_call():
    for layer, good, bad in (
        (Conv2D(4, 8, 3), (1, 4, 8, 8), (1, 3, 8, 8)),
        (Linear(4, 8), (1, 4), (1, 3)),
        (BatchNorm2D(4), (1, 4, 8, 8), (1, 3, 8, 8)),
    ):
        messages = []
        for _ in range(2):
            with pytest.raises(ValueError, match=r"got 3: \(1, 3") as refusal:
                layer(np.zeros(bad, np.float32))
            messages.append(str(refusal.value))
            layer(np.zeros(good, np.float32))
        with pytest.raises(ValueError, match="got 3") as refusal:
            layer.output_shape(bad)
        assert messages == [str(refusal.value)] * 2


def test_a_pooling_that_tells_places_hands_on_its_maxima():
    pool = MaxPool2D(2, return_mask=True)
    x = np.arange(16.0).reshape(1, 1, 4, 4)
    for net in (Sequential(pool, ReLU()), Sequential(pool), Residual(pool, MaxPool2D(2))):
        y = net(x)
        assert y.shape == net.output_shape((1, 1, 4, 4)) == (1, 1, 2, 2)
        assert count(net, (1, 1, 4, 4)).rows[-1].output_shape == (1, 1, 2, 2)
        assert y[0, 0, 1, 1] in (15, 30)
        net.backward(np.ones((1, 1, 2, 2)))
    values, places = pool(x)
    assert places.ravel().tolist() == [5, 7, 13, 15]


def test_padding_given_as_a_list_is_kept_as_it_was():
    padding = [1, 2]
    pool = AvgPool2D((3, 5), stride=1, padding=padding)
    padding[0] = 7
    assert pool.output_shape((1, 1, 12, 6)) == (1, 1, 12, 6)


def test_an_input_that_does_not_fit_draws_no_weights():
    conv, linear = Conv2D(1, 1, 10**6), Linear(10**6, 10**6)
    with pytest.raises(ValueError, match="kernel 1000000 does not fit"):
        conv(np.ones((1, 1, 6, 6)))
    with pytest.raises(ValueError, match="must end in in_features 1000000, got 6"):
        linear(np.ones((1, 6)))
    assert conv.arrays == linear.arrays == {}


@pytest.mark.parametrize("clone", [copy.deepcopy, lambda net: pickle.loads(pickle.dumps(net))])
def test_a_network_survives_copying_and_pickling(clone):
    net = Sequential(("stem", Conv2D(1, 2, 3)), Residual(BatchNorm2D(2)), Flatten()).eval()
    x = np.random.default_rng(0).normal(size=(2, 1, 6, 6))
    y = net(x)
    twin = clone(net)
    assert repr(twin) == repr(net)
    assert_array_equal(twin(x), y)
    assert not twin.training
    twin.stem.weight[...] = 0
    assert_array_equal(net(x), y)


def test_an_empty_network_changes_nothing():
    x = np.ones((2, 3))
    assert_array_equal(Sequential()(x), x)
    assert Sequential().output_shape([2, 3]) == (2, 3)
    assert Sequential().parameters() == []


def test_a_slice_of_a_network_is_a_network():
    stem = cnnlib.LeNet().features[:3]
    assert stem.output_shape((1, 1, 28, 28)) == (1, 6, 14, 14)
    assert stem[-1] is stem["2"]
    with pytest.raises(IndexError):
        stem[3]


@pytest.mark.parametrize(
    ("size", "cells", "largest"), [(6, 3, 2), (5, 2, 3), (5, 3, 3), (6, 4, 2), (2, 5, 2), (7, 7, 1)]
)
def test_the_receptive_field_of_adaptive_pooling_is_its_largest_cell(size, cells, largest):
    (row,) = count(AdaptiveAvgPool2D(cells), (1, 1, size, size)).rows
    assert row.receptive_field == (largest, largest)
