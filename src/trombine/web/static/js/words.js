// Words made in the browser: times and durations as the page's language says them, and the live region.
const language = document.documentElement.lang;

export function until(moment) {
  const minutes = Math.max(0, Math.round((moment - Date.now()) / 60_000));
  const near = minutes < 60 * 6; // further off, whole hours say enough
  const hours = near ? Math.floor(minutes / 60) : Math.round(minutes / 60);
  const parts = hours ? [[hours, "hour"]] : [];
  if (near) parts.push([minutes % 60, "minute"]);
  return parts
    .map(([amount, unit]) =>
      new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(amount),
    )
    .join(" ");
}

export function momentHere(moment) {
  const parts = { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" };
  return new Intl.DateTimeFormat(language, parts).format(moment);
}

const live = document.getElementById("live");
let shown;

// For those who listen; whoever looks sees it on the page.
export function whisper(words) {
  live.textContent = words;
}

export function say(words) {
  whisper(words);
  live.className = "toast";
  clearTimeout(shown);
  shown = setTimeout(() => (live.className = "visually-hidden"), 5000);
}
