"""PDF pages → scans and photographs, as a scanner or a telephone would make them."""

import io
import random
import re
from typing import Any

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

Picture = NDArray[np.uint8]  # (height, width, 3), RGB
Light = NDArray[np.float32]  # of the same shape, 0 to 255, or a factor for every pixel

EXIF_ORIENTATION = 0x0112
TURNS = {90: 6, 180: 3, 270: 8}  # how far the picture must be turned clockwise to stand upright → its EXIF value
CROOKED_MEGAPIXELS = (2, 3, 5, 8, 12)
FULL_PAGE_INCHES2 = 8.5 * 11


def pages(pdf: bytes, dpi: float) -> list[Picture]:
    """Each page of a PDF as a picture."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [np.asarray(page.render(scale=dpi / 72).to_pil().convert("RGB")) for page in document]
    finally:
        document.close()


def scan(pdf: bytes, chance: random.Random) -> bytes:
    """An image-only PDF at 150 to 300 dpi: a little askew, grey, with specks."""
    dpi = chance.choice((150, 200, 200, 300))
    sheets = []
    for page in pages(pdf, dpi):
        grey = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
        grey = _turned(grey, chance.uniform(-1.0, 1.0))
        noise = np.random.default_rng(chance.getrandbits(32))
        grey = np.clip(grey + noise.normal(0, 4, grey.shape), 0, 255).astype(np.uint8)
        for _ in range(chance.randrange(25)):
            cv2.circle(
                grey,
                (chance.randrange(grey.shape[1]), chance.randrange(grey.shape[0])),
                chance.choice((1, 1, 2)),
                chance.randrange(60, 160),
                -1,
            )
        sheets.append(Image.open(io.BytesIO(_jpeg(Image.fromarray(grey), chance.randrange(70, 92)))))
    out = io.BytesIO()
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:], resolution=dpi)
    return _undated(out.getvalue())


def clean_photo(pdf: bytes, chance: random.Random) -> bytes:
    """A JPEG of the first page: upright, 5 to 8 megapixels, evenly lit."""
    page = pages(pdf, (chance.uniform(5.2e6, 7.8e6) / FULL_PAGE_INCHES2) ** 0.5)[0]
    paper = page.astype(np.float32) * np.array([0.975, 0.965, chance.uniform(0.92, 0.96)], np.float32)
    paper *= _light(page.shape[:2], chance, strength=0.06)
    return _jpeg(_noisy(paper, 2.0, chance), chance.randrange(86, 94))


def crooked_photo(pdf: bytes, chance: random.Random) -> bytes:
    """A JPEG of the first page held at an angle: skew up to 8°, perspective, shadow, blur, strong compression.

    Some lie on a desk; some are turned by a quarter or a half, with or without the EXIF note that says so.
    """
    megapixels = chance.choice(CROOKED_MEGAPIXELS)
    on_desk = chance.random() < 0.5
    share = chance.uniform(0.80, 0.90) if on_desk else chance.uniform(0.93, 0.97)  # of the picture's width
    dpi = (megapixels * 1e6 / FULL_PAGE_INCHES2) ** 0.5
    page = pages(pdf, dpi * share)[0]
    high, wide = round(11 * dpi), round(8.5 * dpi)
    desk = _desk((high, wide), chance) if on_desk else np.full((high, wide, 3), chance.randrange(190, 235), np.float32)
    tint = np.array([1.0, chance.uniform(0.93, 0.99), chance.uniform(0.82, 0.95)], np.float32)
    picture = _laid(page.astype(np.float32) * tint * 0.96, desk, chance, max_degrees=8.0 if on_desk else 3.0)
    picture *= _light((high, wide), chance, strength=0.45)
    sharp = chance.uniform(0.002, 0.0045 if megapixels > 2 else 0.003)  # blur in inches
    blurred = cv2.GaussianBlur(picture, (0, 0), max(0.3, sharp * dpi))
    photo = _noisy(blurred, chance.uniform(2, 7), chance)
    turn = chance.choice((0, 0, 0, 90, 180, 270))
    exif = Image.Exif()
    if turn:
        photo = photo.rotate(turn, expand=True)  # counter-clockwise; turned back clockwise it stands upright
        if chance.random() < 0.6:
            exif[EXIF_ORIENTATION] = TURNS[turn]
    return _jpeg(photo, chance.randrange(35, 61), exif)


def _jpeg(picture: Image.Image, quality: int, exif: Image.Exif | None = None) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, exif=exif or Image.Exif())
    return out.getvalue()


def _noisy(picture: NDArray[Any], spread: float, chance: random.Random) -> Image.Image:
    noise = np.random.default_rng(chance.getrandbits(32)).standard_normal(picture.shape[:2], np.float32) * spread
    return Image.fromarray(np.clip(picture + noise[:, :, None], 0, 255).astype(np.uint8))


def _turned(grey: NDArray[Any], degrees: float) -> NDArray[Any]:
    high, wide = grey.shape
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1.0)
    return cv2.warpAffine(grey, turn, (wide, high), borderValue=255)


def _light(shape: tuple[int, int], chance: random.Random, strength: float) -> Light:
    """A factor for every pixel (height, width, 1): light falling off across the page, and the shadow of a hand."""
    high, wide = shape
    down, across = np.mgrid[0:1:64j, 0:1:64j].astype(np.float32)
    tilt_x, tilt_y = chance.uniform(-1, 1), chance.uniform(-1, 1)
    falloff = 1 - strength * 0.5 * np.clip(0.5 + tilt_x * (across - 0.5) + tilt_y * (down - 0.5), 0, 1)
    x, y, wideness = chance.random(), chance.uniform(0.5, 1.1), chance.uniform(0.25, 0.6)
    shadow = 1 - strength * np.exp(-(((across - x) / wideness) ** 2 + ((down - y) / wideness) ** 2))
    return np.asarray(cv2.resize(falloff * shadow, (wide, high), interpolation=cv2.INTER_CUBIC), np.float32)[:, :, None]


def _desk(shape: tuple[int, int], chance: random.Random) -> Light:
    """A table top: wood, cloth or a plain dark board."""
    high, wide = shape
    noise = np.random.default_rng(chance.getrandbits(32))
    colour = chance.choice(((120, 84, 54), (70, 52, 40), (92, 98, 104), (40, 44, 50), (150, 128, 100)))
    grain = (
        noise.normal(0, 1, (220, 14)).astype(np.float32)
        if chance.random() < 0.6
        else noise.normal(0, 1, (160, 120)).astype(np.float32)
    )
    if chance.random() < 0.5:
        grain = grain.T
    rough = cv2.resize(grain, (wide, high), interpolation=cv2.INTER_CUBIC)[:, :, None]
    return np.asarray(np.clip(np.array(colour, np.float32) + rough * 11, 0, 255), np.float32)


def _laid(page: NDArray[Any], desk: Light, chance: random.Random, max_degrees: float) -> Light:
    """The page on the desk, seen from not quite above; no part of it leaves the picture."""
    high, wide = desk.shape[:2]
    page_high, page_wide = page.shape[:2]
    angle = np.deg2rad(chance.uniform(-max_degrees, max_degrees))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * (page_wide / 2, page_high / 2)
    lean = np.array(
        [[chance.uniform(-0.025, 0.025) * page_wide, chance.uniform(-0.025, 0.025) * page_high] for _ in corners]
    )
    placed = corners @ turn.T + lean
    reach = np.abs(placed).max(axis=0) / (wide * 0.49, high * 0.49)
    placed = placed / max(1.0, reach.max()) + (wide / 2, high / 2)
    here = np.array([(0, 0), (page_wide, 0), (page_wide, page_high), (0, page_high)], np.float32)
    warp = cv2.getPerspectiveTransform(here, placed.astype(np.float32))
    sheet = cv2.warpPerspective(page, warp, (wide, high), flags=cv2.INTER_AREA)
    cover = cv2.warpPerspective(np.ones((page_high, page_wide), np.float32), warp, (wide, high))[:, :, None]
    edge = cv2.GaussianBlur(cover, (0, 0), max(1.0, wide / 150))[:, :, None]  # the shadow the sheet throws
    return (sheet * cover + desk * (1 - 0.5 * edge) * (1 - cover)).astype(np.float32)


def _undated(pdf: bytes) -> bytes:
    """Without the moment at which Pillow wrote it, so that the same seed gives the same bytes."""

    return re.sub(rb"/(CreationDate|ModDate) ?\(D:\d{14}", lambda found: found[0][:-14] + b"20260101000000", pdf)
