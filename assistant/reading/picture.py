"""A picture of a page → its words with boxes, and what its QR codes say. The only module that knows OCR."""

import math
import threading
from functools import lru_cache
from typing import Any

import numpy as np
from PIL import Image

from assistant.reading.rows import Placed

LONGEST_SIDE = 2000  # pixels the page is read at: letters of 8 points are then 20 high
GLANCE_SIDE = 960  # pixels at which it is told which way up the page is
JUDGED_LINES = 9  # lines read both ways up
BEST_JUDGED = 10  # length by height of a line that tells most and is soon read
TALL = 1.5  # height by width of a box that stands on end

ALL_CORES = -1

_threads = ALL_CORES
_reading = threading.Lock()  # one page at a time: two would halve each other's speed and double the memory


def read_with(threads: int) -> None:
    """Read what comes with so many threads, in a process beside others that read: with one each, two are done in 0.7 of the time.

    To be called before the first picture is read.
    """
    global _threads
    _threads = threads


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR  # 0.8 s: only where a picture is read

    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.max_side_len": LONGEST_SIDE,
            "EngineConfig.onnxruntime.intra_op_num_threads": _threads,
        }
    )


def read_picture(picture: Image.Image) -> tuple[list[Placed], tuple[int, int], tuple[str, ...]]:
    """The words of `picture` with boxes in pixels of the upright page, that page's size, and its QR codes' texts."""
    with _reading:
        pixels = np.ascontiguousarray(np.asarray(_within(picture.convert("RGB"), LONGEST_SIDE))[:, :, ::-1])
        pixels = np.ascontiguousarray(np.rot90(pixels, _quarter_turns(pixels)))
        found = _engine()(pixels, use_det=True, use_cls=False, use_rec=True)
        words = []
        if found.boxes is not None:
            for corners, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
                if text.strip():
                    words.append(_placed(corners, text.strip(), float(score)))
        return words, (pixels.shape[1], pixels.shape[0]), qr_codes_in(pixels)


def _within(picture: Image.Image, side: int) -> Image.Image:
    scale = side / max(picture.size)
    if scale >= 1:
        return picture
    return picture.resize(
        (max(1, round(picture.width * scale)), max(1, round(picture.height * scale))), Image.Resampling.LANCZOS
    )


def _placed(corners: Any, text: str, score: float) -> Placed:
    """Corners run clockwise from the top left of the words as they are read."""
    (left, start), (right, end) = corners[0], corners[1]
    angle = math.atan2(end - start, right - left)
    middle = corners.mean(axis=0)
    wide = (math.dist(corners[0], corners[1]) + math.dist(corners[3], corners[2])) / 2
    high = (math.dist(corners[0], corners[3]) + math.dist(corners[1], corners[2])) / 2
    return Placed(
        text,
        float(middle[0] - wide / 2),
        float(middle[1] - high / 2),
        float(middle[0] + wide / 2),
        float(middle[1] + high / 2),
        score,
        angle,
    )


def _quarter_turns(pixels: Any) -> int:
    """How many quarter turns to the left set the page upright: by how its lines lie, and which way up they read better."""
    boxes = _glance(pixels)
    spans = [(np.ptp(box[:, 0]), np.ptp(box[:, 1])) for box in boxes]
    standing = sum(high for wide, high in spans if high > TALL * wide)
    lying = sum(wide for wide, high in spans if wide > TALL * high)
    turns = 1 if standing > lying else 0
    if turns:
        pixels = np.ascontiguousarray(np.rot90(pixels))
        boxes = _glance(pixels)
    lines = sorted(boxes, key=_unlike_the_best)[:JUDGED_LINES]
    crops = [_cut(pixels, box) for box in lines]
    better = sum(_legibility(np.ascontiguousarray(crop[::-1, ::-1])) - _legibility(crop) for crop in crops)
    return turns + (2 if better > 0 else 0)


def _glance(pixels: Any) -> list[Any]:
    """The corners of the lines of a page, found on a small copy, in its own pixels."""
    import cv2

    scale = min(1.0, GLANCE_SIDE / max(pixels.shape[:2]))
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else pixels
    boxes = _engine()(small, use_det=True, use_cls=False, use_rec=False).boxes
    return [] if boxes is None else [box / scale for box in boxes]


def _unlike_the_best(box: Any) -> float:
    """How far a line's length by height is from the one that is best judged."""
    return abs(math.dist(box[1], box[0]) / max(1.0, math.dist(box[3], box[0])) - BEST_JUDGED)


def _cut(pixels: Any, box: Any) -> Any:
    """The line inside `box`, level."""
    from rapidocr.utils.process_img import get_rotate_crop_image

    return get_rotate_crop_image(pixels, np.asarray(box, dtype=np.float32))


def _legibility(crop: Any) -> float:
    """How sure the reader is of the words of a line, 0 to 1."""
    scores = _engine()(crop, use_det=False, use_cls=False, use_rec=True).scores
    return float(scores[0]) if scores else 0.0


def qr_codes_in(pixels: Any) -> tuple[str, ...]:
    """What the QR codes of a picture say; none where none can be read."""
    import cv2

    try:
        _, texts, _, _ = cv2.QRCodeDetectorAruco().detectAndDecodeMulti(pixels)
    except cv2.error:  # some pictures break the detector; then no code was read, which is what () says
        return ()
    return tuple(dict.fromkeys(text for text in texts or () if text))
