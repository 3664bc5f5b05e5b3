"""The box's own code as one zip file, which Python can run and anybody can be given."""

from __future__ import annotations

import io
import zipfile
from importlib import resources

__all__ = ["OPTIONS", "bundle"]

#: How the interpreter is started: no user packages, no compiled files.
OPTIONS = ("-s", "-B")

_BOX = "keju.sandbox.box"
_START = "import sys\nfrom {module} import main\nmain(int(sys.argv[1]))\n"


def bundle(start: str) -> bytes:
    """Return the zip file that calls ``main`` of the box's module ``start``."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for file in resources.files(_BOX).iterdir():
            if file.name.endswith(".py"):
                archive.writestr(f"{_BOX.replace('.', '/')}/{file.name}", file.read_bytes())
        for package in ("keju", "keju/sandbox"):
            archive.writestr(f"{package}/__init__.py", "")
        archive.writestr("__main__.py", _START.format(module=f"{_BOX}.{start}"))
    return target.getvalue()
