"""What a file is, by its first bytes."""

import io
import zipfile

import pytest

from polymnist_lib.reading.photos import decode, formats

from . import files


def zipped(*names):
    """Make a ZIP archive with files of such names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, name * 9)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "an empty file"),
        (bytes(70_000), "zeros alone"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"\n\nprinted\n%PDF-1.4", "a PDF"),
        (zipped("[Content_Types].xml", "word/document.xml"), "a document of Word"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "a document of Word, Excel"),
        (zipped("Index/Document.iwa", "preview.jpg"), "a document of Pages, Numbers"),
        (
            zipped("mimetype", "application/vnd.oasis.opendocument.text"),
            "a document of LibreOffice",
        ),
        (zipped("4.png"), "a zip archive"),
        (zipped(), "a zip archive"),
        (b"\x1f\x8b\x08\0\0\0", "a file compressed with gzip"),
        (bytes(100) + b"x" * 157 + b"ustar\x0000", "a tar archive"),
        (b"\0\0\0\x20ftypisom\0\0\2\0isomiso2", "a film"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "a film"),
        (b"\0\0\0\x08wide\0\0\1\0mdat", "a film"),
        (b"\x1a\x45\xdf\xa3\x01\0\0\0", "a film"),
        (b"RIFF\x24\0\0\0AVI LIST", "a film"),
        (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom", "a camera's raw file"),
        (b"II*\0\x10\0\0\0CR\2\0", "a camera's raw file"),
        (b"FUJIFILMCCD-RAW 0201", "a camera's raw file"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "a JPEG XL picture"),
        (b"\xff\x0a\xfa\x1f", "a JPEG XL picture"),
        (b"\0\0\0\x0cjP  \r\n\x87\n", "a JPEG 2000 picture"),
        (b"8BPS\0\1", "a Photoshop picture"),
        (b"P6\n40 40\n255\n", "a PNM picture"),
        (b"\0\0\1\0\1\0\x10\x10", "an icon"),
        (b"<!DOCTYPE html><html><svg></svg>", "a web page"),
        (b"\xef\xbb\xbf\n<HTML lang=es>", "a web page"),
        (b'<?xml version="1.0"?>\n<!-- drawn -->\n<svg width="9">', "an SVG drawing"),
        (b"<svg>", "an SVG drawing"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:7\n", "a pointer of Git LFS"),
        ("un siete, año 2024".encode(), "text. Leave it out"),
        (b'{"digit": 7}', "JSON. Leave it out"),
        (b"label,pixel0,pixel1\n7,0,0\n", "a table (CSV). Leave it out"),
        (b"<?xml version='1.0'?><svgs/>", "an XML file. Leave it out"),
        (b"\x93NUMPY\1\0", "a NumPy array (.npy). Leave it out, or save the picture"),
        (b"\x89HDF\r\n\x1a\n", "an HDF5 file (.h5). Leave it out, or save the picture"),
        (b"\xff\xfe7\0", "text"),
        (b"\x01\x02\x03\x04\x05", "a file of no known kind"),
        (b"\x89PN", "a file of no known kind"),
    ],
)
def test_other_files_are_told_by_what_they_are(content, what):
    """One message says what was expected, what was found, and what to do."""
    with pytest.raises(ValueError, match="^x: expected a picture") as error:
        decode.decode(content, "x")
    told = str(error.value)
    assert f"expected a picture ({formats.LISTED}); found {what}" in told
    assert told.endswith(".")
    assert told.count(". ") == 1  # what it is, and what to do


def test_pictures_are_told_from_each_other():
    """Each whole file is of the kind that it was saved in."""
    found = {ending: formats.find(content) for ending, content in files.whole().items()}
    assert found == {
        "heic": "heif",
        "png": "png",
        "jpg": "jpeg",
        "avif": "avif",
        "webp": "webp",
        "gif": "gif",
        "bmp": "bmp",
        "tif": "tiff",
    }
    assert {f".{ending}" for ending in found} <= set(formats.ENDINGS)


@pytest.mark.parametrize(
    ("brands", "kind"),
    [
        (b"avif\0\0\0\0avifmif1miaf", "avif"),
        (b"mif1\0\0\0\0mif1avif", "avif"),
        (b"heic\0\0\0\0mif1MiHBheic", "heif"),
        (b"mif1\0\0\0\0mif1heic", "heif"),
        (b"hevc\0\0\0\0msf1hevc", "heif"),
    ],
)
def test_the_brands_of_a_container_tell_its_kind(brands, kind):
    """HEIC and AVIF are of one container, and may both name it first."""
    assert formats.find(files.box(b"ftyp", brands) + bytes(99)) == kind
