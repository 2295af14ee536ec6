// Write-ahead outbox. A changed answer is stored on the device with a sequence
// number before it is sent, and leaves the device only after the server has
// confirmed it. The form names the address (data-autosave), the session
// (data-outbox-key) and the words of the live region (data-saving, data-saved,
// data-offline, data-failed). Hidden fields (the CSRF token) travel with every request.
const PREFIX = 'outbox:';
const DAY = 24 * 60 * 60 * 1000;
const FIRST_DELAY = 1000;
const LONGEST_DELAY = 60000;

let form = null;
let sending = false;
let delay = FIRST_DELAY;
let timer = 0;
let inFlight = null;
let handedOver = false; // a submitted form carries everything until something changes again

const storageKey = () => PREFIX + form.dataset.outboxKey;

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? { seq: 0, answers: {} };
  } catch {
    return { seq: 0, answers: {} };
  }
}

function write(key, box) {
  try {
    localStorage.setItem(key, JSON.stringify(box));
  } catch {
    // Storage full or forbidden: the answers still travel with the form.
  }
}

// The clock as lower bound keeps numbers rising when the same link continues on another device.
function nextSeq(box) {
  box.seq = Math.max(box.seq + 1, Date.now());
  return box.seq;
}

function show(state) {
  const region = document.querySelector('[data-outbox-status]');
  if (!region || !form) return;
  region.dataset.is = state;
  region.querySelector('span').textContent = form.dataset[state] ?? '';
}

const isAnswer = (field) => field.name && field.type !== 'hidden' && field.type !== 'submit';

const valuesOf = (name) => new FormData(form).getAll(name).map(String);

function record(name) {
  const key = storageKey();
  const box = read(key);
  box.answers[name] = { seq: nextSeq(box), values: valuesOf(name) };
  box.at = Date.now();
  write(key, box);
  handedOver = false;
  show('saving');
  schedule(400);
}

function schedule(wait) {
  clearTimeout(timer);
  timer = setTimeout(send, wait);
}

function body(box) {
  const fields = new URLSearchParams();
  for (const hidden of form.querySelectorAll('input[type=hidden][name]')) fields.append(hidden.name, hidden.value);
  for (const [name, answer] of Object.entries(box.answers)) {
    for (const value of answer.values.length ? answer.values : ['']) fields.append(name, value);
  }
  fields.set('_seq', String(box.seq));
  return fields;
}

function confirm(key, sent) {
  const box = read(key);
  for (const [name, answer] of Object.entries(box.answers)) if (answer.seq <= sent) delete box.answers[name];
  write(key, box);
  return Object.keys(box.answers).length === 0;
}

// The round has ended or the link is no longer valid: asking again changes nothing.
const refused = ({ status }) => status >= 400 && status < 500 && status !== 408 && status !== 429;

async function send() {
  if (!form || sending || handedOver) return;
  const key = storageKey();
  const box = read(key);
  if (Object.keys(box.answers).length === 0) return;
  sending = true;
  inFlight = new AbortController();
  const { signal } = inFlight;
  try {
    const response = await fetch(form.dataset.autosave, { method: 'POST', body: body(box), keepalive: true, credentials: 'same-origin', redirect: 'manual', signal });
    if (refused(response)) return show('failed');
    if (!response.ok) throw new Error(String(response.status));
    delay = FIRST_DELAY;
    if (confirm(key, box.seq)) show('saved');
    else schedule(0);
  } catch {
    if (signal.aborted) return;
    show('offline');
    schedule(delay);
    delay = Math.min(delay * 2, LONGEST_DELAY);
  } finally {
    sending = false;
  }
}

// What the last visit could not send stands in the form again and is sent now.
function restore(box) {
  for (const [name, answer] of Object.entries(box.answers)) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === 'radio' || field.type === 'checkbox') field.checked = answer.values.includes(field.value);
      else if (isAnswer(field)) field.value = answer.values[0] ?? '';
    }
  }
}

function forget(now) {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX) && !(now - read(key).at < DAY)) localStorage.removeItem(key);
  }
  const done = document.querySelector('[data-outbox-clear]');
  if (done) localStorage.removeItem(PREFIX + done.dataset.outboxClear);
}

function attach() {
  try {
    forget(Date.now());
  } catch {
    // Storage forbidden: nothing was kept.
  }
  form = document.querySelector('form[data-autosave][data-outbox-key]');
  handedOver = false;
  if (!form) return;
  const box = read(storageKey());
  restore(box);
  if (Object.keys(box.answers).length > 0) schedule(0);
}

function changed(event) {
  const field = event.target;
  if (form && field.form === form && isAnswer(field)) record(field.name);
}

// A submitted form takes unsent answers of other pages along, so that the last
// page cannot overtake them.
function carryAlong(data) {
  const box = read(storageKey());
  for (const [name, answer] of Object.entries(box.answers)) {
    if (form.elements.namedItem(name)) continue;
    for (const value of answer.values) data.append(name, value);
  }
  data.set('_seq', String(Math.max(box.seq + 1, Date.now())));
}

export function startOutbox() {
  document.addEventListener('input', changed);
  document.addEventListener('change', changed);
  document.addEventListener('formdata', (event) => {
    if (event.target !== form) return;
    carryAlong(event.formData);
  });
  document.addEventListener('submit', (event) => {
    if (event.target !== form) return;
    // What is still on its way must not arrive after the form.
    handedOver = true;
    inFlight?.abort();
  }, true);
  document.addEventListener('htmx:after:swap', attach);
  addEventListener('online', () => schedule(0));
  addEventListener('pagehide', () => { sending = false; send(); });
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', attach);
  else attach();
}
