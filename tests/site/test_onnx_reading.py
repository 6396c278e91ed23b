"""Model files on the page: their structure is read, their weights are stepped over."""

import base64
import json
import random
import struct

import pytest

from book import ROOT

FILES = ROOT / "tests" / "golden" / "onnx_files"
# A file in parts, each with how often it stands there.
READ = """async (files) => {
  const { readModel } = await import("/onnx/model.js");
  const { Refusal } = await import("/arithmetic/refusal.js");
  let read = 0;
  const { slice } = Blob.prototype;
  Blob.prototype.slice = function (start, end) {
    read += Math.min(end, this.size) - start;
    return slice.call(this, start, end);
  };
  const answers = [];
  for (const parts of files) {
    read = 0;
    const bytes = parts.map(([part, times]) => {
      const once = Uint8Array.from(atob(part), (sign) => sign.codePointAt(0));
      const all = new Uint8Array(times * once.length);
      for (let at = 0; at < all.length; at += once.length) all.set(once, at);
      return all;
    });
    const start = performance.now();
    const answer = {};
    try {
      answer.model = await readModel(new Blob(bytes));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      answer.refused = error.message;
    }
    answers.push({ ...answer, read, milliseconds: performance.now() - start });
  }
  Blob.prototype.slice = slice;
  return JSON.stringify(answers, (key, value) =>
    ArrayBuffer.isView(value) ? [...value] : value);
}"""


@pytest.fixture(scope="module")
def page(browser, modules):
    page = browser.new_page()
    page.goto(f"{modules}/text/")
    yield page
    page.close()


def read(page, *files):
    """Return what the page reads of files, each as bytes or as parts with how often they stand."""
    parts = [file if isinstance(file, list) else [(file, 1)] for file in files]
    sent = [[[base64.b64encode(part).decode(), times] for part, times in file] for file in parts]
    return json.loads(page.evaluate(READ, sent))


def varint(value):
    out = []
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def field(number, content, wire=2):
    """Write a field: bytes with their length before them, or a whole number."""
    if isinstance(content, int):
        return varint(number << 3) + varint(content % 2**64)
    return varint(number << 3 | wire) + (varint(len(content)) if wire == 2 else b"") + content


def model(*nodes, **more):
    """Write a model of nodes; `more` holds what else the graph has, by the number of its field."""
    graph = b"".join(field(1, each) for each in nodes)
    graph += b"".join(field(int(key[1:]), value) for key, value in more.items())
    return field(8, field(2, 17)) + field(7, graph)


RELU = field(1, b"x") + field(2, b"y") + field(4, b"Relu")


@pytest.mark.parametrize(
    ("name", "nodes", "stored", "first"),
    [
        ("squeezenet1_1", 83, 34, ["n.features.0.weight", [64, 3, 3, 3]]),
        ("densenet121", 617, 184, ["n.features.denseblock1.denselayer1.norm1.weight", [64]]),
        ("resnet50", 169, 61, ["n.fc.weight", [1000, 2048]]),
    ],
)
def test_the_files_of_torchvision(page, name, nodes, stored, first):
    (answer,) = read(page, (FILES / f"{name}.onnx").read_bytes())
    found = answer["model"]
    assert found["producer_name"] == "pytorch"
    assert found["opset_import"] == [{"version": 17}]
    graph = found["graph"]
    assert [len(graph["node"]), len(graph["initializer"])] == [nodes, stored]
    tensor = graph["initializer"][0]
    assert [tensor["name"], tensor["dims"]] == first
    (given,) = graph["input"]
    sizes = given["type"]["tensor_type"]["shape"]["dim"]
    assert [size["dim_value"] for size in sizes] == [1, 3, 224, 224]


def test_attributes_and_numbers_in_every_form(page):
    one = field(1, b"alpha") + field(2, struct.pack("<f", 0.5), wire=5) + field(20, 1)
    axes = field(1, b"axes") + field(8, -1) + field(8, varint(3) + varint(2**64 - 2)) + field(20, 7)
    words = field(1, b"to") + field(4, "naïve".encode()) + field(9, b"a") + field(9, b"b")
    floats = field(7, struct.pack("<2f", 1.5, -2)) + field(7, struct.pack("<f", 8), wire=5)
    tensor = field(1, 2) + field(2, 7) + field(9, struct.pack("<2q", 5, -1)) + field(8, b"shape")
    strange = field(99, b"?") + field(98, 2**63) + field(97, b"12345678", wire=1)
    node = RELU + b"".join(field(5, each) for each in (one, axes, words + floats, strange))
    (answer,) = read(page, model(node, _5=tensor))
    graph = answer["model"]["graph"]
    first, second, third, _ = graph["node"][0]["attribute"]
    assert first["f"] == 0.5
    assert second["ints"] == [-1, 3, -2]
    assert [third["s"], third["strings"], third["floats"]] == ["naïve", ["a", "b"], [1.5, -2, 8]]
    (stored,) = graph["initializer"]
    assert stored["dims"] == [2]
    assert bytes(stored["raw_data"]) == struct.pack("<2q", 5, -1)


def test_weights_are_stepped_over(page):
    """Of a file of 20 MB, a few thousand bytes are read: around each array of weights."""
    size = 5_000_000
    head = field(1, size // 4) + field(2, 1) + field(8, b"w") + varint(9 << 3 | 2) + varint(size)
    tensor = varint(5 << 3 | 2) + varint(len(head) + size) + head
    node = field(1, RELU)
    graph = varint(7 << 3 | 2) + varint(len(node) + 4 * (len(tensor) + size))
    start = field(8, field(2, 17)) + graph + node
    (answer,) = read(page, [(start, 1), *[(tensor, 1), (bytes(1000), size // 1000)] * 4])
    stored = answer["model"]["graph"]["initializer"]
    assert [each["dims"] for each in stored] == [[size // 4]] * 4
    assert "raw_data" not in stored[0]
    assert answer["read"] < 100_000


ATTRIBUTE = field(5, field(1, b"ints") + field(8, bytes(70_000)))
BROKEN = {
    "empty": (b"", "the file is empty"),
    "a picture": (b"\x89PNG\r\n\x1a\n", "this is no whole ONNX file: byte 2 makes no sense"),
    "an archive": (b"PK\x03\x04" + bytes(20), "this is no whole ONNX file: byte 3 makes no sense"),
    "text": (b"{}", "this is no whole ONNX file: byte 1 makes no sense"),
    "without a graph": (field(1, 8), "the file holds no ONNX network"),
    "without operators": (model(), "the file holds no ONNX network"),
    "cut": (
        model(RELU)[:-3],
        "the file is cut off: what begins before byte 6 would end behind it",
    ),
    "longer than its message": (
        field(7, field(1, b"\x0a\x7f") + field(2, bytes(200))),
        "this is no whole ONNX file: byte 7 makes no sense",
    ),
    "a length of 2^64 − 1": (
        b"\x3a" + varint(2**64 - 1) + bytes(20),
        "the file is cut off: what begins before byte 11 would end behind it",
    ),
    "a number of eleven bytes": (
        b"\x08" + b"\xff" * 11,
        "this is no whole ONNX file: byte 11 makes no sense",
    ),
    "a group": (b"\x0b", "this is no whole ONNX file: byte 1 makes no sense"),
    "a name without end": (
        model(RELU + field(3, b"n" * 5000)),
        "a text or list at byte 25 is longer than a network needs",
    ),
    "a list without end": (
        model(RELU + ATTRIBUTE),
        "a text or list at byte 38 is longer than a network needs",
    ),
}


def test_what_is_no_model_is_refused_in_a_sentence(page):
    answers = read(page, *(file for file, _ in BROKEN.values()))
    said = {name: answer.get("refused") for name, answer in zip(BROKEN, answers, strict=True)}
    assert said == {name: sentence for name, (_, sentence) in BROKEN.items()}


def test_a_hostile_file_is_given_up_in_time(page):
    """One of millions of empty operators, one of names that fill the memory."""
    files = []
    for node, times in ((b"", 4_000_000), (field(3, b"n" * 4000), 20_000)):
        each = field(1, node)
        files.append([(varint(7 << 3 | 2) + varint(times * len(each)), 1), (each, times)])
    for answer in read(page, *files):
        assert (
            answer["refused"] == "the file describes more than a network of a million layers would"
        )
        assert answer["milliseconds"] < 5000


def test_a_damaged_file_is_read_or_refused_and_never_hangs(page):
    whole = (FILES / "squeezenet1_1.onnx").read_bytes()
    draw = random.Random(3)
    cut = [whole[: draw.randrange(len(whole))] for _ in range(60)]
    damaged = []
    for _ in range(240):
        file = bytearray(whole)
        for _ in range(draw.choice((1, 5, 50))):
            file[draw.randrange(len(file))] = draw.randrange(256)
        damaged.append(bytes(file))
    answers = read(page, *cut, *damaged)
    refused = ["refused" in answer for answer in answers]
    assert all(refused[: len(cut)])
    assert 0.4 < sum(refused[len(cut) :]) / len(damaged) < 0.99
    assert max(answer["milliseconds"] for answer in answers) < 500
