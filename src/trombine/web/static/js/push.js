// Offers to be told when the portraits are ready, where host and browser can; asks only on a tap.
import { say } from "./words.js";

const button = document.getElementById("push");
const asked = document.getElementById("push-asked");
const can = "PushManager" in window && "Notification" in window && "serviceWorker" in navigator;

if (button && can && window.isSecureContext && Notification.permission !== "denied") offer();

async function offer() {
  const worker = await navigator.serviceWorker.ready;
  show(Notification.permission === "granted" && Boolean(await worker.pushManager.getSubscription()));
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    const on = button.getAttribute("aria-pressed") !== "true";
    const done = await (on ? subscribe(worker) : unsubscribe(worker)).catch(() => false);
    button.disabled = false;
    if (done) show(on);
    if (!done) say(button.dataset.wordsFault);
    else if (on) say(asked.textContent);
  });
}

function show(on) {
  button.setAttribute("aria-pressed", String(on));
  asked.hidden = !on;
}

async function subscribe(worker) {
  if ((await Notification.requestPermission()) !== "granted") return false;
  // One made for another key of the host's, or for somebody who was signed in before, is worth nothing.
  await (await worker.pushManager.getSubscription())?.unsubscribe();
  const subscription = await worker.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: button.dataset.publicKey,
  });
  // Not every browser tells the service worker which key the subscription it lost was for.
  await (await caches.open("trombine-shell")).put("/push-key", new Response(button.dataset.publicKey));
  const { endpoint, keys } = subscription.toJSON();
  const answer = await fetch("/v1/me/push", {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ endpoint, keys }),
  });
  if (!answer.ok) await subscription.unsubscribe();
  return answer.ok;
}

async function unsubscribe(worker) {
  await fetch("/v1/me/push", { method: "DELETE" });
  return (await (await worker.pushManager.getSubscription())?.unsubscribe()) ?? true;
}
