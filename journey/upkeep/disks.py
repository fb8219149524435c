"""What kind of disk a folder is on: SQLite's locks do not hold on one that comes over a network."""

import re
from pathlib import Path

NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "lustre", "ncpfs", "davfs"}
NETWORK_FUSE = {
    "fuse.sshfs",
    "fuse.glusterfs",
    "fuse.ceph",
    "fuse.s3fs",
    "fuse.rclone",
    "fuse.davfs2",
    "fuse.gcsfuse",
    "fuse.blobfuse",
    "fuse.mount-s3",
}
MOUNTS = Path("/proc/mounts")


def network_kind(folder: Path, mounts: str | None = None) -> str:
    """The kind of network disk that a folder is on, such as "nfs4"; "" for one in this machine, and where the system does not say."""
    if mounts is None:
        mounts = MOUNTS.read_text(encoding="utf-8", errors="replace") if MOUNTS.exists() else ""
    kinds = {Path(unescaped(parts[1])): parts[2] for parts in map(str.split, mounts.splitlines()) if len(parts) > 2}
    kind = next((kinds[place] for place in (folder, *folder.parents) if place in kinds), "")
    return kind if kind in NETWORK | NETWORK_FUSE else ""


def unescaped(place: str) -> str:
    """A blank in a name stands there as an octal number."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), place)
