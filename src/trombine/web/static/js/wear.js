// The circle follows finger, mouse and sliders.
const crop = document.getElementById("crop");
const [zoom, x, y] = ["zoom", "x", "y"].map((id) => document.getElementById(id));

function show() {
  for (const slider of [zoom, x, y]) crop.style.setProperty(`--${slider.id}`, slider.value);
}

function move(slider, pixels) {
  const room = crop.clientWidth * (1 - 1 / Number(zoom.value));
  if (room > 1) slider.value = Number(slider.value) + pixels / room;
}

let last = null; // where the pointer was; not every browser tells how far a finger moved
crop.addEventListener("pointerdown", (event) => {
  crop.setPointerCapture(event.pointerId);
  last = event;
});
crop.addEventListener("pointermove", (event) => {
  if (!crop.hasPointerCapture(event.pointerId)) return;
  move(x, event.clientX - last.clientX);
  move(y, event.clientY - last.clientY);
  last = event;
  show();
});
crop.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom.value = Number(zoom.value) - event.deltaY / 400;
  show();
});
for (const slider of [zoom, x, y]) slider.addEventListener("input", show);
show();
