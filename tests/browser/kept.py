"""Looking for secrets in whatever a browser left, and a store with a customer whose address is nobody's business."""

import tomllib
import zipfile
from pathlib import Path

from harness.store.seeds import Seed, seed_of

ROOT = Path(__file__).parents[2]
PERSON = "jane.doe@summers-family.test"
PASSWORD = "alice-opens-the-sandbox"


def everything(folder: Path) -> bytes:
    """Return all that is in the files of ``folder``, unzipped."""
    found = []
    for path in (one for one in folder.rglob("*") if one.is_file()):
        found.append(path.name.encode() + path.read_bytes())
        if path.suffix == ".zip":
            packed = zipfile.ZipFile(path)
            found += [name.encode() + packed.read(name) for name in packed.namelist()]
    return b"\n".join(found)


def named(email: str) -> Seed:
    """Return the seed that ships, with Alice's address in place of her own."""
    text = (ROOT / "fixtures/stores/sandbox.toml").read_text("utf-8")
    return seed_of(tomllib.loads(text.replace("alice@example.com", email)), "test")
