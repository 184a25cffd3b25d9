// Follows an order: server-sent events where they come through, else it asks every two seconds.

export function follow(order, after, heard) {
  let last = after;
  let timer;
  const source = new EventSource(`/v1/orders/${order}/events?after=${after}`);
  const take = (event) => {
    last = Number(event.lastEventId) || last;
    heard(event.type, JSON.parse(event.data));
  };
  for (const kind of ["photo", "verdict", "stage", "queue", "avatar", "state"]) {
    source.addEventListener(kind, take);
  }
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED && !timer) timer = setInterval(ask, 2000);
  };

  async function ask() {
    const answer = await fetch(`/v1/orders/${order}/events?after=${last}`, {
      headers: { Accept: "application/json" },
    }).catch(() => null);
    if (!answer?.ok) return;
    const { items, last: newest } = await answer.json();
    last = newest;
    for (const item of items) heard(item.kind, item);
  }

  return () => {
    source.close();
    clearInterval(timer);
  };
}
