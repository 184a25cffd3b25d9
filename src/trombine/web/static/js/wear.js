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

crop.addEventListener("pointerdown", (event) => crop.setPointerCapture(event.pointerId));
crop.addEventListener("pointermove", (event) => {
  if (!crop.hasPointerCapture(event.pointerId)) return;
  move(x, event.movementX);
  move(y, event.movementY);
  show();
});
crop.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom.value = Number(zoom.value) - event.deltaY / 400;
  show();
});
for (const slider of [zoom, x, y]) slider.addEventListener("input", show);
show();
