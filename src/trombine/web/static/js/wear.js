// The circle follows fingers, mouse and sliders.
const crop = document.getElementById("crop");
const [zoom, x, y] = ["zoom", "x", "y"].map((id) => document.getElementById(id));
const room = Number(crop.dataset.room); // as close as it takes to move the circle at all
const fingers = new Map(); // where each was: not every browser tells how far it moved

function show() {
  for (const slider of [zoom, x, y]) crop.style.setProperty(`--${slider.id}`, slider.value);
}

function move(right, down) {
  if (!right && !down) return;
  zoom.value = Math.max(Number(zoom.value), room);
  const pixels = crop.clientWidth * (1 - 1 / Number(zoom.value));
  x.value = Number(x.value) + right / pixels;
  y.value = Number(y.value) + down / pixels;
}

// Keep the middle where it is, so that a larger or smaller circle does not wander off.
function resize(closer) {
  const free = () => 1 - 1 / Number(zoom.value);
  const middles = [x, y].map((slider) => Number(slider.value) * free() + (1 - free()) / 2);
  zoom.value = closer;
  if (free()) [x, y].forEach((slider, i) => (slider.value = (middles[i] - (1 - free()) / 2) / free()));
}

function distance() {
  const [one, other] = fingers.values();
  return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
}

crop.addEventListener("pointerdown", (event) => {
  crop.setPointerCapture(event.pointerId);
  if (fingers.size < 2) fingers.set(event.pointerId, event);
});
crop.addEventListener("pointermove", (event) => {
  const last = fingers.get(event.pointerId);
  if (!last) return;
  if (fingers.size === 1) move(event.clientX - last.clientX, event.clientY - last.clientY);
  const before = fingers.size === 2 && distance();
  fingers.set(event.pointerId, event);
  if (before) resize((Number(zoom.value) * before) / distance());
  show();
});
for (const end of ["pointerup", "pointercancel"]) {
  crop.addEventListener(end, (event) => fingers.delete(event.pointerId));
}
crop.addEventListener("wheel", (event) => {
  event.preventDefault();
  resize(Number(zoom.value) * 2 ** (-event.deltaY / 800));
  show();
});
zoom.addEventListener("input", show);
for (const slider of [x, y]) {
  slider.addEventListener("input", () => {
    zoom.value = Math.max(Number(zoom.value), room);
    show();
  });
}
show();
