// What both frames share: the banner that tells of a failed request, and the
// form keeping its place because htmx is told (meta htmx-config) not to swap 5xx.
export function showBanner(kind) {
  const banner = document.querySelector('[data-banner]');
  if (!banner) return;
  banner.querySelector('p').textContent = banner.dataset[kind] || banner.dataset.failed;
  banner.hidden = false;
}

// A form that was refused leads to its list of what is wrong. Previews, which
// follow the form while it is filled in, replace no page and leave the focus alone.
function leadToErrors({ detail: { ctx } }) {
  if (ctx.response?.status >= 400 && ctx.swap !== 'none') document.querySelector('.errors')?.focus();
}

export function watchRequests() {
  document.addEventListener('htmx:after:swap', leadToErrors);
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
