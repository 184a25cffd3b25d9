import smtplib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from trombine.accounts.mail import Mailer

ANSWERS = {"EHLO": "250 SIZE\r\n", "QUIT": "221 farewell\r\n"}


@dataclass
class Server:
    """Speaks just enough SMTP (RFC 5321) to one client, and remembers what it was told."""

    listener: socket.socket
    lines: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    def serve(self) -> None:
        connection, _ = self.listener.accept()
        with connection, connection.makefile("rwb") as stream:
            in_message = False
            stream.write(b"220 here\r\n")
            stream.flush()
            while line := stream.readline().decode():
                self.lines.append(line.rstrip())
                verb = line[:4].upper()
                if in_message:
                    in_message = line != ".\r\n"
                    answer = "" if in_message else "250 kept\r\n"
                elif verb == "DATA":
                    in_message, answer = True, "354 go on\r\n"
                else:
                    answer = ANSWERS.get(verb, "250 fine\r\n")
                stream.write(answer.encode())
                stream.flush()


@pytest.fixture
def server() -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(listener)
        thread = threading.Thread(target=server.serve)
        thread.start()
        yield server
        thread.join(5)


def test_a_mail_is_handed_to_the_server(server: Server) -> None:
    mailer = Mailer(f"smtp://127.0.0.1:{server.port}", "avatars@example.org")

    mailer.send("zoe@example.org", subject="Hello", words="Come and see: é")

    assert "rcpt TO:<zoe@example.org>".lower() in [line.lower() for line in server.lines]
    assert "From: avatars@example.org" in server.lines
    assert "Subject: Hello" in server.lines
    assert "Auto-Submitted: auto-generated" in server.lines


def test_a_header_cannot_be_smuggled_in() -> None:
    mailer = Mailer("smtp://127.0.0.1:9", "avatars@example.org")

    with pytest.raises(ValueError, match="linefeed"):
        mailer.send("zoe@example.org\r\nBcc: all@example.org", subject="x", words="y")


def test_a_password_is_not_told_in_the_clear_to_another_computer(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trombine.accounts.mail.OWN", ())
    mailer = Mailer(f"smtp://zoe:secret@127.0.0.1:{server.port}", "avatars@example.org")

    with pytest.raises(smtplib.SMTPException):
        mailer.send("zoe@example.org", subject="x", words="y")

    assert not any("AUTH" in line for line in server.lines)
