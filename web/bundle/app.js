// Accounts: the banner, the one <dialog>, streams, and charts loaded only where a page has some.
import { followStreams } from './live.js';
import { watchRequests } from './messages.js';

watchRequests();

// A link with data-dialog opens its page's main part in the dialog; without
// script the same link is a page. Closing gives the focus back to the link.
let opener = null;

async function openDialog(link) {
  const dialog = document.querySelector('dialog[data-modal]');
  const response = await fetch(link.href, { headers: { 'HX-Request': 'true' } });
  if (!dialog || !response.ok) { location.assign(link.href); return; }
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const target = dialog.querySelector('[data-modal-body]');
  target.replaceChildren(...(page.querySelector('main') ?? page.body).childNodes);
  const heading = target.querySelector('h1');
  if (heading) { heading.id ||= 'dialog-title'; dialog.setAttribute('aria-labelledby', heading.id); }
  opener = link;
  dialog.showModal();
  globalThis.htmx?.process(target);
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-dialog]');
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    event.stopPropagation();
    openDialog(link).catch(() => location.assign(link.href));
  }
}, true);

document.addEventListener('close', (event) => {
  if (!event.target.matches?.('dialog[data-modal]')) return;
  opener?.focus();
  opener = null;
}, true);

// data-autosubmit: a select in a GET form applies at once; its button stays for readers without script.
document.addEventListener('change', (event) => {
  if (event.target.matches('[data-autosubmit]')) event.target.form.requestSubmit();
});

let chartsLoading = false;

function loadCharts() {
  const scripts = document.querySelector('[data-chart-scripts]')?.dataset.chartScripts;
  if (chartsLoading || !scripts || !document.querySelector('.chart[data-src]')) return;
  chartsLoading = true;
  for (const address of scripts.split(' ')) {
    const script = document.createElement('script');
    script.src = address;
    script.async = false;
    document.head.append(script);
  }
}

loadCharts();
followStreams();
document.addEventListener('htmx:after:swap', () => { loadCharts(); followStreams(); });
document.addEventListener('visibilitychange', followStreams);
