// Without a connection the pages say so; portraits and photos are never stored by this.
const SHELL = "trombine-shell";
const PUSH_KEY = "/push-key"; // the host's public key, put there by push.js

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const answer = await fetch("/offline", { credentials: "omit" });
      const page = await answer.clone().text();
      const cache = await caches.open(SHELL);
      const parts = [...page.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map((found) => found[1]);
      await cache.put("/offline", answer);
      await cache.addAll([...new Set(parts)]);
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate") {
    event.respondWith(fetch(event.request).catch(() => caches.match("/offline")));
  } else if (new URL(event.request.url).pathname.startsWith("/static/")) {
    event.respondWith(caches.match(event.request).then((known) => known ?? fetch(event.request)));
  }
});

self.addEventListener("push", (event) => {
  const { title, path } = event.data.json();
  const shown = { tag: path, data: path, icon: "/static/img/icon-192.png" };
  event.waitUntil(self.registration.showNotification(title, shown));
});

// A push service gives out new addresses as it likes: the host is told, else its messages go nowhere.
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));

async function renew({ oldSubscription, newSubscription }) {
  const subscription = newSubscription ?? (await subscribeAgain(oldSubscription).catch(() => null));
  if (!subscription) return; // not allowed any more: the host finds out by itself
  const { endpoint, keys } = subscription.toJSON();
  const answer = await fetch("/v1/me/push", {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ endpoint, keys }),
  });
  if ([401, 404].includes(answer.status)) await subscription.unsubscribe(); // signed out since, or switched off
}

async function subscribeAgain(old) {
  const key = old?.options.applicationServerKey ?? (await (await caches.match(PUSH_KEY)).text());
  return self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const address = new URL(event.notification.data, self.location.origin).href;
  event.waitUntil(
    (async () => {
      const pages = await self.clients.matchAll({ type: "window" });
      const open = pages.find((page) => page.url === address);
      await (open ? open.focus() : self.clients.openWindow(address));
    })(),
  );
});
