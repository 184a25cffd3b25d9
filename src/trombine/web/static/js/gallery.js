// Hearts without a reload, and a bar for the portraits that are ticked.
import { toggle } from "./heart.js";

const form = document.getElementById("selection");
const bar = document.getElementById("selected");
const words = bar.querySelector(".dock__words");
const compare = bar.querySelector('[value="compare"]');

form.addEventListener("click", (event) => {
  const heart = event.target.closest(".heart");
  if (!heart) return;
  event.preventDefault();
  toggle(heart);
});

form.addEventListener("change", tell);
tell(); // ticked before this script had come, or kept by the browser

function tell() {
  const ticked = form.querySelectorAll('[name="avatar"]:checked').length;
  bar.classList.toggle("has-some", ticked > 0);
  words.textContent = `${words.dataset.wordsChosen} ${ticked}`;
  compare.disabled = ticked !== 2;
}
