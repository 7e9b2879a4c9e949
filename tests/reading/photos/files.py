"""Picture files of all formats that are read, whole, cut off and huge.

No library of the project's encodes HEVC, so two files lie here, `seven.heic` and
`seven_10bit.heic`: `drawn()`, encoded once with pillow-heif 1.8.1, which is none of the project's
packages (its wheels carry an encoder under the GPL): `from_pillow(drawn()).save(name, quality=20,
chroma=420)`, and with ten bits from `from_bytes("RGB;16", ...)` of the same levels times 257.
`heif` makes other files of what is encoded in the first.
"""

import io
import struct
import zlib
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

HERE = Path(__file__).parent
SEVEN = (HERE / "seven.heic").read_bytes()
SEVEN_10BIT = (HERE / "seven_10bit.heic").read_bytes()
SIZE = (120, 160)  # its width and height


def drawn():
    """Draw a 7 with a bar, dark on light."""
    pixels = np.full((160, 120, 3), 235, np.uint8)
    corners = np.array([[30, 40], [60, 36], [92, 38], [74, 80], [58, 126]], np.int32)
    cv2.polylines(pixels, [corners], False, (40, 30, 90), 9, cv2.LINE_AA)
    cv2.line(pixels, (48, 84), (88, 80), (40, 30, 90), 7, cv2.LINE_AA)
    return Image.fromarray(pixels)


def saved(image, kind="PNG", **options):
    """Return the bytes of a picture file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


@cache
def whole():
    """Return a file of each format, by what its name ends in, that shows the 7."""
    kinds = {"png": "PNG", "jpg": "JPEG", "avif": "AVIF", "webp": "WEBP", "gif": "GIF"}
    kinds |= {"bmp": "BMP", "tif": "TIFF"}
    return {"heic": SEVEN} | {ending: saved(drawn(), kind) for ending, kind in kinds.items()}


# ------------------------------------------------------------------ HEIF


def box(kind, *parts):
    """Make a box of a HEIF file."""
    content = b"".join(parts)
    return struct.pack(">I4s", 8 + len(content), kind) + content


def versioned(kind, *parts, version=0):
    """Make a box that tells its version."""
    return box(kind, struct.pack(">I", version << 24), *parts)


def size(width, height):
    """Make the property that tells how large a picture is."""
    return versioned(b"ispe", struct.pack(">II", width, height))


def cut(width, height):
    """Make the property that shows only the middle of a picture."""
    return box(b"clap", struct.pack(">8I", width, 1, height, 1, 0, 1, 0, 1))


OPACITY = versioned(b"auxC", b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0")
ROTATED = box(b"irot", b"\1")  # a quarter to the left
MIRRORED = box(b"imir", b"\1")  # left and right change places


def encoded(*properties, told=SIZE):
    """Make a picture of a HEIF file: the 7, with some properties more."""
    setup = SEVEN[SEVEN.index(b"hvcC") - 4 :]
    setup = setup[: int.from_bytes(setup[:4])]
    return b"hvc1", (setup, size(*told), *properties), SEVEN[SEVEN.index(b"mdat") + 4 :]


def tiled(columns, rows, width, height, *properties, told=None):
    """Make a picture that is laid of tiles."""
    content = struct.pack(">BBBBII", 0, 1, rows - 1, columns - 1, width, height)
    return b"grid", (size(*(told or (width, height))), *properties), content


def laid_over(width, height, *properties):
    """Make a picture that is another one on a ground of some size."""
    content = struct.pack(">BB4HIIii", 0, 1, *[65535] * 4, width, height, 0, 0)
    return b"iovl", (size(width, height), *properties), content


def heif(*pictures, main=1, references=(), brand=b"heic"):
    """Make a HEIF file of pictures, numbered from 1, and of what some are to others."""
    known = list(dict.fromkeys(each for _, properties, _ in pictures for each in properties))
    kinds, has = [], []
    for number, (kind, properties, _) in enumerate(pictures, 1):
        kinds.append(versioned(b"infe", struct.pack(">HH4sx", number, 0, kind), version=2))
        places = bytes(known.index(each) + 1 for each in properties)
        has.append(struct.pack(">HB", number, len(places)) + places)
    refers = [
        box(kind, struct.pack(f">HH{len(to)}H", of, len(to), *to)) for kind, of, to in references
    ]
    count = struct.pack(">H", len(pictures))
    head = box(b"ftyp", brand, bytes(4), b"mif1", brand)

    def meta(start):
        places = []
        for number, (_, _, content) in enumerate(pictures, 1):
            places.append(struct.pack(">HHHII", number, 0, 1, start, len(content)))
            start += len(content)
        return versioned(
            b"meta",
            versioned(b"hdlr", bytes(4), b"pict", bytes(13)),
            versioned(b"pitm", struct.pack(">H", main)),
            versioned(b"iloc", b"\x44\0", count, *places),
            versioned(b"iinf", count, *kinds),
            versioned(b"iref", *refers) if refers else b"",
            box(
                b"iprp",
                box(b"ipco", *known),
                versioned(b"ipma", struct.pack(">I", len(pictures)), *has),
            ),
        )

    start = len(head) + len(meta(0)) + 8
    return head + meta(start) + box(b"mdat", *[content for _, _, content in pictures])


# ------------------------------------------------------------------ what is huge


def chunk(name, content):
    """Make a part of a PNG file."""
    body = name + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def headed(width, height):
    """Make a PNG file of such a size, so its header says, that has next to no content."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(b"\0" * 99)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def told(content, layout, width, height):
    """Return a file that tells another size than the 7's, as `struct` lays it out."""
    before = struct.pack(layout, *SIZE)
    assert before in content
    return content.replace(before, struct.pack(layout, width, height), 1)


def tiff_of_one_tile(side):
    """Make a TIFF file of 40 x 40 pixels whose one tile is larger and packed well."""
    content = zlib.compress(bytes(40))
    fields = {256: 40, 257: 40, 258: 8, 259: 8, 262: 1, 277: 1, 322: side, 323: side}
    fields |= {324: 134, 325: len(content)}
    listed = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in fields.items())
    return b"II*\0" + struct.pack("<IH", 8, len(fields)) + listed + bytes(4) + content


def huge():
    """Return small files, by a name, whose pictures would take more memory than is had."""
    files = whole()
    lying = saved(drawn().rotate(90, expand=True), "JPEG")  # a JPEG tells its height first
    tiles = range(1, 901)
    many = [encoded(told=(1024, 1024))] * len(tiles)
    laid = [(b"dimg", 901, tiles)]
    return {
        "header.png": headed(60_000, 60_000),
        "header.jpg": told(lying, ">HH", 60_000, 60_000),
        "header.gif": told(files["gif"], "<HH", 60_000, 60_000),
        "header.bmp": told(files["bmp"], "<II", 60_000, 60_000),
        "header.avif": told(files["avif"], ">II", 60_000, 60_000),
        "header.heic": told(SEVEN, ">II", 60_000, 60_000),
        "tile.tif": tiff_of_one_tile(60_000),
        "tiles.heic": heif(*many, tiled(30, 30, 30_720, 30_720), main=901, references=laid),
        "few_told.heic": heif(
            *many, tiled(30, 30, 30_720, 30_720, told=(40, 40)), main=901, references=laid
        ),
        "few_shown.heic": heif(
            *many, tiled(30, 30, 30_720, 30_720, cut(40, 40)), main=901, references=laid
        ),
        "opacity.heic": heif(
            encoded(),
            encoded(OPACITY, told=(60_000, 60_000)),
            references=[(b"auxl", 2, [1])],
        ),
    }


def cut_off(places=8):
    """Return the beginnings of files of all formats, by a name, at evenly many places."""
    return {
        f"{part}_of_{places}.{ending}": content[: len(content) * part // places]
        for ending, content in whole().items()
        for part in range(places)
    }
