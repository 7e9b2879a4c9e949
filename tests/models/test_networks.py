"""Saved models without Keras: the same probabilities, fast, and plain errors."""

import json
import subprocess
import sys
import zipfile

import numpy as np
import pytest

from polymnist_lib.models import builders, networks
from polymnist_lib.models.preprocess import PREPROCESSINGS, grey
from polymnist_lib.reading import shipped

IMAGES = np.random.default_rng(0).integers(0, 256, (40, 28, 28, 3), dtype=np.uint8)


def saved(name, preprocessing, folder):
    """Save a model whose every weight is random, and batch normalisation's statistics too."""
    import keras

    keras.utils.set_random_seed(0)
    random = np.random.default_rng(0)
    model = builders.with_preprocessing(
        builders.build(name, preprocessing=preprocessing), preprocessing
    )
    for weight in model.weights:
        if weight.name in ("gamma", "moving_variance"):
            weight.assign(random.uniform(0.5, 1.5, weight.shape))
        elif weight.name in ("beta", "moving_mean", "bias"):
            weight.assign(random.normal(0, 0.2, weight.shape))
    model.save(folder / "model.keras")
    return model, folder / "model.keras"


@pytest.mark.parametrize("name", builders.MODELS)
def test_a_network_answers_as_keras_does(name, tmp_path):
    """Every model, with weights and statistics of any value."""
    preprocessing = "colour" if name.startswith("conv") else "reference"
    model, file = saved(name, preprocessing, tmp_path)
    found = networks.read(file).probabilities(IMAGES)
    np.testing.assert_allclose(found, model.predict(IMAGES, verbose=0), atol=1e-5)
    assert found.dtype == np.float32
    assert np.ptp(found) > 0.01, "the answers say something"


@pytest.mark.parametrize("preprocessing", PREPROCESSINGS)
def test_a_network_begins_with_its_preprocessing(preprocessing, tmp_path):
    """Whichever the model was saved with."""
    model, file = saved("linear", preprocessing, tmp_path)
    network = networks.read(file)
    assert network.preprocessing == preprocessing
    np.testing.assert_allclose(
        network.probabilities(IMAGES), model.predict(IMAGES, verbose=0), atol=1e-5
    )


@pytest.mark.parametrize("preprocessing", PREPROCESSINGS)
def test_an_unprepared_network_sees_bare_levels(preprocessing, tmp_path):
    """The original's mistake: neither scaled nor blurred, so that answers are far too sure."""
    model, file = saved("mlp1", preprocessing, tmp_path)
    network = networks.read(file)
    levels = IMAGES
    if not PREPROCESSINGS[preprocessing].colour:
        levels = np.stack([grey(image) for image in IMAGES])[..., None]
    expected = model.layers[-1].predict(levels.astype(np.float32), verbose=0)
    found = network.unprepared().probabilities(IMAGES)
    np.testing.assert_allclose(found, expected, atol=1e-3)
    assert found.max(axis=1).mean() > network.probabilities(IMAGES).max(axis=1).mean()


def test_what_does_nothing_is_left_out_and_what_can_be_folded_is():
    """The shipped model is convolutions and activations; CNN 2 normalises after its activation."""
    kinds = [layer.kind for layer in networks.read(shipped.LARGE / shipped.MODEL).layers]
    pair = ["convolution", "relu"]
    pool = ["max_pooling"]
    assert kinds == [
        *(2 * pair + pool),
        *(3 * pair + pool),
        *(3 * pair),
        "global_average",
        "dense",
        "softmax",
    ]


def test_normalisation_after_an_activation_stays(tmp_path):
    """It cannot become part of the convolution before."""
    _, file = saved("cnn2", "reference", tmp_path)
    kinds = [layer.kind for layer in networks.read(file).layers]
    assert kinds[:4] == ["convolution", "relu", "scale", "max_pooling"]


def test_filters_of_light_are_told_from_those_of_colours():
    """All of the weights alike for the three colours, none of them, and a third of them."""
    kernel = np.zeros((3, 3, 3, 3), np.float32)
    kernel[1, 1] = [[1, 1, 1], [1, -1, 0], [1, 0, 0]]
    shares = networks.share_of_light(kernel)
    assert shares == pytest.approx([1, 0, 1 / 3])


def test_a_network_is_read_without_keras():
    """Nor does it answer with it, or load anything else that takes its time."""
    code = (
        "import sys, numpy as np\n"
        "from pathlib import Path\n"
        "from polymnist_lib.models import networks\n"
        "network = networks.read(Path(sys.argv[1]))\n"
        "print(network.probabilities(np.zeros((1, 28, 28, 3), np.uint8)).shape)\n"
        "print({'keras', 'tensorflow', 'jax', 'pandas', 'matplotlib'} & set(sys.modules))\n"
    )
    command = [sys.executable, "-c", code, str(shipped.LARGE / shipped.MODEL)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["(1, 11)", "set()"]


def changed(file, change):
    """Change the description of a saved model in place."""
    with zipfile.ZipFile(file) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    described = json.loads(contents["config.json"])
    change(described["config"]["layers"])
    contents["config.json"] = json.dumps(described).encode()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)


def _of_core(place, **options):
    def change(layers):
        layers[2]["config"]["layers"][place]["config"].update(options)

    return change


def _renamed(layers):
    layers[2]["config"]["layers"][1]["class_name"] = "SeparableConv2D"


def _unprepared(layers):
    layers[1]["config"]["preprocessing"] = "sepia"


def _of_larger_images(layers):
    layers[0]["config"]["batch_shape"] = [None, 32, 32, 3]


def _without_softmax(layers):
    layers[2]["config"]["layers"][-1]["config"]["activation"] = "linear"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_renamed, "a layer of the class SeparableConv2D, which is not known"),
        (_unprepared, "preprocessing 'sepia'. Valid ones: reference"),
        (_of_core(1, strides=[2, 2]), r"strides = \[2, 2\], not \[1, 1\]"),
        (_of_core(1, padding="valid"), "padding = valid, not same"),
        (_of_core(1, activation="gelu"), "has the activation 'gelu'"),
        (_of_core(2, pool_size=[2, 3]), r"pool_size = \[2, 3\]"),
        (_of_larger_images, "its images are of 32 x 32 x 3"),
        (_without_softmax, "does not end in a dense layer and its softmax"),
    ],
)
def test_what_is_not_known_is_refused(change, message, tmp_path):
    """The message names the file and what is wrong with it, rather than a wrong answer."""
    _, file = saved("cnn1", "reference", tmp_path)
    changed(file, change)
    with pytest.raises(ValueError, match=f"model.keras.*{message}"):
        networks.read(file)


def test_other_files_are_refused(tmp_path):
    """A picture is no model; a missing file is missing."""
    (tmp_path / "4.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(ValueError, match=r"4\.png: expected a \.keras file.*found a PNG picture"):
        networks.read(tmp_path / "4.png")
    whole = (shipped.LARGE / shipped.MODEL).read_bytes()
    middle = len(whole) // 2
    (tmp_path / "damaged.keras").write_bytes(whole[:middle] + b"?" * 2000 + whole[middle + 2000 :])
    with pytest.raises(ValueError, match=r"damaged\.keras: expected .* file that is damaged"):
        networks.read(tmp_path / "damaged.keras")
    with pytest.raises(FileNotFoundError):
        networks.read(tmp_path / "nothing.keras")


def _locked(content):
    """Set the mark of a password in every header of an archive."""
    for header, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        pieces = content.split(header)
        marked = [
            bytes([*each[: flags - 4], each[flags - 4] | 1, *each[flags - 3 :]])
            for each in pieces[1:]
        ]
        content = header.join([pieces[0], *marked])
    return content


def test_an_archive_that_a_password_locks_is_refused(tmp_path):
    """As one that cannot be read."""
    file = tmp_path / "locked.keras"
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("config.json", "model.weights.h5"):
            archive.writestr(name, "secret")
    file.write_bytes(_locked(file.read_bytes()))
    with pytest.raises(ValueError, match=r"locked\.keras: expected .* file that is damaged"):
        networks.read(file)


@pytest.mark.parametrize("config", ["x", 5, None, [], {"layers": [{"class_name": ["x"]}]}])
def test_a_description_of_another_shape_is_refused(config, tmp_path):
    """Whatever stands in the place of a layer's options."""
    _, file = saved("cnn1", "reference", tmp_path)
    changed(file, lambda layers: layers[0].update(config=config))
    with pytest.raises(ValueError, match=r"model\.keras: expected .*; found a"):
        networks.read(file)


@pytest.mark.parametrize("error", [OSError, RuntimeError, OverflowError, KeyError])
def test_weights_that_are_damaged_are_refused(error, monkeypatch):
    """Whatever HDF5 says of what is altered: it has no sums of its own to tell."""

    def damaged(_):
        raise error("bad symbol table node signature")

    monkeypatch.setattr(networks.h5py, "File", damaged)
    with pytest.raises(ValueError, match=r"found a \.keras file whose weights are damaged"):
        networks.read(shipped.LARGE / shipped.MODEL)


@pytest.mark.parametrize("images", [IMAGES[0], IMAGES.astype(np.float32), IMAGES[..., :1]])
def test_other_images_are_refused(images):
    """Raw uint8 images in colour, several of them."""
    network = networks.read(shipped.LARGE / shipped.MODEL)
    with pytest.raises(ValueError, match=r"uint8 images of shape \(n, 28, 28, 3\); got"):
        network.probabilities(images)


def test_what_each_layer_makes_of_an_image_can_be_seen(tmp_path):
    """A map a filter after a convolution, smaller after pooling, probabilities at the end."""
    network = networks.read(saved("cnn1", "reference", tmp_path)[1])
    seen = [(layer.kind, values.shape[1:]) for layer, values in network.activations(IMAGES[:2])]
    assert seen[:3] == [
        ("convolution", (28, 28, 8)),
        ("relu", (28, 28, 8)),
        ("max_pooling", (14, 14, 8)),
    ]
    *_, (_, last) = network.activations(IMAGES[:2])
    np.testing.assert_array_equal(last, network.probabilities(IMAGES[:2]))
