"""``trombine weights`` end to end, against a hub on this computer."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.hub_stand_in import REVISION, HubStandIn, serving

FILES = {"model_index.json": b"{}", "vae/model.safetensors": b"0123456789" * 1000}


def weights(root: Path, hub: str, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TROMBINE_WEIGHTS": str(root), "TROMBINE_WEIGHTS_HUB": hub}
    command = [sys.executable, "-m", "trombine", "weights", *words]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment, timeout=60
    )


def test_weights_are_fetched_after_consent_then_listed_and_verified(tmp_path: Path) -> None:
    with serving(HubStandIn(FILES)) as hub:
        refused = weights(tmp_path, hub.address, "download", "--lang", "en")
        asked_before_consent = list(hub.asked)
        fetched = weights(tmp_path, hub.address, "download", "--accept-license", "--lang", "en")
    listed = weights(tmp_path, hub.address, "list", "--json")
    sound = weights(tmp_path, hub.address, "verify")
    folder = Path(weights(tmp_path, hub.address, "path").stdout.strip())
    (folder / "vae" / "model.safetensors").write_bytes(b"9876543210" * 1000)
    broken = weights(tmp_path, hub.address, "verify", "--lang", "fr")

    assert refused.returncode == 2
    assert "Apache-2.0" in refused.stdout
    assert asked_before_consent == []
    assert fetched.returncode == 0, fetched.stderr
    assert REVISION in fetched.stdout
    state, other = (json.loads(line) for line in listed.stdout.splitlines())
    assert (other["name"], other["state"]) == ("auraface", "absent")
    assert (state["state"], state["license"]) == ("present", "Apache-2.0")
    assert sound.returncode == 0
    assert broken.returncode == 1
    assert "✗ vae/model.safetensors" in broken.stdout
    assert "altérés" in broken.stdout
