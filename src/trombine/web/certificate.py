"""The certificate of the web server, tried before anything is started with it."""

import ssl

from trombine.errors import InputRefused
from trombine.settings import Settings


def require_certificate(settings: Settings) -> None:
    """Refuse to start with a certificate and a key that do not work together.

    Raises
    ------
    InputRefused
        ``tls_unusable``.
    """
    if settings.tls_certificate is None:
        return
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        # Without a password given, one would be asked for on the terminal.
        context.load_cert_chain(settings.tls_certificate, settings.tls_key, password="")
    except (OSError, ValueError) as fault:  # SSLError is an OSError
        raise InputRefused("tls_unusable") from fault
