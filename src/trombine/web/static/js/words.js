// Words made in the browser: durations as the page's language says them, and the live region.
const language = document.documentElement.lang;

export function until(moment) {
  const minutes = Math.max(0, Math.round((moment - Date.now()) / 60_000));
  const parts = minutes >= 60 ? [[Math.floor(minutes / 60), "hour"]] : [];
  if (minutes < 60 * 6) parts.push([minutes % 60, "minute"]);
  return parts
    .map(([amount, unit]) =>
      new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(amount),
    )
    .join(" ");
}

export function say(words) {
  document.getElementById("live").textContent = words;
}
