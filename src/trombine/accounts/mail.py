"""Mails to people with an account, through the operator's server."""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

TIMEOUT_S = 15
OWN = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Mailer:
    """Sends mails through the operator's server.

    Parameters
    ----------
    url
        ``smtp://USER:PASSWORD@HOST:587`` or ``smtps://...:465``. The former turns to encryption
        before the password is told, unless the server is this computer.
    sender
        The address mails come from.
    """

    url: str = field(repr=False)
    sender: str

    def send(self, to: str, *, subject: str, words: str) -> None:
        """Send one mail; an ``OSError`` or ``SMTPException`` says that it could not be."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, to, subject
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(words)
        with self._connect() as server:
            self._introduce(server)
            server.send_message(message)

    def _connect(self) -> smtplib.SMTP:
        address = urlsplit(self.url)
        host = address.hostname or "localhost"
        if address.scheme == "smtps":
            port, context = address.port or 465, ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_S, context=context)
        return smtplib.SMTP(host, address.port or 587, timeout=TIMEOUT_S)

    def _introduce(self, server: smtplib.SMTP) -> None:
        """Encrypt what follows, then sign in where the operator has an account."""
        address = urlsplit(self.url)
        server.ehlo()
        if address.scheme == "smtp" and (
            address.hostname not in OWN or server.has_extn("starttls")
        ):
            server.starttls(context=ssl.create_default_context())
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
