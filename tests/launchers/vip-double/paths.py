"""The files of a VIP user: /vip/Home and /vip/Trash, kept below a folder on disk."""
import base64
import binascii
import datetime
import mimetypes
import posixpath
import shutil
import time
import unicodedata

from errors import INPUT_FIELD_NOT_VALID, Refused, hidden

ROOT = "/vip"
HOMES = ("/vip/Home", "/vip/Trash")
DIRECTORY_TYPE = "text/directory"


def clean_name(name):
    """What VIP makes of an uploaded file's name, and does not tell."""
    name = unicodedata.normalize("NFD", posixpath.basename(name).strip().replace(" ", "_"))
    return name.encode("ascii", "ignore").decode()


class Paths:
    def __init__(self, world):
        self.world = world
        self.top = world.state / "files"
        self.going = {}  # path -> when its deletion takes effect
        for home in HOMES:
            (self.top / home.lstrip("/")).mkdir(parents=True, exist_ok=True)

    def real(self, path):
        """Where the file of a VIP path lies on disk."""
        parts = path.split("/")
        if not any(path == home or path.startswith(home + "/") for home in HOMES) or ".." in parts or "\0" in path:
            raise hidden(f"no permission: {path}")
        self.delete_what_is_due()
        return self.top / path.strip("/")

    def delete_what_is_due(self):
        with self.world.lock:
            for path in [path for path, when in self.going.items() if time.monotonic() >= when]:
                del self.going[path]
                found = self.top / path.strip("/")
                if found.is_dir():
                    shutil.rmtree(found)
                elif found.exists():
                    found.unlink()

    def exists(self, path):
        return path.rstrip("/") == ROOT or self.real(path).exists()

    def properties(self, path):
        answer = dict.fromkeys(("path", "lastModificationDate", "isDirectory", "exists", "size", "executionId",
                                "mimeType"))
        answer.update(path=path, exists=self.exists(path))
        if path.rstrip("/") == ROOT:
            answer.update(isDirectory=True, size=len(HOMES), lastModificationDate=0, mimeType=DIRECTORY_TYPE)
        elif answer["exists"]:
            found = self.real(path)
            changed = int(found.stat().st_mtime)
            if found.is_dir():
                # The size of a directory is how many entries it has.
                answer.update(isDirectory=True, size=len(list(found.iterdir())), lastModificationDate=changed,
                              mimeType=DIRECTORY_TYPE)
            else:
                # Only the day of a file's change is known.
                day = datetime.datetime.fromtimestamp(changed).replace(hour=0, minute=0, second=0)
                answer.update(isDirectory=False, size=found.stat().st_size, lastModificationDate=int(day.timestamp()),
                              mimeType=mimetypes.guess_type(path)[0] or "application/octet-stream")
        return answer

    def list(self, path):
        if path.rstrip("/") == ROOT:
            return [self.properties(home) for home in HOMES]
        found = self.real(path)
        if not found.is_dir():
            raise hidden(f"listing of what is no directory: {path}")
        return [self.properties(posixpath.join(path, one.name)) for one in sorted(found.iterdir())]

    def content(self, path):
        """The file on disk to send."""
        if path.rstrip("/") == ROOT:
            raise hidden("download of the root")
        found = self.real(path)
        if not found.is_file():
            raise hidden(f"download of what is no file: {path}")
        if found.stat().st_size > self.world["max_size"]:
            raise hidden(f"download of a file too big: {path}")
        if self.world.nth("slow_download", "GET", path) or self.world.hit("slow_download", path):
            self.world.event("slow download", path=path)
            raise hidden("download: timeout of the operation")
        self.world.event("download", path=path, bytes=found.stat().st_size)
        return found

    def upload(self, path, content):
        """An empty content makes a directory."""
        name = clean_name(path)
        parent = posixpath.dirname(path.rstrip("/"))
        target = self.real(posixpath.join(parent, name))
        if not self.real(parent).is_dir():
            raise hidden(f"parent of an upload does not exist: {path}")
        if not name:
            raise hidden(f"nothing is left of the name of {path}")
        if not content:
            if target.exists():
                raise hidden(f"directory exists: {path}")
            target.mkdir()
            self.world.event("mkdir", path=posixpath.join(parent, name))
            return
        if target.is_dir():
            raise hidden(f"upload over a directory: {path}")
        partial = target.with_name(target.name + ".partial")
        partial.write_bytes(content)
        partial.replace(target)
        self.world.event("upload", path=posixpath.join(parent, name), asked=path, bytes=len(content))
        # The transfer goes on when the request has had its time.
        if self.world.nth("slow_upload", "PUT", path) or self.world.hit("slow_upload", path):
            self.world.event("slow upload", path=path)
            raise hidden("upload: timeout of the operation")

    def upload_json(self, path, body):
        """application/carmin+json; the md5 is never checked."""
        for key in ("base64Content", "type"):
            if not isinstance(body.get(key), str):
                raise Refused(INPUT_FIELD_NOT_VALID, key)
        if body["type"] == "Archive":
            raise hidden("archive upload not supported yet")
        try:
            content = base64.b64decode(body["base64Content"], validate=True)
        except binascii.Error as error:
            raise hidden("no base64 in an upload") from error
        self.upload(path, content)

    def delete(self, path):
        """Asks for a deletion, that comes later."""
        if path.rstrip("/") in HOMES or not self.real(path).exists():
            raise hidden(f"deletion of what does not exist: {path}")
        with self.world.lock:
            self.going.setdefault(path.rstrip("/"), time.monotonic() + self.world["delete_s"])
        self.world.event("delete", path=path)
