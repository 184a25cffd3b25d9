// Portraits appear as they are made; the title of the page counts.
import { follow } from "./events.js";
import { refresh } from "./part.js";
import { whisper } from "./words.js";

const holder = document.getElementById("progress");
let again = false;
let busy = false;

async function bringUpToDate() {
  again = busy;
  if (busy) return;
  busy = true;
  await refresh(holder).catch(() => {});
  const { value, max } = holder.querySelector("progress") ?? { value: 0, max: 0 };
  if (max) document.title = `${value}/${max} · Trombine`;
  busy = false;
  if (again) bringUpToDate();
}

follow(holder.dataset.order, Number(holder.dataset.after), (kind, event) => {
  const state = event.content?.state ?? event.state;
  if (kind === "state" && ["ready", "refused", "failed", "cancelled", "frozen"].includes(state)) {
    document.title = holder.dataset.wordsReady;
    whisper(holder.dataset.wordsReady);
    location.reload();
    return;
  }
  bringUpToDate();
});

// The time left runs on also while no portrait arrives.
setInterval(bringUpToDate, 5000);
document.addEventListener("visibilitychange", () => document.hidden || bringUpToDate());
