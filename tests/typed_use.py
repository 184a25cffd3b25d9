"""How a program may use us, for the type checker alone: `make lint` reads it and nobody runs it."""

import asyncio
from pathlib import Path

import numpy as np
from PIL import Image

import trombine


def show(progress: trombine.Progress) -> None:
    print(progress.made, progress.count, [v.findings for v in progress.verdicts])


with trombine.Studio(workers=2, language="fr") as studio:
    making = studio.make(
        ["a.jpg", Path("b.jpg"), b"", Image.new("RGB", (4, 4))], styles=["neon"], on_progress=show
    )
    for avatar in making:
        path: Path = avatar.save("x.webp", size_px=512, shape="circle")
        picture: Image.Image = avatar.to_pil()
        print(
            avatar.image.shape,
            avatar.score.source_distance,
            avatar.assignment.index,
            path,
            picture.size,
        )
    for verdict in studio.check([np.zeros((4, 4, 3), np.uint8), np.zeros((4, 4, 3), np.float32)]):
        print(verdict.decision is trombine.Decision.ACCEPTED)
    try:
        next(studio.make("photos", options={"neon": {"background": "navy", "mirror": False}}))
    except trombine.PhotosRefused as refusal:
        print(refusal.verdicts, refusal.code, refusal.details)


async def main() -> None:
    with trombine.Studio() as studio:
        async for avatar in studio.make("photos", timeout_s=3):
            print(avatar.to_bytes("png"))


asyncio.run(main())
for avatar in trombine.make_avatars("photos", count=3):
    print(trombine.label(avatar, "jpeg", badge=True))
