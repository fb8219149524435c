"""A stream that only the holder of a key can read, and in which whatever was changed, cut off or put in another order is noticed.

AES-256-GCM over pieces of 64 KiB. Each piece has its own nonce: a random start, the number of the piece, and whether it is the last
(the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár). The key is made from what the operator chose by scrypt, so a sentence will do.
"""

import io
import os
from typing import IO, override

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

COSTS = {b"journey sealed 1\n": 2**15, b"journey sealed 2\n": 2**17}
"""How much work scrypt is asked for (its N), by how a file begins."""
HEAD = b"journey sealed 2\n"
"""How one begins that is sealed now."""
SALT, START, TAG = 16, 7, 16
PIECE = 64 * 1024


class Unreadable(Exception):
    """The key is another, or the file was changed or cut off."""


def cipher(key: str, salt: bytes, head: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=COSTS[head], r=8, p=1).derive(key.encode()))


def nonce(start: bytes, number: int, *, last: bool) -> bytes:
    return start + number.to_bytes(4) + bytes([last])


class Sealing(io.RawIOBase):
    """Write here what shall be sealed into `to`. It is whole only once it was closed."""

    def __init__(self, to: IO[bytes], key: str) -> None:
        salt, self.start = os.urandom(SALT), os.urandom(START)
        self.to, self.cipher, self.number, self.waiting = to, cipher(key, salt, HEAD), 0, bytearray()
        to.write(HEAD + salt + self.start)

    @override
    def writable(self) -> bool:
        return True

    @override
    def write(self, said: "bytes | bytearray | memoryview[int]") -> int:  # type: ignore[override]  # whatever has bytes, as tarfile hands it over
        self.waiting += said
        while len(self.waiting) > PIECE:
            self.seal(PIECE, last=False)
        return len(said)

    def seal(self, length: int, *, last: bool) -> None:
        piece = bytes(self.waiting[:length])
        del self.waiting[:length]
        self.to.write(self.cipher.encrypt(nonce(self.start, self.number, last=last), piece, None))
        self.number += 1

    @override
    def close(self) -> None:
        if not self.closed:
            self.seal(len(self.waiting), last=True)
        super().close()


class Opening(io.RawIOBase):
    """Read here what was sealed. Raises Unreadable as soon as a piece is not what was written."""

    def __init__(self, sealed: IO[bytes], key: str) -> None:
        head = sealed.read(len(HEAD) + SALT + START)
        begins, salt, self.start = head[: len(HEAD)], head[len(HEAD) : -START], head[-START:]
        if begins not in COSTS:
            raise Unreadable
        self.sealed, self.cipher, self.number, self.ready = sealed, cipher(key, salt, begins), 0, b""
        self.next = sealed.read(PIECE + TAG)

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, room: "bytearray | memoryview[int]") -> int:  # type: ignore[override]  # whatever has room
        while not self.ready and self.next:
            self.open_piece()
        given, self.ready = self.ready[: len(room)], self.ready[len(room) :]
        room[: len(given)] = given
        return len(given)

    def open_piece(self) -> None:
        piece, self.next = self.next, self.sealed.read(PIECE + TAG)
        try:
            self.ready = self.cipher.decrypt(nonce(self.start, self.number, last=not self.next), piece, None)
        except InvalidTag:
            raise Unreadable from None
        self.number += 1


def is_sealed(file: IO[bytes]) -> bool:
    """Whether a file begins as a sealed one does. It is read from its beginning again afterwards."""
    begins = file.read(len(HEAD))
    file.seek(0)
    return begins in COSTS
