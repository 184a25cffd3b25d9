"""Where the credentials of a host lie: made on the first run, for their owner's eyes only."""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from trombine.errors import InputRefused
from trombine.provenance.certificates import Credentials, check_pair, make_credentials

CHAIN, KEY = "certificate.pem", "key.pem"
OWNER_ONLY = 0o600


def open_credentials(folder: Path, *, organization: str) -> Credentials:
    """Return what lies in ``folder``, made there first when there is nothing yet.

    Raises
    ------
    InputRefused
        ``signing_folder_unusable``, ``signing_key_exposed`` when others than its owner may read
        the key, or what ``check_pair`` refuses.
    """
    try:
        if not folder.is_dir():
            _write(folder, make_credentials(organization=organization, name="Trombine"))
        return _read(folder / CHAIN, folder / KEY)
    except OSError as fault:
        reason = fault.strerror or "?"
        raise InputRefused("signing_folder_unusable", path=str(folder), reason=reason) from fault


def _read(chain: Path, key: Path) -> Credentials:
    if key.stat().st_mode & 0o077:
        raise InputRefused("signing_key_exposed", path=str(key))
    words = [path.read_text(encoding="ascii", errors="replace") for path in (chain, key)]
    credentials = Credentials(*words)
    check_pair(credentials)
    return credentials


def _write(folder: Path, credentials: Credentials) -> None:
    """Let the folder appear with both files in it, even when two processes start at once."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".signing-", dir=folder.parent))  # for its owner only
    try:
        for name, words in ((CHAIN, credentials.chain), (KEY, credentials.key)):
            with os.fdopen(os.open(draft / name, os.O_WRONLY | os.O_CREAT, OWNER_ONLY), "w") as out:
                out.write(words)
                out.flush()
                os.fsync(out.fileno())
        with contextlib.suppress(FileExistsError):
            draft.rename(folder)  # fails when the other was faster; theirs is then read
    except OSError:
        if not folder.is_dir():
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
