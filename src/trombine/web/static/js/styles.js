// How thirty is shared among the styles chosen; what was chosen is remembered on this device.
const form = document.getElementById("styles-form");
const sum = document.getElementById("sum");
const button = document.getElementById("create");
const { count, least, most } = Object.fromEntries(
  Object.entries(form.dataset).map(([name, value]) => [name, Number(value)]),
);
const boxes = [...form.querySelectorAll('[name="styles"]')];

function shares(styles) {
  const each = Math.floor(count / styles);
  const more = count % styles;
  if (!more) return `${count} = ${styles} × ${each}`;
  return `${count} = ${more} × ${each + 1} + ${styles - more} × ${each}`;
}

function tell() {
  const chosen = boxes.filter((box) => box.checked).length;
  const fits = chosen >= least && chosen <= most;
  if (fits) sum.textContent = shares(chosen);
  else sum.textContent = chosen < least ? sum.dataset.wordsFew : sum.dataset.wordsMany;
  button.disabled = !fits;
  for (const box of boxes) box.disabled = !box.checked && chosen >= most;
}

function remember() {
  const fields = [...new FormData(form)].filter(([, value]) => value !== "");
  localStorage.setItem("trombine.styles", JSON.stringify(fields));
}

function recall() {
  if (boxes.some((box) => box.checked)) return;
  const fields = JSON.parse(localStorage.getItem("trombine.styles") ?? "[]");
  for (const [name, value] of fields) {
    const fields = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    const box = fields.find((field) => field.matches("[type=checkbox], [type=radio]") && field.value === value);
    if (box) box.checked = true;
    else if (fields.length === 1) fields[0].value = value;
  }
}

function nameGrounds() {
  for (const swatches of form.querySelectorAll(".swatches")) {
    const chosen = swatches.querySelector(":checked");
    swatches.querySelector(".swatches__name").textContent = chosen?.value ? chosen.labels[0].title : "";
  }
}

form.addEventListener("click", (event) => {
  const sheet = event.target.closest("details[open]");
  const outside = event.target.matches("details[open]") || event.target.closest(".options__done");
  for (const open of form.querySelectorAll("details[open]")) {
    if (open !== sheet || outside) open.open = false;
  }
});

form.addEventListener("keydown", (event) => {
  const sheet = event.key === "Escape" && event.target.closest("details[open]");
  if (!sheet) return;
  sheet.open = false;
  sheet.querySelector("summary").focus();
});

recall();
tell();
nameGrounds();
form.addEventListener("change", () => {
  tell();
  nameGrounds();
  remember();
});
form.addEventListener("submit", () => {
  remember();
  button.setAttribute("aria-disabled", "true");
});
