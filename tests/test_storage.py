"""Parameters on disk: cnnlib's own files, and those of PyTorch and PaddlePaddle."""

import json
import struct
import sys
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from safetensors.numpy import load_file, save_file

import cnnlib
from cnnlib import BatchNorm2D, Conv2D, Flatten, Linear, ReLU, Sequential
from cnnlib.digits import trained_lenet

ENDINGS = [".npz", ".safetensors"]
SQUARE = np.array([[1.0, 2.0], [3.0, 4.0]], np.float32)
OBLONG = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], np.float32)


def write(path, arrays):
    if path.suffix == ".npz":
        np.savez(path, **arrays)
    else:
        save_file(arrays, path)
    return path


def small():
    return Sequential(Conv2D(1, 2, 3), BatchNorm2D(2), ReLU(), Flatten(), ("fc", Linear(8, 3)))


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_saved_comes_back(tmp_path, ending):
    net, other = small(), small()
    net.fc.weight = np.asfortranarray(net.fc.weight)
    net[1].running_mean = np.array([5.0, 6.0], np.float32)
    cnnlib.save(net, tmp_path / f"net{ending}")
    cnnlib.load(other, tmp_path / f"net{ending}")
    for one, two in zip(net.parameters(), other.parameters(), strict=True):
        assert_array_equal(one, two)
    assert other[1].running_mean.tolist() == [5.0, 6.0]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_square_layer_of_cnnlib_says_whose_it_is(tmp_path, ending):
    layer, other = Linear(2, 2), Linear(2, 2)
    layer.weight = SQUARE
    path = tmp_path / f"square{ending}"
    cnnlib.save(layer, path)
    cnnlib.load(other, path)
    assert_array_equal(other.weight, SQUARE)
    cnnlib.load(other, path, layout="cnnlib")
    assert_array_equal(other.weight, SQUARE)
    with pytest.raises(ValueError, match=r"written by cnnlib\.save, .* 'cnnlib', got 'torch'"):
        cnnlib.load(other, path, layout="torch")


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    ("layout", "weight"),
    [("torch", [[1, 3], [2, 4]]), ("paddle", [[1, 2], [3, 4]]), ("cnnlib", [[1, 2], [3, 4]])],
)
def test_a_square_layer_of_others_is_read_as_they_meant_it(tmp_path, ending, layout, weight):
    path = write(tmp_path / f"square{ending}", {"weight": SQUARE, "bias": np.zeros(2, np.float32)})
    layer = Linear(2, 2)
    before = layer.weight.copy()
    with pytest.raises(ValueError, match=r"does not say who wrote it.*give layout='torch'"):
        cnnlib.load(layer, path)
    assert_array_equal(layer.weight, before)
    cnnlib.load(layer, path, layout=layout)
    assert layer.weight.tolist() == weight


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_shape_that_tells_needs_no_layout(tmp_path, ending):
    path = write(tmp_path / f"w{ending}", {"weight": OBLONG, "bias": np.zeros(3, np.float32)})
    layer = Linear(2, 3)
    cnnlib.load(layer, path)  # as older versions of cnnlib wrote it
    assert_array_equal(layer.weight, OBLONG)
    path = write(tmp_path / f"t{ending}", {"weight": OBLONG.T.copy(), "bias": np.zeros(3, "f4")})
    with pytest.raises(
        ValueError,
        match=r"weight has shape \(2, 3\) in the network, \(3, 2\) in the file: it is transposed, "
        r"as PyTorch has it \(layout='torch'\)",
    ):
        cnnlib.load(layer, path)
    cnnlib.load(layer, path, layout="torch")
    assert_array_equal(layer.weight, OBLONG)
    with pytest.raises(ValueError, match=r"in PyTorch's layout \(2, 3\) is expected"):
        cnnlib.load(Linear(3, 2), path, layout="torch")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_single_number_is_the_same_transposed(tmp_path, ending):
    path = write(tmp_path / f"one{ending}", {"weight": np.full((1, 1), 7, "f4")})
    layer = Linear(1, 1, bias=False)
    cnnlib.load(layer, path)
    assert layer.weight.tolist() == [[7.0]]


def test_without_a_linear_layer_all_layouts_are_one(tmp_path):
    weight = np.arange(4, dtype=np.float32).reshape(2, 2, 1, 1)
    path = write(tmp_path / "conv.npz", {"weight": weight, "bias": np.ones(2, np.float32)})
    for layout in (None, "cnnlib", "torch", "paddle"):
        conv = Conv2D(2, 2, 1)
        cnnlib.load(conv, path, layout=layout)
        assert_array_equal(conv.weight, weight)


NORM = {"0.weight": np.ones(2, "f4"), "0.bias": np.zeros(2, "f4")}
HEAD = {"2.weight": SQUARE, "2.bias": np.zeros(2, "f4")}
MEAN, VARIANCE = np.array([7.0, 8.0], "f4"), np.array([0.5, 2.0], "f4")


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    ("arrays", "layout", "weight"),
    [
        (
            {
                "0.running_mean": MEAN,
                "0.running_var": VARIANCE,
                "0.num_batches_tracked": np.array(3, np.int64),
            },
            "torch",
            [[1, 3], [2, 4]],
        ),
        ({"0._mean": MEAN, "0._variance": VARIANCE}, "paddle", [[1, 2], [3, 4]]),
    ],
    ids=["torch", "paddle"],
)
def test_the_names_of_batch_norm_are_known_and_tell_who_wrote_them(
    tmp_path, ending, arrays, layout, weight
):
    path = write(tmp_path / f"net{ending}", NORM | HEAD | arrays)
    for given in (layout, None):
        net = Sequential(BatchNorm2D(2), Flatten(), Linear(2, 2))
        cnnlib.load(net, path, layout=given)
        assert net[0].running_mean.tolist() == [7.0, 8.0]
        assert net[0].running_var.tolist() == [0.5, 2.0]
        assert net[2].weight.tolist() == weight


def test_a_file_of_safetensors_has_the_arrays_by_their_names(tmp_path):
    cnnlib.save(Linear(2, 3), tmp_path / "net.safetensors")
    arrays = load_file(tmp_path / "net.safetensors")
    assert {name: array.shape for name, array in arrays.items()} == {"weight": (2, 3), "bias": (3,)}


def test_an_unknown_layout_is_refused():
    with pytest.raises(ValueError, match="layout must be one of cnnlib, torch, paddle, got 'tf'"):
        cnnlib.load(Linear(2, 2), "net.npz", layout="tf")


def test_what_is_no_layer_is_refused():
    for call in (cnnlib.save, cnnlib.load):
        with pytest.raises(
            TypeError, match=r"network must be a layer of cnnlib, got \[\] \(list\)"
        ):
            call([], "net.npz")


def test_a_missing_name_is_told_beside_those_of_the_file(tmp_path):
    path = write(tmp_path / "net.npz", {"fc.weight": SQUARE, "fc.bias": MEAN})
    with pytest.raises(ValueError, match=r"it has no 0\.weight \(it has fc\.weight, fc\.bias\)"):
        cnnlib.load(Sequential(Linear(2, 2)), path, layout="torch")


def damaged(place, new):
    """Return an .npz with some bytes replaced, counted from a mark within it."""

    def damage(stored):
        at = stored.index(place[0]) + place[1]
        return stored[:at] + new + stored[at + len(new) :]

    return damage


@pytest.mark.parametrize(
    "damage",
    [
        damaged((b"weight.npy", 20), bytes(40)),  # of the packed numbers: zlib, or a checksum
        damaged((b"PK\x01\x02", 10), b"\x63\x00"),  # a way to pack that is none
        damaged((b"PK\x01\x02", 8), b"\x01\x00"),  # a file that asks for a password
        damaged((b"PK\x01\x02", 42), b"\xff\xff\xff\x7f"),  # a place beyond the end
        lambda stored: stored[:100],
        lambda stored: b"",
    ],
    ids=["numbers", "packing", "password", "place", "cut", "empty"],
)
def test_a_damaged_file_is_named_in_one_kind_of_error(tmp_path, damage):
    path = tmp_path / "net.npz"
    np.savez_compressed(path, weight=OBLONG, bias=np.zeros(3, "f4"))
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ValueError, match=r"net\.npz must be an \.npz file of plain arrays: "):
        cnnlib.load(Linear(2, 3), path)


def test_a_head_of_an_array_that_is_no_python_is_named_too(tmp_path):
    path = tmp_path / "net.npz"
    np.savez(path, weight=OBLONG)
    with ZipFile(path) as archive:
        head = archive.read("weight.npy").replace(b"'shape'", b"'shape(")
    with ZipFile(path, "w") as archive:
        archive.writestr("weight.npy", head)
    with pytest.raises(ValueError, match=r"net\.npz must be an \.npz file of plain arrays: "):
        cnnlib.load(Linear(2, 3), path)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"weight": np.ones(2, "f2")}, "does not fit: weight has float16 in the file, a network"),
        ({"weight": np.array([1, np.nan])}, r"is broken: weight has nan at \(1,\)"),
        ({"running_mean": np.array([-np.inf, 1])}, r"is broken: running_mean has -inf at \(0,\)"),
        ({"running_var": np.array([np.nan, 1])}, r"is broken: running_var has nan at \(0,\)"),
        ({"running_var": np.array([1, -0.5])}, "is broken: running_var has -0.5, and no variance"),
    ],
)
def test_numbers_that_no_layer_computes_with_are_refused(tmp_path, ending, changed, message):
    usual = {"weight": MEAN, "bias": MEAN, "running_mean": MEAN, "running_var": VARIANCE}
    path = write(tmp_path / f"net{ending}", usual | changed)
    norm = BatchNorm2D(2)
    with pytest.raises(ValueError, match=rf"net\{ending} {message}"):
        cnnlib.load(norm, path)
    assert norm.running_var.tolist() == [1.0, 1.0]


@pytest.mark.parametrize("name", ["net.pt", "net.h5", "net.onnx", "net.PDPARAMS"])
def test_files_of_other_kinds_are_named(tmp_path, name):
    for call in (cnnlib.save, cnnlib.load):
        with pytest.raises(ValueError, match=f"{name} has the name of an? .*cnnlib reads and"):
            call(Linear(2, 2), tmp_path / name)
    assert not (tmp_path / name).exists()


def test_a_broken_file_of_safetensors_is_refused(tmp_path):
    (tmp_path / "net.safetensors").write_text("weights")
    with pytest.raises(ValueError, match=r"net\.safetensors must be a \.safetensors file"):
        cnnlib.load(Linear(2, 2), tmp_path / "net.safetensors")
    with pytest.raises(FileNotFoundError):
        cnnlib.load(Linear(2, 2), tmp_path / "nowhere.safetensors")


def test_a_type_that_numpy_lacks_is_named(tmp_path):
    entry = {"weight": {"dtype": "BF16", "shape": [2], "data_offsets": [0, 4]}}
    head = json.dumps(entry).encode()
    (tmp_path / "b.safetensors").write_bytes(struct.pack("<Q", len(head)) + head + bytes(4))
    with pytest.raises(ValueError, match=r"^b\.safetensors .*bfloat16"):
        cnnlib.load(Linear(2, 2), tmp_path / "b.safetensors")


def test_without_the_library_the_message_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "safetensors", None)
    with pytest.raises(ImportError, match=r"pip install cnnlib\[safetensors\]"):
        cnnlib.load(Linear(2, 2), tmp_path / "net.safetensors")


def test_the_stored_lenet_is_of_an_older_cnnlib_and_is_read():
    lenet = Path(cnnlib.__file__).parent / "digits" / "lenet.npz"
    assert ZipFile(lenet).comment == b""
    assert trained_lenet().parameters()[0].shape == (6, 1, 3, 3)
