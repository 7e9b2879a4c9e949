"""HEIC and other HEIF pictures, as phones save them: how large they become, and opening them.

HEIF and AVIF are one container: boxes in boxes, each with its size and its kind, among them the
pictures, their sizes, and how one is laid of others.
"""

import struct
from collections.abc import Iterator
from io import BytesIO
from typing import Any


def largest(content: bytes) -> int:
    """Return how large a picture of a HEIF or AVIF file can become, before any is decoded.

    Decoders make sure that a single picture is as large as the file says, but not one that is laid
    of others and then cut, nor one that is not shown itself, such as an opacity.

    Parameters
    ----------
    content : bytes
        The file.

    Returns
    -------
    int
        In pixels. Of tiles it is half of what they cover, for they may reach over the edges.

    Raises
    ------
    NotImplementedError
        If pictures are laid over each other, on a ground that may be of any size.
    ValueError, struct.error
        If the boxes are not as they should be, or the file ends within them.
    """
    meta = _only(memoryview(content), b"meta")[4:]
    for kind in _kinds(_only(meta, b"iinf")):
        if b"iovl" in kind:
            raise NotImplementedError("it lays pictures over each other")
        if not kind.isascii():  # pi-heif 1.4 crashes
            raise ValueError(f"an item of the kind {kind[:4]!r}")
    properties = _only(meta, b"iprp")
    sizes = [
        _size(each) if kind == b"ispe" else 0 for kind, each in _boxes(_only(properties, b"ipco"))
    ]
    of: dict[int, int] = {}  # the size of each picture, by its number
    for kind, box in _boxes(properties):
        for picture, place in _associations(box) if kind == b"ipma" else ():
            size = sizes[place - 1] if 0 < place <= len(sizes) else 0
            of[picture] = max(of.get(picture, 0), size)
    tiled = [sum(of.get(tile, 0) for tile in tiles) // 2 for tiles in _tiles(_only(meta, b"iref"))]
    return max(sizes + tiled, default=0)


def opened(content: bytes) -> Any:
    """Open a HEIF file with pi-heif, which decodes nothing yet.

    Parameters
    ----------
    content : bytes
        The file.

    Returns
    -------
    pi_heif.HeifFile
        `size` is that of its main picture, (width, height), and `to_pillow` decodes it: turned as
        the file says, with 8 bits a channel, or up to 16 of grey.

    Raises
    ------
    ImportError
        If pi-heif is not installed.
    NotImplementedError
        If the main picture is none that pi-heif decodes.
    Exception
        Of any kind, if the file is damaged.
    """
    import pi_heif

    try:
        file = pi_heif.open_heif(content)
    except SyntaxError as error:
        raise NotImplementedError(str(error)) from error
    # It leaves out pictures that it does not know; the first of the others is not the main one.
    if not len(file) or not file.info["primary"]:
        raise NotImplementedError("its main picture is not encoded with HEVC")
    return file


def _boxes(view: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """Yield the kind of each box of a part of a file, and what it holds."""
    while len(view) >= 8:
        size, kind = struct.unpack_from(">I4s", view)
        head = 8
        if size == 1:  # a large one, whose size follows
            (size,) = struct.unpack_from(">Q", view, head)
            head = 16
        size = size or len(view)  # the last one may leave its size open
        if size < head:
            raise ValueError(f"a box of {size} bytes")
        yield kind, view[head:size]
        view = view[size:]


def _only(view: memoryview, wanted: bytes) -> memoryview:
    """Return what the one box of a kind holds, or nothing if there is none."""
    found = [each for kind, each in _boxes(view) if kind == wanted]
    if len(found) > 1:
        raise ValueError(f"{len(found)} boxes {wanted.decode()}")
    return found[0] if found else view[:0]


def _numbers(stream: BytesIO, layout: str) -> tuple[int, ...]:
    """Read some numbers, as `struct` describes them."""
    return struct.unpack(f">{layout}", stream.read(struct.calcsize(f">{layout}")))


def _kinds(box: memoryview) -> Iterator[bytes]:
    """Yield of each item, be it a picture or not, its kind and its names."""
    for _, item in _boxes(box[8 if any(box[:1]) else 6 :]):
        yield bytes(item[8:])


def _size(box: memoryview) -> int:
    """Return the pixels of a picture whose width and height a box tells."""
    _, width, height = _numbers(BytesIO(box), "III")
    return width * height


def _associations(box: memoryview) -> Iterator[tuple[int, int]]:
    """Yield the number of each picture with the place of each property that it has."""
    stream = BytesIO(box)
    version, pictures = _numbers(stream, "II")
    long = version & 1
    for _ in range(pictures):
        picture, many = _numbers(stream, "IB" if version >> 24 else "HB")
        for place in _numbers(stream, f"{many}{'H' if long else 'B'}"):
            yield picture, place & (0x7FFF if long else 0x7F)


def _tiles(box: memoryview) -> Iterator[tuple[int, ...]]:
    """Yield the numbers of the pictures that another one is laid of."""
    number = "I" if any(box[:1]) else "H"
    for kind, each in _boxes(box[4:]):
        if kind == b"dimg":
            stream = BytesIO(each)
            _, many = _numbers(stream, f"{number}H")
            yield _numbers(stream, f"{many}{number}")
