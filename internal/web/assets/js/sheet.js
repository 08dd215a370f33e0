// The self-scoring sheet: a cell saves itself when it is left, what is not yet
// saved is kept in this browser and sent again, and no typed text is lost.
// Every page works without this file.
import { Asides, lateList } from './sheet/aside.js'
import { apply, bodyOf, busy, choiceOf, dirty, explain, fill, formOf, leafOf, partOf, remember, remembered, saidOf, show, text, unsaved } from './sheet/cells.js'
import { currentRow, startGrid } from './sheet/grid.js'
import { Held } from './sheet/held.js'
import { startLate } from './sheet/late.js'
import { inherit, onWake, wakeOthers } from './kept/pages.js'
import { signInAgain } from './kept/session.js'
import { newKey, Outbox } from './sheet/outbox.js'
import { warn } from './sheet/over.js'
import { Paste } from './sheet/paste.js'
import { Sender } from './sheet/sender.js'
import { say } from './say.js'

function start(sheet) {
  if (performance.getEntriesByType('navigation')[0]?.type === 'back_forward') return location.reload() // it may be older than what was saved
  const { dossier, person } = sheet.dataset
  const act = sheet.dataset.act ?? '' // ends the address to which a leaf is saved
  const url = sheet.dataset.page ?? `/dossiers/${dossier}`
  const outbox = new Outbox(person, sheet.dataset.box ?? dossier, url)
  let typing = 0 // the pause in which somebody goes on typing
  const boxes = new Map() // what stood in a cell before its conflict was shown
  const shown = new WeakMap() // form to the refused entry that stands in it, and the version that it was drawn with
  const asides = new Asides({ use: again, forget: (entry) => (outbox.forget(entry), changed()) })
  const panel = () => document.querySelector('form[data-note]')?.dataset.note ?? ''
  const saves = sheet.dataset.saves ?? `/dossiers/${dossier}` // begins it
  const sender = new Sender(outbox, { url: saves, act, person, panel, changed, signedOut, conflict, idle: () => lookForGone() })
  let lookForGone = () => {}
  const whole = 'page' in sheet.dataset // all leaves stand on it: what has no box is accepted or closed, as sending it will tell
  const held = new Held(outbox, bar)

  // keep stores what stands in a form; state "typing" waits until it is left.
  function keep(form, state) {
    const body = bodyOf(form)
    const [leaf, part] = [leafOf(form), partOf(form)]
    const entry = outbox.own(leaf, part)
    if (!entry && !dirty(form)) return false
    if (entry && (entry.next?.body ?? entry.body) === body && entry.state !== 'typing') return entry.state === 'wait'
    if (shown.has(form)) outbox.forget(shown.get(form).entry), shown.delete(form)
    outbox.typed({ leaf, part, body, said: saidOf(form), version: entry?.version ?? form.elements.version.value }, state)
    return true
  }

  function save(form) {
    typed()
    if (!keep(form, 'wait')) return
    remember(form)
    if (!outbox.durable) warnStorage()
    sender.wake()
  }

  // typed ends the pause in which typing is not yet stored.
  function typed() {
    clearTimeout(typing)
    typing = 0
  }

  const isOurs = (form) => form && (form.dataset.cell || form.dataset.note)
  const saveForm = (form) => isOurs(form) && save(form)

  function lookAtForms() {
    for (const form of sheet.querySelectorAll('form[data-cell], form[data-note]')) {
      if (!remembered(form)) form.autocomplete = 'off', remember(form) // the browser must not put back an old text that the server may have changed
      else if (dirty(form)) unsaved(form)
      warn(form)
    }
  }

  // stand puts what was refused back into its box, with the reason beneath it:
  // of several texts the newest, the others beside it.
  function stand() {
    const newest = new Map()
    for (const entry of outbox.refused('rejected')) {
      const name = `${entry.leaf} ${entry.part}`
      if (newest.has(name)) asides.set(newest.get(name))
      newest.set(name, entry)
    }
    for (const entry of newest.values()) standIn(formOf(entry.leaf, entry.part), entry)
    return newest
  }

  function standIn(form, entry) {
    const { leaf, part, body, version } = entry
    const own = outbox.own(leaf, part)
    if (!form) return part === 'answer' && document.querySelector(`#m-${CSS.escape(leaf)} .inp:not(:has([data-choice]))`) && asides.set(entry)
    if (dirty(form) || (own && own.state !== 'rejected')) return
    if (shown.get(form)?.entry.body !== body) {
      shown.set(form, { entry, version: form.elements.version.value })
      form.elements.version.value = version
      fill(form, body)
      remember(form)
    }
    explain(leaf, entry.text || text('refused'), part)
    show(leaf, part, 'rejected')
    form.closest('details')?.setAttribute('open', '')
    if (part === 'answer') document.getElementById(`m-${leaf}`)?.classList.add('bad')
  }

  // discard gives up what was refused.
  function discard(leaf, part) {
    const form = formOf(leaf, part)
    const refused = shown.get(form)
    if (refused) {
      outbox.forget(refused.entry)
      form.reset()
      form.elements.version.value = refused.version
      remember(form)
      shown.delete(form)
    }
    outbox.drop(leaf, part)
    paste.pass(leaf)
    explain(leaf, '', part)
    if (part === 'note') show(leaf, part, 'saved')
    ;(part === 'note' ? form.elements.note : document.getElementById(`m-${leaf}`))?.focus()
    look(leaf)
  }

  // again puts a text that stands aside back into its box and saves it.
  function again(entry) {
    outbox.forget(entry)
    back({ ...entry, form: formOf(entry.leaf, entry.part) })
  }

  // restore puts a kept text that this page has taken over back into its form.
  function restore(entry) {
    const form = formOf(entry.leaf, entry.part)
    if (form) fill(form, entry.next?.body ?? entry.body), remember(form)
    if (form || entry.state === 'typing' || whole) outbox.put({ ...entry, state: 'wait' })
  }

  // heir takes over what pages that are gone have left. Where somebody is typing
  // now, it waits until that is saved.
  function heir(gone) {
    const free = ({ leaf, part, state }) => (formOf(leaf, part) ? !dirty(formOf(leaf, part)) : state !== 'closed')
    const taken = outbox.takeOver(gone, free)
    if (!taken.length) return
    taken.forEach(restore)
    changed()
    sender.wake()
  }

  // wake sends now, here and in the other pages of this browser.
  function wake() {
    sender.wake()
    wakeOthers()
  }

  function changed() {
    lookAtForms()
    const refused = stand()
    const late = outbox.refused('closed')
    const entries = outbox.all()
    const count = (state) => entries.filter((e) => e.state === state).length
    draw([
      ['tag bad', 'rejected', refused.size],
      ['tag ask', 'conflict', count('conflict')],
      ['tag', 'wait', count('wait')],
      ['tag bad', 'locked', late.length],
    ], entries)
    lateNotice(late)
    asides.draw()
    paste.draw()
    held.tell()
  }

  // draw says in tags how many cells are not saved, each leading to the first.
  function draw(tags, entries) {
    const place = document.getElementById('pending')
    const words = { rejected: 'rejected', conflict: 'conflict', wait: 'wait', locked: 'closed' }
    place.replaceChildren()
    for (const [className, state, n] of tags) {
      if (!n) continue
      const mark = document.querySelector(`#sheet-texts [data-state="${state}"]`).content.firstElementChild.cloneNode(true)
      const link = document.createElement('a')
      link.className = className
      const leaf = entries.find((e) => e.state === words[state]).leaf
      link.href = `${url}?leaf=${encodeURIComponent(leaf)}#m-${leaf}`
      link.append(mark.querySelector('.i'), ` ${n} ${mark.textContent.trim().toLowerCase()}`)
      place.append(link)
    }
    place.hidden = !place.firstChild
  }

  function bar(id, words, { href, label, target = '', act, more = [] } = {}) {
    let note = document.getElementById(id)
    if (!words) return note?.remove()
    if (!note) {
      note = document.createElement('div')
      note.id = id
      note.className = 'note bad sheet-bar'
      document.querySelector('.main').prepend(note)
    }
    const link = document.createElement('a')
    if (href) Object.assign(link, { href, textContent: label, target })
    if (act) link.addEventListener('click', (event) => act() && event.preventDefault())
    note.replaceChildren(words + ' ', link, ...more)
  }

  function signedOut(yes) {
    if (!yes) return bar('session-bar', '')
    const words = text('session', { n: outbox.all().length })
    if (!document.getElementById('session-bar')) say(words)
    bar('session-bar', words, { href: `${sheet.dataset.signIn}?next=${encodeURIComponent(url)}`, label: text('signIn'), target: '_blank', act: signInAgain })
  }

  // lateNotice lists what came too late, to be copied.
  function lateNotice(late) {
    const list = late.map((e) => e.key).join()
    const had = document.getElementById('late-bar')
    if (late.length && had?.dataset.list === list) return
    const more = lateList(late, (entry) => (outbox.forget(entry), changed()))
    bar('late-bar', late.length ? text('late', { n: late.length }) : '', { href: sheet.dataset.closed, label: text('seeLate'), more })
    if (late.length) document.getElementById('late-bar').dataset.list = list
  }

  function warnStorage() {
    bar('storage-bar', text('full'))
    addEventListener('beforeunload', (event) => outbox.memory.size && event.preventDefault())
  }

  // conflict shows both values; choosing one sends or drops what was typed.
  function conflict(leaf, part, html) {
    const place = underText(leaf, part) ?? document.getElementById(`inp-${leaf}`)
    if (place?.id.startsWith('inp-') && !boxes.has(leaf)) boxes.set(leaf, [...place.childNodes])
    apply(html, (id) => part === 'note' && /^(inp|two)-/.test(id))
    show(leaf, part, 'conflict', text('conflict', { code: leaf }))
    if (!document.getElementById(`m-${leaf}`)) return
    if (part === 'note') place?.replaceChildren(choiceOf(html, place.id))
  }

  // underText is the place for the conflict of a text; where there is none, the cell is.
  const underText = (leaf, part) => (part === 'note' ? document.getElementById(`two-${leaf}`) : null)

  // choose takes one of two values; one's own that is given up stays beside the row.
  function choose(form, which, keeping = true) {
    const leaf = form.dataset.choice
    const part = form.elements.part?.value === 'note' ? 'note' : 'answer'
    const entry = outbox.own(leaf, part)
    const version = form.elements.version.value
    unbox(leaf, part, version)
    if (which === 'mine') {
      outbox.put({ leaf, said: '', ...entry, part, body: bodyOf(form), version, key: newKey(), state: 'wait', tried: false, next: null, at: Date.now() })
      return sender.wake()
    }
    const said = form.querySelector('[data-choose="mine"] b')?.textContent ?? ''
    if (keeping) asides.set({ leaf, part, body: entry?.next?.body ?? entry?.body ?? bodyOf(form), said: entry?.next?.said ?? (entry?.said || said) })
    if (entry) outbox.drop(leaf, part)
    look(leaf)
  }

  // back saves an earlier value over what stands in a cell now.
  function back({ leaf, part = 'answer', body, said, form }) {
    const version = form?.elements.version.value ?? outbox.own(leaf, part)?.version
    outbox.typed({ leaf, part, body, said, version }, 'wait')
    if (form) fill(form, body), remember(form)
    sender.wake()
  }

  // drop gives up what was refused of an answer.
  function drop(leaf) {
    const choice = document.querySelector(`form[data-choice="${CSS.escape(leaf)}"]`)
    if (choice) return choose(choice, 'theirs', false)
    outbox.drop(leaf, 'answer')
    explain(leaf, '')
    look(leaf)
  }

  // unbox puts the normal input back where a conflict was shown.
  function unbox(leaf, part, version) {
    const row = document.getElementById(`m-${leaf}`)
    row?.focus()
    const under = underText(leaf, part)
    under?.replaceChildren()
    if (!under && boxes.has(leaf)) document.getElementById(`inp-${leaf}`)?.replaceChildren(...boxes.get(leaf)), boxes.delete(leaf)
    const own = formOf(leaf, part)
    if (own) own.elements.version.value = version
  }

  // look draws a leaf again as the server knows it.
  async function look(leaf, open) {
    const address = open ?? `${url}?leaf=${encodeURIComponent(leaf)}`
    const reply = await fetch(address, { headers: { 'X-Fragment': 'leaf', 'X-Panel': open ? leaf : panel() } }).catch(() => null)
    if (!reply?.ok) return false
    apply(await reply.text(), (id, place) => {
      if (id === 'detail') return !open && (busy(place) || outbox.own(panel(), 'note') !== null)
      return /^(inp|say)-/.test(id) && (outbox.has(leaf) || busy(place))
    })
    changed()
    return true
  }

  async function openPanel(link) {
    const leaf = link.dataset.open
    if (!(await look(leaf, link.href))) return location.assign(link.href)
    for (const row of document.querySelectorAll('.grid tr.sel')) row.classList.remove('sel')
    document.getElementById(`m-${leaf}`)?.classList.add('sel')
    document.getElementById('detail').classList.add('open')
    history.pushState(null, '', link.href)
    const [note, form] = [outbox.own(leaf, 'note'), formOf(leaf, 'note')]
    if (!note || !form) return
    fill(form, note.next?.body ?? note.body)
    remember(form)
  }

  function closePanel() {
    document.getElementById('detail').classList.remove('open')
    const row = document.querySelector('.grid tr.sel')
    ;(row?.querySelector('[data-open]') ?? document.body).focus()
  }

  // A form without boxes to type into is saved at once; one with them when it is left.
  sheet.addEventListener('change', (event) => {
    const form = event.target.form
    if (isOurs(form) && !form.querySelector('.in.num, textarea')) save(form)
  })
  sheet.addEventListener('input', (event) => {
    const form = event.target.form
    if (!isOurs(form) || !event.target.matches('.in.num, textarea')) return
    unsaved(form)
    warn(form)
    typing ||= setTimeout(() => {
      typed()
      keep(form, 'typing')
      if (!outbox.durable) warnStorage()
    }, 300)
  })
  sheet.addEventListener('focusout', (event) => {
    const form = event.target.form
    if (isOurs(form) && !form.contains(event.relatedTarget)) saveForm(form)
  })
  sheet.addEventListener('submit', (event) => {
    if (isOurs(event.target)) saveForm(event.target)
    else if (event.target.dataset.choice) choose(event.target, 'mine')
    else return
    event.preventDefault()
  }, true)
  sheet.addEventListener('click', (event) => {
    const { discard: leaf, part } = event.target.closest('[data-discard]')?.dataset ?? {}
    if (leaf) return discard(leaf, part)
    const link = event.target.closest('[data-open], [data-close-panel], [data-choose="theirs"]')
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    if (link.dataset.choose) choose(link.closest('form'), 'theirs')
    else if (link.dataset.open) openPanel(link)
    else closePanel()
  })
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest('input, select, textarea, dialog')) return
    const row = currentRow()
    if (event.key === 'o') row?.querySelector('[data-open]')?.click()
    else if (event.key === 'e') row?.querySelector('[data-attach]')?.click()
    else if (event.key === 'Enter' && event.target.matches('tr')) row?.querySelector('.inp input:not([type="hidden"]), .inp select')?.focus()
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (!event.target.matches('tr')) return
      const all = [...document.querySelectorAll('.grid tr[data-leaf]')]
      all[all.indexOf(row) + (event.key === 'ArrowDown' ? 1 : -1)]?.focus()
    } else return
    event.preventDefault()
  })

  // What stands in a field when the page goes is kept; it is sent by the next page.
  addEventListener('pagehide', () => {
    const form = document.activeElement?.form
    if (isOurs(form)) keep(form, 'wait')
  })
  document.addEventListener('visibilitychange', () => {
    const form = document.activeElement?.form
    if (document.hidden && isOurs(form)) keep(form, 'typing') // a phone may end the page without a word
  })
  addEventListener('online', wake)
  addEventListener('focus', wake)
  onWake(() => sender.wake())
  document.addEventListener('signed-in', wake)
  addEventListener('popstate', () => location.reload())
  addEventListener('submit', (event) => held.hold(event), true)
  addEventListener('pageshow', ({ persisted }) => persisted && location.reload())
  addEventListener('storage', (event) => {
    if (!event.key?.startsWith(outbox.prefix)) return
    changed()
    if (event.newValue !== null) return
    const { leaf, key, state } = JSON.parse(event.oldValue)
    if (outbox.all().some((entry) => entry.key === key)) return // another page has taken it over
    if (state !== 'rejected' && state !== 'closed') say(text('otherTab', { code: leaf }))
    look(leaf)
  })

  const paste = new Paste(sheet, outbox, { save, back, drop })
  startGrid(sheet)
  changed()
  inherit(() => outbox.all().map((entry) => entry.tab), heir).then((look) => (lookForGone = look))
  wake()
}

const sheet = document.getElementById('sheet')
if (sheet) start(sheet)
const kept = document.getElementById('kept')
if (kept) startLate(kept)
