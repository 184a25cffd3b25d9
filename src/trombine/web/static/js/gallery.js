// Hearts without a reload, and a bar for the portraits that are ticked.
const form = document.getElementById("selection");
const bar = document.getElementById("selected");
const words = bar.querySelector(".dock__words");
const compare = bar.querySelector('[value="compare"]');

form.addEventListener("click", async (event) => {
  const heart = event.target.closest(".heart");
  if (!heart) return;
  event.preventDefault();
  const on = heart.getAttribute("aria-pressed") !== "true";
  const answer = await fetch(`/v1/avatars/${heart.dataset.avatar}`, {
    method: "PATCH",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(on ? { favorite: true } : { favorite: false, keep: false }),
  });
  if (answer.ok) heart.setAttribute("aria-pressed", String(on));
});

form.addEventListener("change", () => {
  const ticked = form.querySelectorAll('[name="avatar"]:checked').length;
  bar.classList.toggle("has-some", ticked > 0);
  words.textContent = ticked;
  compare.disabled = ticked !== 2;
});
