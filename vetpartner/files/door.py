"""The one way to the files of a project's folder: inside it after all links, and read once.

Where a command was stopped while it wrote, the folder is seen as that command meant it.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from attrs import Factory, field, frozen

from vetpartner.files.disk import LARGEST_FILE, NotOpened, beginning, contents


@frozen
class Door:
    """A folder, with what is to change in it: the file that takes the place of a name, or None.

    Names are those below the folder, with `/` in them. `seen` are the hashes of what was read, by
    name; None of a name that was looked for and is not there.
    """

    folder: Path
    waiting: Mapping[str, Path | None] = Factory(dict)
    seen: dict[str, str | None] = Factory(dict)
    root: Path = field(
        init=False, default=Factory(lambda self: self.folder.resolve(), takes_self=True)
    )

    def path(self, name: str) -> Path:
        """Return where a name is read from; raise `NotOpened` for one that leads out."""
        path = self.folder / name
        behind = self._behind(path)
        if behind is None:
            message = "is not read: it leads out of the project's folder"
            raise NotOpened("file-outside-folder", message, "put the file itself there")
        return self.waiting.get(behind) or path

    def _behind(self, path: Path) -> str | None:
        """Return the name to which a path leads after all links, or None for one outside."""
        try:
            found = path.resolve()
        except (OSError, ValueError, RuntimeError):  # a name that no file can have; a ring of links
            return None
        return found.relative_to(self.root).as_posix() if self.root in found.parents else None

    def has(self, name: str) -> bool:
        """Tell whether something stands under a name, whatever it is."""
        if name in self.waiting:
            return self.waiting[name] is not None
        path = self.folder / name
        there = path.is_symlink() or path.exists()
        if not there:
            self.seen[name] = None
        return there

    def names(self, below: str) -> list[str]:
        """Return the names right below a folder in it, sorted, folders and links among them."""
        place, here = self.folder / below, f"{below}/"
        held = place.iterdir() if place.is_dir() and self._behind(place) is not None else ()
        found = {f"{here}{path.name}" for path in held}
        for name, file in self.waiting.items():
            if name.rpartition("/")[0] == below:
                found = found | {name} if file is not None else found - {name}
        return sorted(found)

    def read(self, name: str, *, most: int = LARGEST_FILE) -> bytes:
        """Return what a file holds; raises `NotOpened`, see there."""
        data = contents(self.path(name), most=most)
        self.seen[name] = sha256(data).hexdigest()
        return data

    def head(self, name: str, size: int) -> bytes:
        """Return the first bytes of a file, however large it is; raises `NotOpened`."""
        return beginning(self.path(name), size)
