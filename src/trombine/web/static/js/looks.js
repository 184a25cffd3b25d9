// What a theme brings, and the names of what was chosen by its picture.
const language = document.documentElement.lang;

// As the service does: each theme's styles in turn.
function suggest(themes, known, most) {
  const rows = themes.map((theme) => theme.dataset.styles.split(" "));
  const longest = Math.max(0, ...rows.map((row) => row.length));
  const places = [...Array(longest).keys()];
  const styles = places.flatMap((place) => rows.map((row) => row[place]));
  return [...new Set(styles)].filter((style) => known.has(style)).slice(0, most);
}

function inSentence(title) {
  return title.charAt(0).toLowerCase() + title.slice(1);
}

// Marks the styles that are drawn where none is ticked; returns how many.
export function bring(themes, boxes, most) {
  const words = document.getElementById("brought");
  if (!words) return 0;
  const chosen = themes.filter((theme) => theme.checked);
  const isOpen = chosen.length > 0 && !boxes.some((box) => box.checked);
  const known = new Map(boxes.map((box) => [box.value, box.labels[0].textContent]));
  const { defaults } = boxes[0].form.dataset;
  const found = isOpen ? suggest(chosen, known, most) : [];
  const brought = isOpen && !found.length ? defaults.split(" ").filter(Boolean) : found;
  for (const box of boxes) {
    const told = document.getElementById(`brought-${box.value}`);
    told.textContent = brought.includes(box.value) ? told.dataset.words : "";
    box.closest("li").classList.toggle("is-brought", brought.includes(box.value));
  }
  const titles = brought.map((style) => inSentence(known.get(style)));
  const list = new Intl.ListFormat(language).format(titles);
  const { wordsBrought, wordsIdle } = words.dataset;
  words.textContent = brought.length ? wordsBrought.replace("{styles}", list) : wordsIdle;
  return brought.length;
}

function nameOf(chosen) {
  const label = chosen?.value ? chosen.labels[0] : null;
  return label ? label.title || label.textContent.trim() : "";
}

export function tellLooks(form) {
  for (const fieldset of form.querySelectorAll(".swatches:has(> legend), .look")) {
    const name = nameOf(fieldset.querySelector(":checked"));
    fieldset.querySelector(".swatches__name").textContent = name;
  }
  const told = form.querySelector(".looks__chosen");
  const names = [...form.querySelectorAll(".look :checked")].map(nameOf).filter(Boolean);
  told.textContent = names.join(" · ") || told.dataset.wordsVaried;
}
