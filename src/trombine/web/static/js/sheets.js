// The options of a style are a sheet: one at a time, closed by a tap beside it and by Escape.
const OPEN = ".style-card__options[open]";
const form = document.getElementById("styles-form");

form.addEventListener("click", (event) => {
  const sheet = event.target.closest(OPEN);
  const outside = event.target.matches(OPEN) || event.target.closest(".options__done");
  for (const open of form.querySelectorAll(OPEN)) {
    if (open !== sheet || outside) open.open = false;
  }
});

// A world or a ground: who chooses one lets go of the other.
form.addEventListener("change", ({ target }) => {
  const [style, option] = target.name.split(".");
  const other = { world: "background", background: "world" }[option];
  if (!other || !target.value || !target.closest(OPEN)) return;
  for (const field of form.querySelectorAll(`[name="${CSS.escape(`${style}.${other}`)}"]`)) {
    if (field.matches("select")) field.value = "";
    else field.checked = !field.value;
  }
});

form.addEventListener("keydown", (event) => {
  const sheet = event.key === "Escape" && event.target.closest(OPEN);
  if (!sheet) return;
  sheet.open = false;
  sheet.querySelector("summary").focus();
});
