// How thirty is shared among the styles chosen, or those a theme brings; what was chosen is
// remembered on this device.
import "./sheets.js";
import { bring, tellLooks } from "./looks.js";

const form = document.getElementById("styles-form");
const sum = document.getElementById("sum");
const button = document.getElementById("create");
const count = Number(form.dataset.count);
const least = Number(form.dataset.least);
const most = Number(form.dataset.most);
const boxes = [...form.querySelectorAll('[name="styles"]')];
const themes = [...form.querySelectorAll('[name="everywhere.pack"]')];

function shares(styles) {
  const each = Math.floor(count / styles);
  const more = count % styles;
  if (!more) return `${count} = ${styles} × ${each}`;
  return `${count} = ${more} × ${each + 1} + ${styles - more} × ${each}`;
}

function tell() {
  const chosen = boxes.filter((box) => box.checked).length;
  const brought = bring(themes, boxes, most);
  const needed = themes.some((theme) => theme.checked) ? 1 : least;
  const fits = brought > 0 || (chosen >= needed && chosen <= most);
  if (brought) sum.textContent = `${sum.dataset.wordsSuit.split("|")[brought - 1]} ${shares(brought)}`;
  else if (fits) sum.textContent = shares(chosen);
  else sum.textContent = chosen < needed ? sum.dataset.wordsFew : sum.dataset.wordsMany;
  button.disabled = !fits;
  for (const box of boxes) box.disabled = !box.checked && chosen >= most;
}

function remember() {
  const fields = [...new FormData(form)].filter(([, value]) => value !== "");
  localStorage.setItem("trombine.styles", JSON.stringify(fields));
}

function recall() {
  if ([...boxes, ...themes].some((box) => box.checked)) return;
  const fields = JSON.parse(localStorage.getItem("trombine.styles") ?? "[]");
  for (const [name, value] of fields) {
    const named = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    const ticked = named.filter((field) => field.matches("[type=checkbox], [type=radio]"));
    for (const field of ticked) field.checked ||= field.value === value;
    if (named.length === 1 && !ticked.length) named[0].value = value;
  }
}

recall();
tell();
tellLooks(form);
form.addEventListener("change", () => {
  tell();
  tellLooks(form);
  remember();
});
form.addEventListener("submit", () => {
  remember();
  button.setAttribute("aria-disabled", "true");
});
