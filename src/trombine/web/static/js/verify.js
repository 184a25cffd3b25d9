// A picture is checked as soon as it is chosen, dropped or pasted.
const form = document.getElementById("verify-form");
const input = document.getElementById("file");
const picker = document.getElementById("picker");

function check(files) {
  if (!files?.length) return;
  if (files !== input.files) input.files = files;
  document.getElementById("checking").hidden = false;
  form.requestSubmit();
}

input.addEventListener("change", () => check(input.files));
picker.addEventListener("dragover", (event) => {
  event.preventDefault();
  picker.classList.add("is-over");
});
picker.addEventListener("dragleave", () => picker.classList.remove("is-over"));
picker.addEventListener("drop", (event) => {
  event.preventDefault();
  picker.classList.remove("is-over");
  check(event.dataTransfer.files);
});
document.addEventListener("paste", (event) => check(event.clipboardData?.files));
