"""Drawing processes come from a server of ours, whoever asks for them."""

import os
import subprocess
import sys
import threading
from pathlib import Path

from trombine.studio.fork_server import PROCESS_ENVIRONMENT, ForkServer, start_fork_server

USES_THE_LIBRARY = """
print("imported", flush=True)
from trombine.studio.messages import ProcessSetup
from trombine.studio.process import DrawingProcess

process = DrawingProcess(ProcessSetup("portrait"))
process.wait_until_loaded()
print("loaded", flush=True)
process.close()
"""


def test_a_script_without_a_guard_is_not_run_again(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(USES_THE_LIBRARY)

    told = subprocess.run([sys.executable, script], capture_output=True, check=False, text=True)

    assert (told.stdout, told.stderr) == ("imported\nloaded\n", "")


IN_A_DAEMON = """
import multiprocessing
import script

if __name__ == "__main__":
    with multiprocessing.get_context("{method}").Pool(1) as pool:
        pool.apply(script.use)
"""


def test_a_daemonic_process_may_draw(tmp_path: Path) -> None:
    body = "".join(f"    {line}\n" for line in USES_THE_LIBRARY.splitlines())
    (tmp_path / "script.py").write_text(f"def use():\n{body}")
    for method in ("fork", "spawn"):
        (tmp_path / "main.py").write_text(IN_A_DAEMON.format(method=method))

        told = subprocess.run(
            [sys.executable, tmp_path / "main.py"], capture_output=True, check=False, text=True
        )

        assert (told.stdout, told.stderr) == ("imported\nloaded\n", "")


def test_a_process_that_was_forked_has_a_server_of_its_own() -> None:
    ours = start_fork_server()
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        theirs = start_fork_server()
        os.write(tell, b"own" if theirs.process.pid != ours.process.pid else b"shared")
        theirs.close()
        os._exit(0)
    os.close(tell)
    os.waitpid(child, 0)

    assert os.read(told, 10) == b"own"
    assert ours.is_alive
    os.close(told)


def test_several_threads_have_one_server() -> None:
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(start_fork_server().process.pid))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(found)) == 1


def test_a_server_that_was_killed_is_replaced() -> None:
    before = start_fork_server()
    before.process.kill()
    before.process.wait()
    before.control.close()

    number, descriptor = start_fork_server().fork()

    os.close(descriptor)
    assert number > 0


def test_what_is_set_for_the_processes_is_set_for_them_alone() -> None:
    before = dict(os.environ)
    server = ForkServer.start()
    server.close()

    assert dict(os.environ) == before
    assert PROCESS_ENVIRONMENT["OMP_NUM_THREADS"] == "1"
