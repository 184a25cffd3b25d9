// Brings a part of a page up to date with what the server renders, touching only what changed.

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
  update(holder, fresh.content);
}

function update(old, fresh) {
  const kept = new Map([...old.children].map((child) => [child.dataset.key, child]));
  const children = [...fresh.children].map((child) => {
    const before = child.dataset.key && kept.get(child.dataset.key);
    if (!before) return child;
    if (before.dataset.keyed !== undefined) {
      update(before, child);
      return before;
    }
    return before.outerHTML === child.outerHTML ? before : child;
  });
  const same =
    children.length === old.children.length && children.every((child, i) => child === old.children[i]);
  if (!same) old.replaceChildren(...children);
}
