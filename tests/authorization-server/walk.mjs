// Walks through the sign-in pages like a person would, and prints where the browser would be sent in the end.
//
//   node walk.mjs URL [login|abort]
//
// It fills in every form it meets (`login` and `password` with the name), follows redirects on the server, and stops at
// the first one that leaves it: that address is printed, not visited. For a device code it ends at the last page and
// prints `done`. With `abort` it refuses.
const [start, name = 'ana'] = process.argv.slice(2);
const origin = new URL(start).origin;
const cookies = new Map();

async function visit(url, form) {
  const response = await fetch(url, {
    method: form ? 'POST' : 'GET',
    body: form,
    redirect: 'manual',
    headers: { cookie: [...cookies].map(([key, value]) => `${key}=${value}`).join('; ') },
  });
  for (const line of response.headers.getSetCookie()) {
    const [key, value] = line.split(';')[0].split(/=(.*)/s);
    value ? cookies.set(key, value) : cookies.delete(key);
  }
  return response;
}

function unescape(text) {
  return text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");
}

/** The first form of a page, filled in. */
function fill(page, url) {
  const form = page.match(/<form[^>]*>([\s\S]*?)<\/form>/);
  if (!form) return undefined;
  const action = form[0].match(/action="([^"]*)"/)?.[1] ?? '';
  const data = new URLSearchParams();
  for (const [input] of form[1].matchAll(/<input[^>]*>/g)) {
    const key = input.match(/name="([^"]*)"/)?.[1];
    const value = input.match(/value="([^"]*)"/)?.[1] ?? '';
    if (key) data.set(key, key === 'login' || key === 'password' ? name : unescape(value));
  }
  return { to: new URL(unescape(action), url), data };
}

async function walk() {
  let url = new URL(start);
  let response = await visit(url);
  for (let step = 0; step < 20; step += 1) {
    const location = response.headers.get('location');
    if (location) {
      const next = new URL(location, url);
      if (next.origin !== origin || next.pathname === '/callback') return next.href;
      url = next;
      response = await visit(url);
      continue;
    }
    const page = await response.text();
    if (response.status >= 400) throw new Error(`HTTP ${response.status} at ${url.pathname}: ${page.slice(0, 300)}`);
    const abort = name === 'abort' && page.match(/href="([^"]*\/abort)"/)?.[1];
    const form = fill(page, url);
    if (abort) {
      url = new URL(unescape(abort), url);
      response = await visit(url);
    } else if (form) {
      url = form.to;
      response = await visit(url, form.data);
    } else {
      return 'done';
    }
  }
  throw new Error('more than 20 pages');
}

console.log(await walk());
