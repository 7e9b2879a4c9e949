"""Which files are pictures that are read; of all others what to do, by the kinds of `signs`."""

from dataclasses import dataclass

from polymnist_lib import signs

# The formats that are read, and what files of them are usually called.
LISTED = "PNG, JPEG, HEIC, AVIF, WebP, GIF, BMP or TIFF"
ENDINGS = (
    *(".png", ".jpg", ".jpeg", ".heic", ".heif", ".hif", ".avif"),
    *(".webp", ".gif", ".bmp", ".tif", ".tiff"),
)

# Their kinds, which are also Pillow's names for them; HEIF is not Pillow's.
READ = ("png", "jpeg", "heif", "avif", "webp", "gif", "bmp", "tiff")

_DOCUMENT = "Export its page as PNG, or photograph it."
_PICTURE = "Open it in its program, and save it as PNG or JPEG."
_UNPACK = "Unpack it, then name the pictures in it, or save them again."
_TEXT = "Leave it out, or save a picture of what is written as PNG."
_OTHER = "Leave it out, or save the picture that is meant as PNG."

# What to do with a file of a kind that is not read; with one of any other kind, `_OTHER`.
_ADVICE = {
    "empty": "Copy or save the picture again.",
    "zeros": "Copy the picture again.",
    "raw": _PICTURE,
    "film": "Save one picture of it as PNG, such as a screenshot.",
    "jxl": _PICTURE,
    "jp2": _PICTURE,
    "psd": _PICTURE,
    "xcf": _PICTURE,
    "icon": _PICTURE,
    "pnm": _PICTURE,
    "svg": _PICTURE,
    "pdf": _DOCUMENT,
    "office": _DOCUMENT,
    "iwork": _DOCUMENT,
    "opendocument": _DOCUMENT,
    "ole": _DOCUMENT,
    "rtf": _DOCUMENT,
    "zip": _UNPACK,
    "7z": _UNPACK,
    "rar": _UNPACK,
    "tar": _UNPACK,
    "gzip": _UNPACK,
    "bzip2": _UNPACK,
    "xz": _UNPACK,
    "zstd": _UNPACK,
    "lfs": "Fetch the file that it stands for with git lfs pull.",
    "html": "Save the picture itself as PNG, not the page that shows it.",
    "xml": _TEXT,
    "json": _TEXT,
    "csv": _TEXT,
    "text": _TEXT,
    signs.UNKNOWN: "Save the picture again as PNG.",
}

# Bytes of either end that are looked at; a ZIP archive says at its end what is in it.
_LOOKED_AT = 65_536


@dataclass(frozen=True)
class Unread:
    """A kind of file that is not read.

    Attributes
    ----------
    what : str
        What it is, such as "a PDF".
    advice : str
        A sentence that says what to do.
    """

    what: str
    advice: str


def find(content: bytes) -> str | Unread:
    """Tell what a file is.

    Parameters
    ----------
    content : bytes
        The whole of it. Its first 1000 bytes tell a picture that is read from all else; they tell
        fewer of the other kinds apart.

    Returns
    -------
    str or Unread
        The kind, of `READ`, though the file may be damaged; or what it is otherwise.
    """
    kind = signs.find(content[:_LOOKED_AT] + content[-_LOOKED_AT:])
    return kind if kind in READ else unread(kind)


def unread(kind: str) -> Unread:
    """Say what a file of a kind that is not read is, and what to do with it."""
    return Unread(signs.name(kind), _ADVICE.get(kind, _OTHER))
