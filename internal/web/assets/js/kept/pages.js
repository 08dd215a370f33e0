// Tells which pages of this browser are still open. All of them share one
// store; what a page that is gone has left there, another one takes over.
//
// An open page holds a lock under its name; where the browser has no locks (they
// need HTTPS), it renews a line in the store instead.
const beat = 10_000 // milliseconds
const tooOld = 9 * beat // a page in the background may run but once a minute

export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
}

export const page = newKey()
const locks = navigator.locks
const name = (one) => `open:${one}`

// store reads and writes the browser's own store, which may be forbidden or full.
// Once somebody has had everything removed, this page puts nothing back.
export const store = {
  get(key) {
    try {
      return localStorage.getItem(key)
    } catch {
      return null
    }
  },
  set(key, value) {
    if ('cleared' in document.documentElement.dataset) return false
    try {
      localStorage.setItem(key, value)
      return true
    } catch {
      return false
    }
  },
  drop(key) {
    try {
      localStorage.removeItem(key)
    } catch {
      // Nothing was kept there.
    }
  },
  keys() {
    try {
      return Object.keys(localStorage)
    } catch {
      return []
    }
  },
}

// entries lists what is kept under names with a beginning, the oldest first.
// What cannot be read is no entry.
export function entries(prefix) {
  return store.keys().filter((key) => key.startsWith(prefix)).map(parse).filter(Boolean).sort((a, b) => a.at - b.at)
}

function parse(key) {
  try {
    return JSON.parse(store.get(key))
  } catch {
    return null
  }
}

let opened = false
function open() {
  if (opened) return
  opened = true
  if (locks) return void locks.request(name(page), () => new Promise(() => {}))
  const renew = () => store.set(name(page), String(Date.now()))
  renew()
  setInterval(renew, beat)
  addEventListener('pagehide', () => store.drop(name(page)))
  addEventListener('pageshow', renew)
}

// gone yields those of some pages that are no longer open.
async function gone(pages) {
  if (!locks) return pages.filter((one) => Date.now() - Number(store.get(name(one)) ?? 0) > tooOld)
  const { held } = await locks.query()
  return pages.filter((one) => !held.some((lock) => lock.name === name(one)))
}

const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('kept') : null

// wakeOthers asks the other pages of this browser to send now what they hold.
export function wakeOthers() {
  channel?.postMessage('wake')
}

export function onWake(send) {
  channel?.addEventListener('message', send)
}

// inherit calls take whenever another page may have gone, once at the start and
// then as soon as it happens. owners lists the pages that have left something;
// take is told which of them are gone.
export async function inherit(owners, take) {
  open()
  const waiting = new Set()
  const others = () => [...new Set(owners())].filter((one) => one && one !== page)
  async function look() {
    const here = others()
    const away = await gone(here)
    if (away.length) take(away)
    for (const one of here) if (locks && !away.includes(one)) follow(one)
  }
  function follow(one) {
    if (waiting.has(one)) return
    waiting.add(one)
    locks.request(name(one), () => waiting.delete(one)).then(look)
  }
  if (!locks) setInterval(look, beat)
  addEventListener('storage', (event) => {
    if (!locks && event.newValue === null && event.key?.startsWith('open:')) setTimeout(look, 0)
  })
  addEventListener('focus', look)
  addEventListener('online', look)
  await look()
  return look
}
