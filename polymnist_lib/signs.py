"""What a file is, as its bytes tell, whatever its name ends in.

`KINDS` is the one table of it. What a kind means where a picture, a model or data were expected is
said there.
"""

import re
from pathlib import Path

# Bytes of the beginning of a file that tell most kinds.
LOOKED_AT = 1000

UNKNOWN = "unknown"

_HTML = (
    rb"(?i)(\xef\xbb\xbf)?\s*(<\?xml.{0,200}?\?>\s*)?(<!--.{0,2000}?-->\s*)?"
    rb"<(!doctype html|html|head|body)\b"
)
# In UTF-16, in ASCII or UTF-8 at its beginning, or in an older alphabet throughout.
_TEXT = (
    rb"\xff\xfe|\xfe\xff"
    rb"|(\xef\xbb\xbf)?([\t\n\r -~]|[\xc2-\xf4][\x80-\xbf]{1,3})+(\Z|(?<=.{50}))"
    rb"|[\t\n\r -~][\t\n\r -~\x80-\xff]+\Z"
)

# By kind: what it is called, and how such files begin. The first that fits counts: raw files and
# documents come before what they are made of, TIFF, ISO's container of films and pictures, ZIP;
# what is told by a few letters comes after what is told by its first bytes.
KINDS: dict[str, tuple[str, bytes]] = {
    "empty": ("an empty file", rb"\Z"),
    "zeros": ("zeros alone, as in a copy that broke off", rb"\0+\Z"),
    # Pictures and films.
    "raw": (
        "a camera's raw file",
        rb"II\*\0.{4}CR\x02|.{4}ftypcrx |IIR[OS]|MMOR|IIU\0|FUJIFILMCCD-RAW|FOVb|\0MRM",
    ),
    "png": ("a PNG picture", rb"\x89PNG\r\n\x1a\n"),
    "jpeg": ("a JPEG picture", rb"\xff\xd8\xff"),
    "webp": ("a WebP picture", rb"RIFF.{4}WEBP"),
    "gif": ("a GIF picture", rb"GIF8[79]a"),
    "bmp": ("a BMP picture", rb"BM.{12}[\x0c\x10\x28\x34\x38\x40\x6c\x7c]\0\0\0"),
    "tiff": ("a TIFF picture", rb"II[*+]\0|MM\0[*+]"),
    "avif": ("an AVIF picture", rb".{4}ftyp(.{4}){0,12}?avi[fs]"),
    "heif": ("a HEIC picture", rb".{4}ftyp(.{4}){0,12}?(hei[cxms]|hev[cxms]|mif[123]|msf1)"),
    "film": (
        "a film",
        rb"\0.{3}(ftyp|moov|wide|free|skip)|.{4}mdat|\x1aE\xdf\xa3|RIFF.{4}AVI |\0\0\1\xba",
    ),
    "jxl": ("a JPEG XL picture", rb"\xff\x0a|\0{3}\x0cJXL "),
    "jp2": ("a JPEG 2000 picture", rb"\0{3}\x0cjP  |\xff\x4f\xff\x51"),
    "psd": ("a Photoshop picture", rb"8BP[SB]"),
    "xcf": ("a GIMP picture", rb"gimp xcf"),
    "icon": ("an icon", rb"\0\0[\1\2]\0[^\0]"),
    "pnm": ("a PNM picture", rb"P[1-7]\s+[\d#W]"),
    # Archives, and what is made of one: a ZIP archive names its first file after 30 bytes.
    "pytorch": (
        "a PyTorch file",
        rb"PK\x03\x04.{26}[^/\n]{1,99}/(data\.pkl|\.format_version|byteorder)",
    ),
    "npz": ("an archive of NumPy arrays (.npz)", rb"PK\x03\x04.{26}[^/\n]{1,99}\.npy"),
    "office": (
        "a document of Word, Excel or PowerPoint",
        rb"PK[\3\5][\4\6].*(word|xl|ppt)/",
    ),
    "iwork": ("a document of Pages, Numbers or Keynote", rb"PK[\3\5][\4\6].*Index/\w+\.iwa"),
    "opendocument": ("a document of LibreOffice", rb"PK[\3\5][\4\6].*opendocument"),
    "zip": ("a zip archive", rb"PK(\x03\x04|\x05\x06|\x07\x08)"),
    "7z": ("a 7z archive", rb"7z\xbc\xaf"),
    "rar": ("a rar archive", rb"Rar!"),
    "tar": ("a tar archive", rb".{257}ustar"),
    "gzip": ("a file compressed with gzip", rb"\x1f\x8b"),
    "bzip2": ("a file compressed with bzip2", rb"BZh"),
    "xz": ("a file compressed with xz", rb"\xfd7zXZ"),
    "zstd": ("a file compressed with zstd", rb"\x28\xb5\x2f\xfd"),
    # Arrays, tables and models.
    "idx": ("an IDX file", rb"\0\0[\x08\x09\x0b-\x0e][\x01-\x04]"),
    "npy": ("a NumPy array (.npy)", rb"\x93NUMPY"),
    "hdf5": ("an HDF5 file (.h5)", rb"\x89HDF\r\n\x1a\n"),
    "matlab": ("a MATLAB file (.mat)", rb"MATLAB 5"),
    "parquet": ("a Parquet table", rb"PAR1"),
    "arrow": ("an Arrow table (.feather)", rb"ARROW1"),
    "pickle": ("a pickle (.pkl, .pt)", rb"\x80[\2-\5]"),
    "tflite": ("a TensorFlow Lite model (.tflite)", rb".{4}TFL3"),
    "savedmodel": ("the saved_model.pb of a SavedModel", rb"\x08\x01\x12"),
    "onnx": ("an ONNX model", rb"\x08[\x02-\x1f](\x12.{1,2}[\w.-]|:|\x1a\x00)"),
    "safetensors": ("weights alone (.safetensors)", rb".{4}\0{4}\{\s*\""),
    "gguf": ("a language model (.gguf)", rb"GGUF"),
    # Documents and text.
    "ole": ("a document of an old Word or Excel", rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    "rtf": ("a document (RTF, PostScript or DjVu)", rb"{\\rtf|%!PS|AT&TFORM"),
    "pdf": ("a PDF", rb".{0,1000}%PDF-"),
    "lfs": ("a pointer of Git LFS", rb"version https://git-lfs"),
    "html": ("a web page", _HTML),
    "svg": ("an SVG drawing", rb"(\xef\xbb\xbf)?\s*<(svg|.{0,2000}?<svg)\b"),
    "xml": ("an XML file", rb"(\xef\xbb\xbf)?\s*<\?xml"),
    "json": ("JSON", rb"(\xef\xbb\xbf)?\s*(\{\s*[\"}]|\[\s*[\[{\"\]])"),
    "csv": (
        "a table (CSV)",
        rb"(\xef\xbb\xbf)?[\w\".+-]+[,;\t]([\w\".+-]*[,;\t])+[\w\".+-]",
    ),
    "text": ("text", _TEXT),
    UNKNOWN: ("a file of no known kind", rb""),
}


def find(content: bytes) -> str:
    """Tell the kind of a file, a key of `KINDS`.

    Parameters
    ----------
    content : bytes
        The file, or its first `LOOKED_AT` bytes. Documents that are ZIP archives are told by the
        end of the file as well, where such an archive says what is in it.
    """
    return next(kind for kind, (_, sign) in KINDS.items() if re.match(sign, content, re.DOTALL))


def name(kind: str) -> str:
    """Return what a kind is called in a sentence, such as "a zip archive"."""
    return KINDS[kind][0]


def start(file: Path) -> bytes:
    """Read the beginning of a file, which `find` needs.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    with file.open("rb") as stream:
        return stream.read(LOOKED_AT)
