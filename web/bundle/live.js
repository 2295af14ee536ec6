// Elements with data-live follow a stream of the server. Each message is the
// element's own markup again; only parts (data-part, with an id) whose words
// changed are replaced, so that focus stays and live regions speak once.
const RETRY_AFTER = 30000;
const MOST_RETRIES = 5;
const streams = new Map();

function apply(element, markup) {
  const fresh = new DOMParser().parseFromString(markup, 'text/html');
  const focused = element.contains(document.activeElement) ? document.activeElement.id : '';
  for (const part of element.querySelectorAll('[data-part]')) {
    const next = fresh.getElementById(part.id);
    if (!next || next.textContent === part.textContent) continue;
    part.replaceChildren(...next.childNodes);
    globalThis.htmx?.process(part);
  }
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
}

function follow(element, retries = 0) {
  const source = new EventSource(element.dataset.live);
  streams.set(element, source);
  source.addEventListener('message', (event) => apply(element, event.data));
  source.addEventListener('done', () => source.close());
  // The browser comes back by itself after an end; not after a refusal.
  source.addEventListener('error', () => {
    if (source.readyState !== EventSource.CLOSED || retries >= MOST_RETRIES) return;
    setTimeout(() => { if (streams.get(element) === source) follow(element, retries + 1); }, RETRY_AFTER);
  });
}

function close(element) {
  streams.get(element)?.close();
  streams.delete(element);
}

// A browser keeps few connections to one host: only the page that is looked at has one.
export function followStreams() {
  for (const element of streams.keys()) if (!element.isConnected || document.hidden) close(element);
  if (document.hidden) return;
  for (const element of document.querySelectorAll('[data-live]')) if (!streams.has(element)) follow(element);
}
