"""Train the LeNet that reads what is drawn on the pad, and store it in cnnlib/digits/lenet.npz.

    python -m book.tools.train_digits

It learns from 1437 of scikit-learn's digits and from a few drawn on the pad in ways that their 13
writers did not use, such as a 7 without a bar, all distorted anew in each epoch. It is measured on
the other 360. Each array is then rounded to whole numbers from −127 to 127 times a power of two: a
byte a weight. The same machine gives the same file each time.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import affine_transform
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

import cnnlib
from book import ROOT
from cnnlib.digits import enlarge, rasterize
from cnnlib.digits.drawings import strokes_of

FILE = ROOT / "cnnlib" / "digits" / "lenet.npz"
SEED = 0
EPOCHS = 60
BATCH = 32
RATES = {0: 0.002, 36: 0.0005, 50: 0.0001}
LARGEST_BYTE = 127
CENTER = 13.5

# Drawn on the pad, as `strokes_of` reads it.
DRAWN = {
    0: ["130,35 75,80 70,170 125,215 185,165 180,75 135,35"],
    1: [
        "128,40 128,210",
        "140,35 118,215",
        "90,85 130,45 130,210;90,210 170,210",
        "100,70 130,40 132,215",
    ],
    2: ["80,75 125,40 170,75 80,210 185,210", "75,70 130,45 165,95 75,205 125,195 180,210"],
    3: ["80,45 165,50 120,105 170,160 125,212 75,195", "75,50 175,50 120,110 172,165 80,210"],
    4: [
        "75,40 75,125 180,125;165,45 165,215",
        "85,45 75,130 165,130;155,45 155,215",
        "145,40 65,160 190,160;150,110 150,220",
        "95,40 80,115 160,115;165,40 150,215",
    ],
    5: [
        "165,45 95,45 90,105 160,115 170,175 85,210",
        "90,40 85,115 155,120 160,190 80,205;90,42 170,42",
    ],
    6: [
        "150,40 90,110 85,190 145,210 165,160 95,150",
        "140,35 85,130 100,210 160,185 130,140 88,165",
    ],
    7: [
        "75,40 175,40 115,215",
        "70,50 180,50 150,110 130,210",
        "80,45 170,45 105,205",
        "70,70 75,45 180,45 120,210",
        "75,45 180,45 115,215;95,130 160,130",
    ],
    8: [
        "130,120 90,80 130,40 170,80 130,120 85,165 130,210 175,165 130,120",
        "160,60 115,40 95,75 165,160 130,210 90,170 160,85 160,60",
    ],
    9: ["165,85 120,45 90,90 130,120 165,80 160,210", "160,75 110,45 90,95 150,115 160,75 140,215"],
}
COPIES = 10  # of each drawing, in each epoch
SHAKE = 9  # how far a point may be off, each way


def main() -> None:
    digits = load_digits()
    train, test, labels, test_labels = train_test_split(
        enlarge(digits.images), digits.target, test_size=360, random_state=0
    )
    network = trained(train, labels)
    print(f"before rounding: {cnnlib.accuracy(network, test, test_labels):.4f} of the unseen")
    for parameter in network.parameters():
        parameter[:] = in_bytes(parameter)
    print(f"after rounding:  {cnnlib.accuracy(network, test, test_labels):.4f} of the unseen")
    cnnlib.save(network, FILE)
    print(f"{FILE.name}: {FILE.stat().st_size:,} bytes")


def trained(images: np.ndarray, labels: np.ndarray) -> cnnlib.LeNet:
    """Return a LeNet that has learned from distorted images."""
    cnnlib.seed(SEED)
    network, adam, history = cnnlib.LeNet(), cnnlib.Adam(), None
    random = np.random.default_rng(SEED)
    drawn_labels = [digit for digit, texts in DRAWN.items() for _ in texts * COPIES]
    labels = np.concatenate([labels, drawn_labels])
    for epoch in range(EPOCHS):
        adam.learning_rate = RATES.get(epoch, adam.learning_rate)
        everything = np.concatenate([images, drawn(random)])[:, 0]
        history = cnnlib.fit(
            network,
            np.stack([distorted(image, random) for image in everything])[:, None],
            labels,
            adam,
            epochs=epoch + 1,
            batch_size=BATCH,
            seed=SEED,
            history=history,
        )
    return network


def drawn(random: np.random.Generator) -> np.ndarray:
    """Return each drawing several times, by an unsteady hand."""
    texts = [text for texts in DRAWN.values() for text in texts * COPIES]
    return enlarge(np.stack([rasterize(shaken(text, random)) for text in texts]))


def shaken(text: str, random: np.random.Generator) -> list[list[list[int]]]:
    """Return the strokes that a text stands for, each point a little off."""
    return [
        (np.array(stroke) + random.integers(-SHAKE, SHAKE + 1, (len(stroke), 2))).tolist()
        for stroke in strokes_of(text)
    ]


def distorted(image: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Turn, slant, stretch and move an image a little, as another hand would have written it."""
    angle, slant = random.uniform(-0.26, 0.26), random.uniform(-0.3, 0.3)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shape = np.array([[random.uniform(0.9, 1.25), 0], [slant, random.uniform(0.8, 1.5)]])
    back = turn @ shape  # from a place in the new image to one in the old
    start = CENTER - back @ np.full(2, CENTER) + random.uniform(-1.5, 1.5, 2)
    strength = random.uniform(1, 1.4)
    return np.minimum(strength * affine_transform(image, back, start, order=1), 1)


def in_bytes(array: np.ndarray) -> np.ndarray:
    """Round to whole numbers from −127 to 127 times a power of two, the smallest that fits."""
    unit = 2.0 ** np.ceil(np.log2(np.abs(array).max() / LARGEST_BYTE))
    return np.rint(array / unit) * unit


if __name__ == "__main__":
    main()
