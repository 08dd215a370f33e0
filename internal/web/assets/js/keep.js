// Keeps what is typed into a form with data-keep until the server has it: over
// a lost line, an ended session, a closed tab. Every form works without this
// file. Two forms that go to one address need names: data-keep="name".
import { hush, note, tell, when, words } from './kept/bar.js'
import { all, clear, drop, fill, idOf, owners, person, put, same, sheets, typedIn } from './kept/drafts.js'
import { inherit, newKey, onWake, page, wakeOthers } from './kept/pages.js'
import { go, post, show } from './kept/post.js'
import { known, signInAgain } from './kept/session.js'

const second = 1000
const longest = 60 * second
const drawn = new WeakMap() // form to what it was drawn with: {fields, version, key}
const tried = new WeakMap() // form to the fields that the server may have
const waiting = new Map() // form to {timer, pause, submitter}
let away = [] // pages that are gone
let typing = 0

const hidden = (form, name) => form.elements.namedItem(name)
const isKept = (form) => form?.dataset?.keep !== undefined && form.method === 'post'
const forms = () => [...document.querySelectorAll('form[data-keep]')].filter(isKept)

function keep(form) {
  const fields = typedIn(form)
  const before = tried.get(form)
  if (before && !same(before, fields)) renew(form)
  if (!tried.has(form) && same(fields, drawn.get(form).fields)) return drop({ form: idOf(form), tab: page })
  const kept = put({
    form: idOf(form), fields, version: hidden(form, 'version')?.value, key: hidden(form, '_key')?.value, sent: tried.has(form),
    at: Date.now(), path: drawn.get(form).path, title: drawn.get(form).title,
  })
  if (!kept && !form.querySelector('[data-told]')) tell(form, 'bad', words('full'))
}

// renew makes the form another act, as one with another text in it is.
function renew(form) {
  tried.delete(form)
  if (hidden(form, '_key')) hidden(form, '_key').value = `${person}~${newKey()}`
}

// take puts a draft into its form and makes it this page's own.
function take(form, draft) {
  fill(form, draft.fields)
  if (draft.version && hidden(form, 'version')) hidden(form, 'version').value = draft.version
  if (draft.key && hidden(form, '_key')) hidden(form, '_key').value = draft.key
  if (draft.sent) tried.set(form, draft.fields)
  drop(draft)
  put(draft)
  tell(form, '', words('restored', { when: when(draft.at) }), [words('drop'), () => forget(form)])
}

function forget(form) {
  const { fields, version, key } = drawn.get(form)
  tried.delete(form)
  form.reset()
  fill(form, fields)
  if (version !== undefined) hidden(form, 'version').value = version
  if (key !== undefined) hidden(form, '_key').value = key
  drop({ form: idOf(form), tab: page })
  hush(form)
}

// offer fills a form with the newest draft of it that nobody else has open, and
// shows the others beside it.
function offer(form) {
  form.querySelectorAll('[data-offered]').forEach((one) => one.remove())
  const drafts = all().filter((one) => one.form === idOf(form) && away.includes(one.tab))
  const own = all().find((one) => one.form === idOf(form) && one.tab === page)
  if (own && same(typedIn(form), drawn.get(form).fields) && !same(own.fields, typedIn(form))) take(form, own)
  for (const draft of drafts) {
    if (same(draft.fields, drawn.get(form).fields)) drop(draft)
    else if (same(typedIn(form), drawn.get(form).fields)) take(form, draft)
    else if (!same(draft.fields, typedIn(form))) beside(form, draft)
  }
}

function beside(form, draft) {
  const text = draft.fields.map(([, value]) => value).filter(Boolean).join(' / ')
  const place = note('', words('other', { when: when(draft.at), text }), [words('use'), () => use(form, draft)], [words('drop'), () => (drop(draft), place.remove())])
  place.dataset.offered = ''
  form.prepend(place)
}

// use changes places: what stands in the form is offered instead.
function use(form, draft) {
  const mine = all().find((one) => one.form === idOf(form) && one.tab === page)
  take(form, draft)
  form.querySelectorAll('[data-offered]').forEach((one) => one.remove())
  if (mine) beside(form, { ...mine, tab: 'aside' })
}

function begin(form, refused) {
  if (drawn.has(form)) return
  drawn.set(form, {
    fields: refused ? [] : typedIn(form), version: hidden(form, 'version')?.value, key: hidden(form, '_key')?.value,
    path: location.pathname + location.search, title: document.querySelector('h1')?.textContent.trim() ?? document.title,
  })
  if (!refused) offer(form)
}

async function send(form, submitter) {
  if (form.hasAttribute('aria-busy')) return
  rest(form)
  begin(form)
  keep(form) // a text that has changed since it was sent is another act
  tried.set(form, typedIn(form))
  keep(form)
  form.setAttribute('aria-busy', 'true')
  const answer = await post(form, submitter, person)
  form.removeAttribute('aria-busy')
  if (answer.done) return done(form, answer.done)
  if (answer.ended) return ended(form, submitter)
  if (!answer.page) return wait(form, submitter)
  refused(form, answer)
}

function done(form, address) {
  drop({ form: idOf(form), tab: page })
  tried.delete(form)
  waiting.delete(form)
  drawn.set(form, { ...drawn.get(form), fields: typedIn(form) })
  go(address)
}

function ended(form, submitter) {
  waiting.set(form, { submitter })
  tell(form, 'bad', words('ended'), [words('signIn'), signInAgain])
  signInAgain()
}

function wait(form, submitter) {
  const pause = Math.min((waiting.get(form)?.last ?? second) * 2, longest)
  const timer = setTimeout(() => send(form, submitter), pause)
  waiting.set(form, { timer, last: pause, submitter })
  tell(form, '', words('offline'), [words('retry'), () => send(form, submitter)])
}

// rest ends the waiting of a form, but not the memory of how long it was.
function rest(form) {
  clearTimeout(waiting.get(form)?.timer)
}

function refused(form, { page: answer, status }) {
  waiting.delete(form)
  if (form.closest('#sheet')) return form.submit() // the sheet's own script lives in the page: it is loaded anew with the refusal
  const again = [...answer.querySelectorAll('form[data-keep]')].find((one) => idOf(one) === idOf(form))
  if (status < 400) drop({ form: idOf(form), tab: page })
  else if (!again) return tell(form, 'bad', answer.querySelector('.stop .lead')?.textContent ?? answer.title)
  show(answer)
}

// resume sends what waits, now that the line or the session may be back.
function resume() {
  for (const [form, { submitter }] of waiting) {
    if (form.isConnected) send(form, submitter)
    else waiting.delete(form)
  }
}

// list says on the first page what waits elsewhere on this machine.
function lines(tabs) {
  const open = all().filter((one) => !tabs || tabs.includes(one.tab)).map((one) => [one.title, one.path])
  return [...open, ...[...sheets(tabs)].map(([path, n]) => [words('sheet', { n }), path])]
}

function links(found) {
  return found.map(([title, path]) => {
    const [item, link] = [document.createElement('li'), document.createElement('a')]
    Object.assign(link, { href: path, textContent: title })
    item.append(link)
    return item
  })
}

function list() {
  document.getElementById('keep-list')?.remove()
  const found = lines(away)
  if (location.pathname !== '/' || !found.length) return
  const place = note('bad', words('list'))
  place.id = 'keep-list'
  const items = document.createElement('ul')
  items.append(...links(found))
  place.lastElementChild.append(items)
  document.querySelector('main').prepend(place)
}

// signOut asks first when something is unsent; it is removed from this machine.
function signOut(event) {
  const found = lines()
  const question = document.getElementById('sign-out-question')
  if (!found.length || !question || !globalThis.HTMLDialogElement) return
  event.preventDefault()
  const dialog = question.content.firstElementChild.cloneNode(true)
  dialog.querySelector('[data-list]').append(...links(found))
  dialog.querySelector('[data-close]').addEventListener('click', () => dialog.remove())
  dialog.querySelector('[data-clear]').addEventListener('click', () => (clear(), event.target.submit()))
  document.body.append(dialog)
  dialog.showModal()
}

function onSubmit(event) {
  const form = event.target
  if (form.getAttribute('action') === '/sign-out') return signOut(event)
  if (!isKept(form)) return
  event.preventDefault()
  send(form, event.submitter)
}

function onInput({ target }) {
  const form = target.form
  if (!isKept(form) || !drawn.has(form)) return
  if (waiting.has(form)) rest(form), waiting.delete(form), hush(form)
  if (target.dataset.unkept !== undefined && tried.has(form)) renew(form)
  typing ||= setTimeout(() => ((typing = 0), keep(form)), 300)
}

function leave() {
  for (const form of forms()) if (drawn.has(form) && !form.hasAttribute('aria-busy')) keep(form)
}

export function startKeep() {
  if (!person) return
  document.addEventListener('submit', onSubmit, true)
  document.addEventListener('focusin', ({ target }) => isKept(target.form) && begin(target.form)) // what came later into the page
  document.addEventListener('input', onInput)
  document.addEventListener('change', onInput)
  addEventListener('pagehide', leave)
  document.addEventListener('visibilitychange', () => document.hidden && leave())
  document.addEventListener('htmx:after:swap', () => forms().forEach((form) => begin(form, form.querySelector('[data-error-summary]') !== null)))
  document.addEventListener('signed-in', resume)
  onWake(() => (known(), resume()))
  addEventListener('online', () => (resume(), wakeOthers()))
  forms().forEach((form) => begin(form, form.querySelector('[data-error-summary]') !== null))
  inherit(owners, (gone) => {
    away = gone
    forms().forEach((form) => drawn.has(form) && offer(form))
    list()
  })
}
