// Arrow keys and swipes go from portrait to portrait; sharing where the device can.
import { toggle } from "./heart.js";
import { say } from "./words.js";

const stage = document.getElementById("stage");
const go = (way) => document.querySelector(`a[rel="${way}"]`)?.click();

document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select")) return;
  if (event.key === "ArrowLeft") go("prev");
  if (event.key === "ArrowRight") go("next");
});

let start = null;
stage.addEventListener("pointerdown", (event) => {
  start = event.isPrimary ? [event.clientX, event.clientY] : null;
});
stage.addEventListener("pointerup", (event) => {
  if (!start) return;
  const right = event.clientX - start[0];
  const down = event.clientY - start[1];
  if (Math.abs(right) > 48 && Math.abs(right) > 2 * Math.abs(down)) go(right > 0 ? "prev" : "next");
  start = null;
});

const heart = document.querySelector(".heart-button");
heart.addEventListener("click", (event) => {
  event.preventDefault();
  toggle(heart);
});

const share = document.getElementById("share");
share.hidden = false;
share.addEventListener("click", async () => {
  const picture = await (await fetch(share.dataset.src)).blob();
  const file = new File([picture], share.dataset.name, { type: picture.type });
  if (navigator.canShare?.({ files: [file] })) {
    await navigator.share({ files: [file] }).catch(() => {});
    return;
  }
  // The address of this page opens for its owner alone: others are sent the picture itself.
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  say(share.dataset.wordsSaved);
});
