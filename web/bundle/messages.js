// What both frames share: the banner that tells of a failed request, and the
// form keeping its place because htmx is told (meta htmx-config) not to swap 5xx.
export function showBanner(kind) {
  const banner = document.querySelector('[data-banner]');
  if (!banner) return;
  banner.querySelector('p').textContent = banner.dataset[kind] || banner.dataset.failed;
  banner.hidden = false;
}

export function watchRequests() {
  document.addEventListener('htmx:response:error', (event) => {
    if (event.detail.ctx.response.status >= 500) showBanner('failed');
  });
  document.addEventListener('htmx:error', () => showBanner(navigator.onLine ? 'failed' : 'offline'));
  document.addEventListener('htmx:before:request', () => {
    const banner = document.querySelector('[data-banner]');
    if (banner) banner.hidden = true;
  });
  document.addEventListener('click', (event) => {
    const close = event.target.closest('[data-banner] button');
    if (close) close.closest('[data-banner]').hidden = true;
  });
}
