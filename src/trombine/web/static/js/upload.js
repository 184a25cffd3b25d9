// Sends a file, tells how far it is, and waits for a connection that went.

export function put(address, content, progressed, tries = 4) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", address);
    request.upload.onprogress = (event) => progressed(event.loaded / event.total);
    request.onload = () => {
      const body = JSON.parse(request.responseText || "{}");
      if (request.status < 300) resolve(body);
      else reject(Object.assign(new Error("refused"), { sentence: body.detail }));
    };
    request.onerror = () => {
      if (!tries) return reject(new Error("lost"));
      const wait = navigator.onLine ? 1500 : 4000;
      setTimeout(() => put(address, content, progressed, tries - 1).then(resolve, reject), wait);
    };
    request.send(content);
  });
}
