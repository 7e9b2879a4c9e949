"""What a file is, as its content says: a picture that is read, or what else, and what to do.

`SIGNS` is the one table of it; a format more is a row more, if Pillow reads it.
"""

import re
from dataclasses import dataclass

# The formats that are read, and what files of them are usually called.
LISTED = "PNG, JPEG, HEIC, AVIF, WebP, GIF, BMP or TIFF"
ENDINGS = (
    *(".png", ".jpg", ".jpeg", ".heic", ".heif", ".hif", ".avif"),
    *(".webp", ".gif", ".bmp", ".tif", ".tiff"),
)


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


def document(what: str) -> Unread:
    """Return a kind of file that holds pages."""
    return Unread(what, "Export its page as PNG, or photograph it.")


def picture(what: str) -> Unread:
    """Return a kind of picture that is not read."""
    return Unread(what, "Open it in its program, and save it as PNG or JPEG.")


RAW = picture("a camera's raw file")
ARCHIVE = Unread("an archive", "Unpack it, then name the pictures in it, or save them again.")
FILM = Unread("a film", "Save one picture of it as PNG, such as a screenshot.")
TEXT = Unread("text", "Leave it out, or save a picture of what is written as PNG.")
UNKNOWN = Unread("a file of no known kind", "Save the picture again as PNG.")
EMPTY = Unread("an empty file", "Copy or save the picture again.")
ZEROS = Unread("zeros alone, as in a copy that broke off", "Copy the picture again.")

# What is written, in ASCII or UTF-8.
_WRITTEN = rb"([\t\n\r -~]|[\xc2-\xf4][\x80-\xbf]{1,3})+"

# How files begin, and what they then are: Pillow's name of a format (HEIF is not Pillow's), or a
# kind that is not read. The first row that fits counts. Raw files and documents come before what
# they are made of: TIFF, ISO's container of films and pictures, ZIP.
SIGNS: tuple[tuple[bytes, str | Unread], ...] = (
    (rb"II\*\0.{4}CR\x02|.{4}ftypcrx |IIR[OS]|MMOR|IIU\0|FUJIFILMCCD-RAW|FOVb|\0MRM", RAW),
    (rb"\x89PNG\r\n\x1a\n", "PNG"),
    (rb"\xff\xd8\xff", "JPEG"),
    (rb"RIFF.{4}WEBP", "WEBP"),
    (rb"GIF8[79]a", "GIF"),
    (rb"BM.{12}[\x0c\x10\x28\x34\x38\x40\x6c\x7c]\0\0\0", "BMP"),
    (rb"II[*+]\0|MM\0[*+]", "TIFF"),
    (rb".{4}ftyp(.{4}){0,12}?avi[fs]", "AVIF"),
    (rb".{4}ftyp(.{4}){0,12}?(hei[cxms]|hev[cxms]|mif[123]|msf1)", "HEIF"),
    (rb"\0.{3}(ftyp|moov|wide|free|skip)|.{4}mdat|\x1aE\xdf\xa3|RIFF.{4}AVI |\0\0\1\xba", FILM),
    (rb".{0,1000}%PDF-", document("a PDF")),
    (rb"PK[\3\5][\4\6].*(word|xl|ppt)/", document("a document of Word, Excel or PowerPoint")),
    (rb"PK[\3\5][\4\6].*Index/\w+\.iwa", document("a document of Pages, Numbers or Keynote")),
    (rb"PK[\3\5][\4\6].*opendocument", document("a document of LibreOffice")),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", document("a document of an old Word or Excel")),
    (rb"{\\rtf|%!PS|AT&TFORM", document("a document (RTF, PostScript or DjVu)")),
    (
        rb"PK[\3\5][\4\6]|Rar!|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ|\x28\xb5\x2f\xfd|.{257}ustar",
        ARCHIVE,
    ),
    (rb"\xff\x0a|\0{3}\x0cJXL ", picture("a JPEG XL picture")),
    (rb"\0{3}\x0cjP  |\xff\x4f\xff\x51", picture("a JPEG 2000 picture")),
    (rb"8BP[SB]", picture("a Photoshop picture")),
    (rb"gimp xcf", picture("a GIMP picture")),
    (rb"\0\0[\1\2]\0[^\0]", picture("an icon")),
    (rb"P[1-7]\s+[\d#W]", picture("a PNM picture")),
    (
        rb"(?i)(\xef\xbb\xbf)?\s*(<!--.{0,2000}?-->\s*)?<(!doctype html|html|head|body)\b",
        Unread("a web page", "Save the picture itself as PNG, not the page that shows it."),
    ),
    (
        rb"version https://git-lfs",
        Unread("a pointer of Git LFS, which stands for a file", "Fetch that with git lfs pull."),
    ),
    (rb"(\xef\xbb\xbf)?\s*<(svg|.{0,2000}?<svg)\b", picture("an SVG drawing")),
    (rb"\xff\xfe|\xfe\xff|(\xef\xbb\xbf)?" + _WRITTEN + rb"(\Z|(?<=.{50}))", TEXT),
)

# Bytes of either end that are looked at; a ZIP archive says at its end what is in it.
_LOOKED_AT = 65_536


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
        Pillow's name of a format that is read, or HEIF, though the file may be damaged; or the
        kind that it is otherwise.
    """
    if not content:
        return EMPTY
    ends = content[:_LOOKED_AT] + content[-_LOOKED_AT:]
    if not ends.strip(b"\0"):
        return ZEROS
    return next((kind for sign, kind in SIGNS if re.match(sign, ends, re.DOTALL)), UNKNOWN)
