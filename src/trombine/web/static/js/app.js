// What every page shares: it says that modules run, closes menus, tells the time and counts down.
import { momentHere, until } from "./words.js";

document.documentElement.classList.add("with-modules");

document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details[open]:is(.confirm, .profile__menu)")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const open of document.querySelectorAll("details[open]:is(.confirm, .profile__menu)")) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});

for (const time of document.querySelectorAll("[data-moment]")) {
  time.textContent = momentHere(new Date(time.dateTime));
}

function countDown() {
  for (const time of document.querySelectorAll("[data-countdown]")) {
    time.textContent = until(new Date(time.dateTime));
  }
}

countDown();
setInterval(countDown, 30_000);

if ("serviceWorker" in navigator && window.isSecureContext) {
  navigator.serviceWorker.register("/service-worker.js");
}
