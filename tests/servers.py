"""Real servers on this machine while tests run: PostgreSQL, Redis, S3's protocol."""

import getpass
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import boto3
import psycopg
import redis
from moto.server import ThreadedMotoServer

S3_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ALLOW_HTTP": "true",
}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def find_postgres() -> Path | None:
    """Return the folder of PostgreSQL's programs, the newest where Debian keeps several."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = versions[-1] if versions else shutil.which("initdb")
    return Path(found).parent if found else None


@dataclass
class Postgres:
    """A cluster of its own, run by a user who is not root: it would refuse."""

    programs: Path
    folder: Path
    port: int
    user: str

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://{self.user}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start, or start again."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder} -c fsync=off"
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-o", options, "start")

    def stop(self, how: str = "immediate") -> None:
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-m", how, "stop")

    def make_database(self, name: str) -> str:
        """Return the URL of a new, empty database."""
        plain = self.url.replace("+psycopg", "")
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url.rpartition("/")[0] + f"/{name}"

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self.programs / program), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            user=self.user if os.getuid() == 0 else None,
        )


@contextmanager
def run_postgres() -> Iterator[Postgres]:
    """Run a new cluster."""
    programs = find_postgres()
    assert programs is not None
    user = "postgres" if os.getuid() == 0 else getpass.getuser()
    # Not below pytest's folder, which only root can enter.
    folder = Path(tempfile.mkdtemp(prefix="trombine-postgres-"))
    os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    cluster = Postgres(programs, folder, free_port(), user)
    cluster._run("initdb", "-D", f"{folder}/data", "-A", "trust", "--no-sync")  # noqa: SLF001
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder)


@contextmanager
def run_redis(folder: Path) -> Iterator[str]:
    """Run a server without persistence, and yield its URL."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    process = subprocess.Popen(
        [*command, "--appendonly", "no", "--dir", str(folder)], stdout=subprocess.DEVNULL
    )
    url = f"redis://127.0.0.1:{port}"
    client = redis.Redis.from_url(url)
    for _ in range(100):
        try:
            client.ping()
            break
        except redis.ConnectionError:
            time.sleep(0.05)
    client.close()
    try:
        yield url
    finally:
        process.terminate()
        process.wait()


@contextmanager
def run_s3() -> Iterator[dict[str, str]]:
    """Run a server of S3's protocol; yield the environment that leads to its bucket ``shelf``."""
    port = free_port()
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    address = f"http://127.0.0.1:{port}"
    client = boto3.client(
        "s3",
        endpoint_url=address,
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",  # noqa: S106  (nobody's)
    )
    client.create_bucket(Bucket="shelf")
    client.close()
    try:
        yield {**S3_ENVIRONMENT, "AWS_ENDPOINT_URL": address}
    finally:
        server.stop()
