// Photos go up one by one, reduced and stripped of metadata on this device, each with its verdict.
import { follow } from "./events.js";
import { refresh } from "./part.js";
import { reduce } from "./reduce.js";
import { say } from "./words.js";

const form = document.getElementById("photos-form");
const picker = document.getElementById("picker");
const holder = document.getElementById("photos");
const fault = document.getElementById("photos-fault");
const words = holder.dataset;
let order = form.dataset.order;
let queue = Promise.resolve();

for (const input of form.querySelectorAll('input[type="file"]')) {
  input.addEventListener("change", () => {
    take([...input.files]);
    input.value = "";
  });
}

picker.addEventListener("dragover", (event) => {
  event.preventDefault();
  picker.classList.add("is-over");
});
picker.addEventListener("dragleave", () => picker.classList.remove("is-over"));
picker.addEventListener("drop", (event) => {
  event.preventDefault();
  picker.classList.remove("is-over");
  take([...event.dataTransfer.files]);
});
document.addEventListener("paste", (event) => take([...(event.clipboardData?.files ?? [])]));

holder.addEventListener("submit", async (event) => {
  const number = event.target.dataset.remove;
  if (!number) return;
  event.preventDefault();
  await fetch(`/v1/orders/${order}/photos/${number}`, { method: "DELETE" });
  await show();
});

if (order) listen();

function complain(sentence) {
  fault.hidden = !sentence;
  fault.querySelector("span").textContent = sentence;
}

async function take(files) {
  complain("");
  if (!files.length) return;
  if (!order && !form.reportValidity()) return complain(words.wordsConsent);
  try {
    await begin();
  } catch (problem) {
    return complain(problem.message);
  }
  for (const file of files) queue = queue.then(() => send(file));
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

function show() {
  return refresh(holder, `/orders/${order}`).catch(() => {});
}

function freeNumber() {
  const taken = new Set([...holder.querySelectorAll("[data-number]")].map((item) => item.dataset.number));
  for (let number = 1; number <= Number(form.dataset.most); number += 1) {
    if (!taken.has(String(number))) return number;
  }
  return null;
}

async function send(file) {
  const number = freeNumber();
  if (number === null) return complain(words.wordsMany);
  const picture = await reduce(file);
  const item = place(number, picture);
  try {
    const verdict = await put(number, picture, (share) => (item.querySelector("progress").value = share));
    if (verdict.findings?.length) say(verdict.findings[0].message);
    await show();
  } catch (problem) {
    if (problem.sentence) complain(problem.sentence);
    offerAgain(item, file, problem.sentence);
  }
}

function place(number, picture) {
  let list = document.getElementById("photo-list");
  if (!list) {
    list = document.createElement("ul");
    list.className = "photos";
    list.id = "photo-list";
    holder.append(list);
  }
  const item = document.createElement("li");
  item.className = "photo photo--tile is-sending";
  item.dataset.number = number;
  item.innerHTML = '<img alt="" width="88" height="113"><div class="photo__words"><span class="verdict"></span><progress max="1" value="0"></progress></div>';
  item.querySelector("img").src = URL.createObjectURL(picture);
  item.querySelector(".verdict").textContent = words.wordsSending;
  list.insertBefore(item, list.querySelector(".photo:not(.photo--tile)"));
  return item;
}

function offerAgain(item, file, sentence) {
  item.classList.remove("photo--tile");
  item.querySelector(".verdict").textContent = sentence ?? words.wordsLost;
  item.querySelector("progress").remove();
  const button = document.createElement("button");
  button.className = "button button--plain button--small";
  button.type = "button";
  button.textContent = words.wordsRetry;
  button.addEventListener("click", () => {
    item.remove();
    queue = queue.then(() => send(file));
  });
  item.querySelector(".photo__words").append(button);
}

function put(number, picture, progressed, tries = 4) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", `/v1/orders/${order}/photos/${number}`);
    request.upload.onprogress = (event) => progressed(event.loaded / event.total);
    request.onload = () => {
      const body = JSON.parse(request.responseText || "{}");
      if (request.status < 300) resolve(body);
      else reject(Object.assign(new Error("refused"), { sentence: body.detail }));
    };
    request.onerror = () => {
      // The connection went: wait for it, then go on.
      if (!tries) return reject(new Error("lost"));
      const wait = navigator.onLine ? 1500 : 4000;
      setTimeout(() => put(number, picture, progressed, tries - 1).then(resolve, reject), wait);
    };
    request.send(picture);
  });
}
