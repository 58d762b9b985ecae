"""Pictures of pages full of photographs, made small enough to be kept by the dozen."""

from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

LARGE = 300_000
"""Bytes from which on a picture is scaled down."""
WIDTH = 720
"""Pixels across, of one that was scaled down."""

_SMALLER = """async ([data, width]) => {
  const bytes = Uint8Array.from(atob(data), one => one.charCodeAt(0));
  const small = await createImageBitmap(new Blob([bytes]), {resizeWidth: width, resizeQuality: "high"});
  const canvas = new OffscreenCanvas(small.width, small.height);
  canvas.getContext("2d").drawImage(small, 0, 0);
  const reader = new FileReader();
  reader.readAsDataURL(await canvas.convertToBlob({type: "image/png"}));
  await new Promise(done => reader.onload = done);
  return reader.result.split(",")[1];
}"""


def shrink(browser: Any, picture: Path) -> None:
    """Scale the PNG at ``picture`` down if it is large, in an empty page of Playwright's ``browser``."""
    data = picture.read_bytes()
    if len(data) < LARGE:
        return
    page = browser.new_page()
    try:
        picture.write_bytes(b64decode(page.evaluate(_SMALLER, [b64encode(data).decode(), WIDTH])))
    finally:
        page.close()
