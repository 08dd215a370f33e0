// The page of one claim. The next claim is fetched while this one is read, and
// the keys j and k put it in place without loading the page anew; the choice of
// a conclusion leads to the field that it asks for. Everything works without
// this file.
import { say } from './say.js'

const mostAhead = 2_000_000 // bytes
const fetched = new Map() // address to the page's text, as it was a moment ago

async function fetchPage(address) {
  const answer = await fetch(address, { headers: { Accept: 'text/html' } })
  if (!answer.ok || answer.redirected) throw new Error(answer.statusText)
  return answer.text()
}

function prefetch(selector) {
  const link = document.querySelector(selector)
  if (!link) return
  const page = fetchPage(link.href).catch(() => null)
  fetched.set(link.href, page)
  page.then((text) => text && warm(text))
}

// warm loads the next document, so that it is there when its page is. A large
// one would take the line away from the one that is being read.
async function warm(text) {
  const next = new DOMParser().parseFromString(text, 'text/html')
  const file = next.querySelector('[data-viewer]')?.dataset.file
  if (!file) return
  const stop = new AbortController()
  const answer = await fetch(file, { priority: 'low', signal: stop.signal }).catch(() => null)
  if (Number(answer?.headers.get('Content-Length')) > mostAhead) stop.abort()
  else await answer?.blob().catch(() => {})
}

async function open(address, remember) {
  const text = await (fetched.get(address) ?? fetchPage(address).catch(() => null))
  const page = text && new DOMParser().parseFromString(text, 'text/html')
  const main = page?.querySelector('main')
  if (!main?.querySelector('[data-item]')) return location.assign(address)
  document.querySelector('main').replaceWith(main)
  document.title = page.title
  if (remember) history.pushState({ item: true }, '', address)
  scrollTo(0, 0)
  start()
  say(main.querySelector('h1').textContent)
}

function start() {
  fetched.clear()
  prefetch('a[rel="next"]')
  document.dispatchEvent(new CustomEvent('htmx:after:swap')) // the viewer begins on the new document
}

// ready leads from a conclusion to the field that it asks for.
function ready(form, verdict) {
  const field = { points: '.by-points input', figures: '.by-figures :is(input, select)', keep: '.remark input', accept: 'button[type="submit"]' }[verdict]
  form.querySelector(field)?.focus()
  form.querySelector(field)?.select?.()
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[rel="next"], a[rel="prev"], a[data-later], a[data-swap]')
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  open(link.href, true)
})

document.addEventListener('change', (event) => {
  const form = event.target.closest('[data-decide]')
  if (form && event.target.name === 'verdict') ready(form, event.target.value)
})

addEventListener('popstate', () => location.reload())
start()
