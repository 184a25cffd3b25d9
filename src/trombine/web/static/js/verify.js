// A picture is checked as soon as it is chosen, dropped or pasted.
import { choose, receive } from "./arrivals.js";

const form = document.getElementById("verify-form");
const input = document.getElementById("file");
const picker = document.getElementById("picker");

function check(files) {
  if (!files?.length) return;
  if (files !== input.files) input.files = files;
  document.getElementById("checking").hidden = false;
  form.requestSubmit();
}

choose(input, () => check(input.files));
receive(picker, check);
