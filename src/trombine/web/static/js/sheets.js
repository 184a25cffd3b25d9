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

form.addEventListener("keydown", (event) => {
  const sheet = event.key === "Escape" && event.target.closest(OPEN);
  if (!sheet) return;
  sheet.open = false;
  sheet.querySelector("summary").focus();
});
