// Brings a part of a page up to date with what the server renders. Elements that stay are changed in
// place, never taken out: focus, caret, what is open or ticked, and pictures that are shown outlive it.

const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";
const key = (node) => node.dataset?.key;

export async function refresh(holder, address = location.href) {
  const answer = await fetch(address, { headers: { "X-Part": holder.id } });
  if (answer.status === 410) return location.reload(); // the order went on: another page is here
  if (!answer.ok) throw new Error(String(answer.status));
  if (answer.redirected) {
    location.replace(answer.url);
    return;
  }
  const fresh = document.createElement("template");
  fresh.innerHTML = await answer.text();
  const focusAgain = rememberFocus(holder);
  updateChildren(holder, fresh.content);
  focusAgain();
}

function updateChildren(old, fresh) {
  const left = new Set(old.childNodes);
  const children = [...fresh.childNodes].map((child) => {
    const known = [...left].find((node) => isCounterpart(node, child));
    if (!known) return child;
    left.delete(known);
    if (!known.isEqualNode(child)) update(known, child);
    return known;
  });
  for (const gone of left) {
    if (!isOwn(gone)) gone.remove();
  }
  let next = nextPlace(old.firstChild);
  for (const child of children) {
    if (child === next) next = nextPlace(next.nextSibling);
    else old.insertBefore(child, next);
  }
}

function isCounterpart(old, fresh) {
  return old.nodeName === fresh.nodeName && key(old) === key(fresh) && old.id === fresh.id;
}

// What a module put there, and the server does not know of yet, stays.
function isOwn(node) {
  return node.dataset?.own !== undefined;
}

function nextPlace(node) {
  while (node && isOwn(node)) node = node.nextSibling;
  return node;
}

function update(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.data = fresh.data;
    return;
  }
  for (const { name } of [...old.attributes]) {
    // Whether a sheet or menu is open is up to who looks at it.
    if (!fresh.hasAttribute(name) && !(name === "open" && old.matches("details"))) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  updateChildren(old, fresh);
}

// Who was on an element that had to go is put on the one with its id, or in its place.
function rememberFocus(holder) {
  const focused = document.activeElement;
  if (!holder.contains(focused)) return () => {};
  const near = focused.closest("[data-key]");
  const place = near ? placeIn(near, focused) : -1;
  const placeInAll = placeIn(holder, focused);
  return () => {
    if (document.activeElement === focused) return;
    const [around, at] = near?.isConnected ? [near, place] : [holder, placeInAll];
    const others = [...around.querySelectorAll(FOCUSABLE)];
    const named = focused.id && document.getElementById(focused.id);
    const wanted = focused.isConnected ? focused : named || others[Math.min(at, others.length - 1)];
    wanted?.focus({ preventScroll: true });
  };
}

function placeIn(around, element) {
  return [...around.querySelectorAll(FOCUSABLE)].indexOf(element);
}
