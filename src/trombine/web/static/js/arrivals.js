// Files chosen in an input, also before this script had come.
export function choose(input, take) {
  const given = () => input.files.length && take([...input.files]);
  input.addEventListener("change", given);
  given();
}

// Files that are dropped on an element or pasted anywhere on the page.
export function receive(element, take) {
  element.addEventListener("dragover", (event) => {
    event.preventDefault();
    element.classList.add("is-over");
  });
  element.addEventListener("dragleave", () => element.classList.remove("is-over"));
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    element.classList.remove("is-over");
    take(event.dataTransfer.files);
  });
  document.addEventListener("paste", (event) => take(event.clipboardData?.files ?? []));
}
