"""Fetches a report's file onto the disk: unpacked, within a time and a size, and never whole in memory."""

import asyncio
import zlib
from pathlib import Path
from typing import BinaryIO

import httpx

from joint_account.provider_settings import is_safe_address
from joint_account.stores.amazon.errors import AmazonDown, UnexpectedAnswer
from joint_account.stores.amazon.results import ReportDocument
from joint_account.stores.amazon.wire import SECONDS, tls

LONGEST = 900.0
"""Seconds that a file may take; a silence of SECONDS ends it sooner."""
LARGEST_FILE = 4 * 1024**3
"""Bytes of a file, unpacked."""
_GZIP = b"\x1f\x8b"
_CHUNK = 1 << 20


async def download(document: ReportDocument, path: Path) -> None:
    """Writes the file as it was before it was packed, in the encoding that Amazon gave it.

    Args:
        document: fresh: its address is good for five minutes.
        path: where to.

    Raises:
        AmazonDown: it did not come whole, or its address is too old: ask for the document again.
        UnexpectedAnswer: it is too large, or cannot be unpacked.
    """
    if not is_safe_address(document.url, loopback=True):
        raise UnexpectedAnswer("a document's address")
    try:
        async with (
            asyncio.timeout(LONGEST),
            httpx.AsyncClient(verify=tls(), timeout=SECONDS) as client,
            client.stream("GET", document.url, headers={"Accept-Encoding": "identity"}) as answer,
        ):
            if answer.status_code != httpx.codes.OK:
                raise AmazonDown(f"document: {answer.status_code}")
            with path.open("wb") as file:
                await _write(answer, _Unpacking(file))
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as trouble:
        raise AmazonDown(f"document: {type(trouble).__name__}") from None
    except zlib.error:
        raise UnexpectedAnswer("document: cannot be unpacked") from None


async def _write(answer: httpx.Response, unpacking: "_Unpacking") -> None:
    async for chunk in answer.aiter_raw(_CHUNK):
        await asyncio.to_thread(unpacking.take, chunk)
    unpacking.end()


class _Unpacking:
    """Whether it is packed, its first bytes say: the headers of Amazon's files do not."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._unpacker: zlib._Decompress | None = None
        self._begun = False
        self._size = 0

    def take(self, chunk: bytes) -> None:
        if not self._begun and chunk:
            self._begun = True
            self._unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS) if chunk.startswith(_GZIP) else None
        while chunk:
            if self._unpacker is None:
                piece, chunk = chunk, b""
            else:
                # So much at a time, however small it was packed.
                piece = self._unpacker.decompress(chunk, _CHUNK)
                chunk = self._unpacker.unconsumed_tail
            self._size += len(piece)
            if self._size > LARGEST_FILE:
                raise UnexpectedAnswer(f"document: more than {LARGEST_FILE} bytes")
            self._file.write(piece)

    def end(self) -> None:
        if self._unpacker is not None and not self._unpacker.eof:
            raise AmazonDown("document: cut off")
