"""What a file is, by its bytes."""

import gzip
import io
import pickle
import tarfile
import zipfile

import cv2
import numpy as np
import pytest

from polymnist_lib import signs


def zipped(*names):
    """Make a zip archive of such files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, b"content" * 50)
    return stream.getvalue()


def tarred(content=b""):
    """Make a tar archive of one file."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        entry = tarfile.TarInfo("m0/0.3.png")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return stream.getvalue()


def picture(ending):
    """Make a picture."""
    return cv2.imencode(ending, np.zeros((28, 28, 3), np.uint8))[1].tobytes()


def arrays(save, *given, **named):
    """Have NumPy write arrays."""
    stream = io.BytesIO()
    save(stream, *given, **named)
    return stream.getvalue()


CONTENTS = [
    ("empty", b""),
    ("zeros", bytes(3000)),
    ("png", picture(".png")),
    ("jpeg", picture(".jpg")),
    ("bmp", picture(".bmp")),
    ("webp", picture(".webp")),
    ("pytorch", zipped("m0/data.pkl")),
    ("npz", arrays(np.savez, x_train=np.zeros(3))),
    ("npz", arrays(np.savez_compressed, np.zeros(3))),
    ("npy", arrays(np.save, np.zeros(3))),
    ("zip", zipped("PolyMNIST/MMNIST/train/m0/0.3.png")),
    ("zip", zipped()),
    ("zip", zipped("printed.pdf").replace(b"content" * 2, b"%PDF-1.4 \n %%%")),
    ("tar", tarred()),
    ("tar", tarred(b"%PDF-1.4")),
    ("gzip", gzip.compress(b"x", mtime=0)),
    ("idx", b"\0\0\x08\x03" + bytes(90)),
    ("idx", b"\0\0\x0d\x02" + bytes(90)),
    ("hdf5", b"\x89HDF\r\n\x1a\n"),
    ("parquet", b"PAR1\x15\x04"),
    ("pickle", pickle.dumps({"a": 1})),
    ("safetensors", b'\x40\0\0\0\0\0\0\0{"__metadata__":{}'),
    ("lfs", b"version https://git-lfs.github.com/spec/v1\noid sha256:12\n"),
    ("pdf", b"\n%PDF-1.4"),
    ("html", b"\r\n  <!DOCTYPE HTML>"),
    ("html", b"<!-- saved -->\n<html>"),
    ("html", b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0">'),
    ("svg", b'<?xml version="1.0"?>\n<svg>'),
    ("xml", b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'),
    ("json", b'{"username": "ada"}'),
    ("json", b"{}"),
    ("csv", b"label,1x1,1x2,1x3\n5,0,0,0\n"),
    ("csv", b"5;0;0;0\n"),
    ("csv", ("label," + ",".join(f"pixel{n}" for n in range(784))).encode()[:1000]),
    ("text", "Demasiadas peticiones, señor\n".encode()),
    ("text", "Demasiadas peticiones, señor\n".encode("cp1252")),
    ("text", "Demasiadas peticiones, señor\n".encode("utf-16")),
    ("text", b"{draft} one, two, three"),
    ("text", b"\t\tset apart"),
    ("text", b'username{"a": 1}'),
    ("text", "é".encode() * 500),
    ("unknown", b"\x89PN"),
    ("unknown", b"AB\0\xff\xfe\x90" * 20),
]


@pytest.mark.parametrize(("kind", "content"), CONTENTS)
def test_a_file_is_told_by_its_bytes(kind, content, tmp_path):
    """By all of them, and by the beginning that is read of a file."""
    file = tmp_path / "x"
    file.write_bytes(content)
    assert signs.find(content) == kind
    assert signs.find(signs.start(file)) == kind


def test_the_beginning_is_enough(tmp_path):
    """No more is read of a file, be it large."""
    (tmp_path / "large").write_bytes(b"a" * 5 * signs.LOOKED_AT)
    assert len(signs.start(tmp_path / "large")) == signs.LOOKED_AT
