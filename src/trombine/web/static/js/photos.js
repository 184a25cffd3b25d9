// Photos go up one by one, reduced and stripped of metadata on this device, each with its verdict.
import { choose, receive } from "./arrivals.js";
import { follow } from "./events.js";
import { refresh } from "./part.js";
import { reduce } from "./reduce.js";
import { put } from "./upload.js";
import { whisper } from "./words.js";

const form = document.getElementById("photos-form");
const picker = document.getElementById("picker");
const holder = document.getElementById("photos");
const fault = document.getElementById("photos-fault");
const words = holder.dataset;
let order = form.dataset.order;
let beginning; // the request that begins the order, once however often photos are chosen
let queue = Promise.resolve();
let waiting = []; // chosen before the boxes were ticked
const pending = new Map(); // by number, what has not arrived

for (const input of form.querySelectorAll('input[type="file"]')) {
  choose(input, (files) => {
    input.value = "";
    take(files);
  });
}

receive(picker, (files) => take([...files]));

form.addEventListener("change", () => {
  if (waiting.length && form.checkValidity()) take(waiting.splice(0));
});

holder.addEventListener("submit", async (event) => {
  const number = event.target.dataset.remove;
  if (!number) return;
  event.preventDefault();
  await fetch(`/v1/orders/${order}/photos/${number}`, { method: "DELETE" });
  await show();
  if (document.activeElement === document.body) picker.querySelector("input").focus({ preventScroll: true });
});

if (order) listen();

function complain(sentence) {
  fault.hidden = !sentence;
  fault.querySelector("span").textContent = sentence;
}

async function take(files) {
  complain("");
  if (!files.length) return;
  if (!order && !form.checkValidity()) {
    waiting.push(...files);
    form.querySelector(":invalid:not(fieldset)").focus();
    return complain(words.wordsConsent);
  }
  try {
    beginning ??= begin();
    await beginning;
  } catch (problem) {
    beginning = undefined;
    return complain(problem.message);
  }
  for (const file of files) line(file);
}

async function begin() {
  if (order) return;
  const agreed = (name) => form.elements[name].checked;
  const answer = await fetch("/v1/orders", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      styles: form.dataset.styles.split(","),
      consent: {
        photos_are_mine: agreed("photos_are_mine"),
        adult: agreed("photos_are_mine"),
        face_analysis: agreed("face_analysis"),
        version: form.dataset.consentVersion,
      },
    }),
  });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.detail);
  order = body.id;
  // A reload goes on where this page is.
  history.replaceState(null, "", `/orders/${order}`);
  form.querySelector("fieldset").hidden = true;
  listen();
}

function listen() {
  follow(order, 0, (kind) => kind === "verdict" && show());
}

async function show() {
  await refresh(holder, `/orders/${order}`).catch(() => {});
  for (const [number, item] of pending) {
    if (!holder.querySelector(`[data-number="${number}"]`)) list().insertBefore(item, firstRow());
  }
}

function list() {
  const known = document.getElementById("photo-list");
  if (known) return known;
  const made = document.createElement("ul");
  made.className = "photos";
  made.id = "photo-list";
  made.dataset.key = "list";
  holder.append(made);
  return made;
}

function firstRow() {
  return list().querySelector(".photo:not(.photo--tile)");
}

function freeNumber() {
  const taken = new Set([...holder.querySelectorAll("[data-number]")].map((item) => item.dataset.number));
  for (let number = 1; number <= Number(form.dataset.most); number += 1) {
    if (!taken.has(String(number))) return number;
  }
  return null;
}

// Give a photo its place at once; it goes up when those before it have.
function line(file) {
  const number = freeNumber();
  if (number === null) return complain(words.wordsMany);
  const item = document.createElement("li");
  item.className = "photo photo--tile is-sending";
  item.dataset.number = number;
  item.dataset.key = `photo-${number}`;
  item.dataset.own = ""; // the server knows nothing of it yet
  item.innerHTML = '<img alt="" width="88" height="113"><div class="photo__words"><span class="verdict"></span><progress max="1" value="0"></progress></div>';
  const image = item.querySelector("img");
  image.src = URL.createObjectURL(file);
  image.onerror = () => image.removeAttribute("src"); // HEIC, which most browsers cannot show
  item.querySelector(".verdict").textContent = words.wordsSending;
  list().insertBefore(item, firstRow());
  pending.set(number, item);
  queue = queue.then(() => send(file, number, item));
}

async function send(file, number, item) {
  const progress = item.querySelector("progress");
  try {
    const verdict = await put(`/v1/orders/${order}/photos/${number}`, await reduce(file), (share) => {
      progress.value = share;
    });
    if (verdict.findings?.length) whisper(verdict.findings[0].message);
    pending.delete(number);
    await show();
  } catch (problem) {
    if (problem.sentence) complain(problem.sentence);
    if (item.dataset.own === undefined) return pending.delete(number); // it had arrived all the same
    offerAgain(file, number, item, problem.sentence);
  }
}

function offerAgain(file, number, item, sentence) {
  item.classList.remove("photo--tile");
  item.querySelector(".verdict").textContent = sentence ?? words.wordsLost;
  item.querySelector("progress").remove();
  const button = document.createElement("button");
  button.className = "button button--plain button--small";
  button.type = "button";
  button.textContent = words.wordsRetry;
  button.addEventListener("click", () => {
    item.remove();
    pending.delete(number);
    line(file);
    picker.querySelector("input").focus({ preventScroll: true });
  });
  item.querySelector(".photo__words").append(button);
}
