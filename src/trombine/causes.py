"""Why another computer, a disk or a library refused, as a code: for the log and for who mends it.

An exception's own words may hold an address, a name or a key, and are never repeated; they are only
searched for what is known. Imports nothing of ours, so that the log can use it.
"""

import errno
import re
import socket
import ssl
from collections.abc import Iterator

LONGEST_CHAIN = 8
KNOWN = (
    ("http_not_allowed", r"BadScheme|scheme is not allowed"),
    ("certificate_untrusted", r"certificate|UnknownIssuer|self.signed|TLS"),
    ("name_unknown", r"dns error|failed to lookup|Name or service not known|getaddrinfo"),
    ("connection_refused", r"Connection refused"),
    ("credentials_refused", r"InvalidAccessKeyId|SignatureDoesNotMatch|AccessDenied|\b40[13]\b"),
    ("credentials_missing", r"credential|CredentialsNotLoaded|instance.metadata|169\.254"),
    ("bucket_unknown", r"NoSuchBucket|ContainerNotFound"),
    ("password_refused", r"WRONGPASS|NOAUTH|invalid username-password|authentication failed"),
    ("timed_out", r"timed out|TimedOut"),
    ("disk_full", r"No space left|quota|disk is full"),
    ("write_refused", r"Permission denied|Read-only file system|readonly database"),
    ("place_unusable", r"unable to open database file|Not a directory|No such file"),
    ("sender_refused", r"SMTPSenderRefused"),
    ("recipient_refused", r"SMTPRecipientsRefused"),
    ("password_refused", r"SMTPAuthenticationError"),
    ("encryption_missing", r"STARTTLS"),
)
"""Codes and what tells them, in the words or the class of an exception; the first that fits."""
OF_NUMBERS = {
    errno.ECONNREFUSED: "connection_refused",
    errno.EHOSTUNREACH: "host_unreachable",
    errno.ENETUNREACH: "host_unreachable",
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EACCES: "write_refused",
    errno.EPERM: "write_refused",
    errno.EROFS: "write_refused",
}
"""What the system calls it, where it gives a number."""


def name_cause(fault: BaseException) -> str:
    """Return the code of the deepest cause that is known, else the class of the deepest one."""
    chain = list(_chain(fault))
    for each in reversed(chain):
        if code := _recognize(each):
            return code
    return type(chain[-1]).__name__


def _chain(fault: BaseException) -> Iterator[BaseException]:
    """Yield the exception, what it came from, and so on; at most so many."""
    current: BaseException | None = fault
    for _ in range(LONGEST_CHAIN):
        if current is None:
            return
        yield current
        wrapped = getattr(current, "orig", None)  # how SQLAlchemy carries a driver's own
        current = wrapped if isinstance(wrapped, BaseException) else current.__cause__


def _recognize(fault: BaseException) -> str:
    if isinstance(fault, ssl.SSLError):
        return "certificate_untrusted"
    if isinstance(fault, socket.gaierror):
        return "name_unknown"
    if isinstance(fault, TimeoutError):
        return "timed_out"
    if isinstance(fault, OSError) and fault.errno in OF_NUMBERS:
        return OF_NUMBERS[fault.errno]
    told = f"{type(fault).__name__} {fault}"
    return next((code for code, words in KNOWN if re.search(words, told, re.IGNORECASE)), "")
