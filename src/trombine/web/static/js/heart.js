// Keeps a portrait, or lets it go, without a reload.

export async function toggle(heart) {
  const on = heart.getAttribute("aria-pressed") !== "true";
  const answer = await fetch(`/v1/avatars/${heart.dataset.avatar}`, {
    method: "PATCH",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(on ? { favorite: true } : { favorite: false, keep: false }),
  });
  if (answer.ok) heart.setAttribute("aria-pressed", String(on));
}
