// Sends what the outbox holds, one entry at a time and the oldest first, until
// each is saved or refused. What may have reached the server is sent again
// under the same key, so that nothing is done twice.
import { wakeOthers } from '../kept/pages.js'
import { say } from '../say.js'
import { newKey } from './outbox.js'
import { apply, bodyOf, busy, dirty, explain, facts, formOf, show, text } from './cells.js'

const second = 1000
const longest = 60 * second
const patience = 30 * second // a line that has gone dead says nothing

export class Sender {
  constructor(outbox, { url, act, person, panel, changed, signedOut, conflict, idle }) {
    Object.assign(this, { outbox, url, act, person, panel, changed, signedOut, conflict, idle })
    this.running = false
    this.pause = 0
  }

  // wake sends now, whatever pause was being kept.
  wake() {
    this.pause = 0
    clearTimeout(this.timer)
    this.run()
  }

  async run() {
    if (this.running) return
    this.running = true
    let again = true
    while (again) {
      const entry = this.outbox.mine().find((e) => e.state === 'wait')
      again = Boolean(entry) && (await this.send(entry))
    }
    this.running = false
    this.changed()
    this.idle()
  }

  later() {
    this.pause = Math.min(this.pause ? this.pause * 2 : 2 * second, longest)
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.run(), this.pause)
    return false
  }

  // send tells whether the next entry may follow at once.
  async send(entry) {
    const { leaf, part } = entry
    entry.tried = true
    this.outbox.put(entry)
    show(leaf, part, 'busy', text('saving', { code: leaf }))
    const reply = await this.post(entry)
    if (!reply) return this.wait(entry)
    const { status, html } = reply
    if (status === 200) return this.saved(entry, html)
    if (status === 401) return this.ended(entry)
    if (status === 409 || status === 422 || status === 423) return this.refused(entry, status, html)
    if (status === 403 || status === 404) return this.refused(entry, 422, '')
    return this.wait(entry)
  }

  async post(entry) {
    const body = new URLSearchParams(entry.body)
    body.set('version', entry.version)
    const headers = { 'X-Fragment': 'leaf', 'X-Person': this.person, 'X-Panel': this.panel(), 'Idempotency-Key': entry.key }
    try {
      const address = `${this.url}/leaves/${encodeURIComponent(entry.leaf)}${this.act}`
      const reply = await fetch(address, { method: 'POST', body, headers, redirect: 'manual', signal: AbortSignal.timeout(patience) })
      return { status: reply.type === 'opaqueredirect' ? 401 : reply.status, html: await reply.text() }
    } catch {
      return null
    }
  }

  wait(entry) {
    say(text('waiting', { code: entry.leaf }))
    for (const { leaf, part, state } of this.outbox.mine()) if (state === 'wait') show(leaf, part, 'wait')
    return this.later()
  }

  ended(entry) {
    show(entry.leaf, entry.part, 'wait')
    this.signedOut(true)
    return this.later()
  }

  saved(entry, html) {
    const { leaf, part } = entry
    const { version } = facts(html)
    if (this.pause) wakeOthers() // the way is free again
    this.pause = 0
    this.signedOut(false)
    const now = this.outbox.own(leaf, part)
    const next = now?.next
    if (next) this.outbox.put({ ...now, version, ...next, next: null, key: newKey(), tried: false, state: now.state, at: Date.now() })
    else this.outbox.drop(leaf, part)
    this.follow(entry, version)
    const kept = this.outbox.has(leaf)
    apply(html, (id, place) => keeps(id, place, leaf, kept), entry.version)
    const form = formOf(leaf, part)
    if (form && dirty(form)) show(leaf, part, 'typing') // something newer than what has been saved
    else show(leaf, part, next ? 'busy' : 'saved', next ? '' : text('saved', { code: leaf }))
    if (!kept) explain(leaf, '', part)
    return true
  }

  // follow gives this page's other entry of the leaf the version that this one has made.
  follow({ leaf, part, version: before }, version) {
    const other = this.outbox.own(leaf, part === 'note' ? 'answer' : 'note')
    if (other && !other.tried && other.version === before) this.outbox.put({ ...other, version })
  }

  refused(entry, status, html) {
    const { leaf, part } = entry
    const now = this.outbox.own(leaf, part) ?? entry
    const { conflict, error } = facts(html)
    if (now.next && status !== 423) { // what was typed since is judged in its place
      this.outbox.put({ ...now, ...now.next, next: null, key: newKey(), tried: false, at: Date.now() })
      return true
    }
    const state = status === 423 ? 'closed' : conflict ? 'conflict' : 'rejected'
    this.outbox.put({ ...now, state, text: error ?? '', tried: false, key: newKey() })
    if (state === 'conflict') this.conflict(leaf, part, html)
    else if (state === 'closed') show(leaf, part, 'locked', text('closed', { code: leaf }))
    else {
      const form = formOf(leaf, part)
      const newer = part === 'note' || (form && bodyOf(form) !== entry.body)
      apply(html, (id, place) => id.startsWith('inp-') && (newer || busy(place)))
      explain(leaf, error || text('refused'), part)
      show(leaf, part, 'rejected', text('rejected', { code: leaf, text: error ?? '' }))
    }
    return true
  }
}

// keeps tells which places an answer must not draw again: a form with
// something newer in it, or one that somebody is in; and the panel of another leaf.
function keeps(id, place, leaf, kept) {
  if (id === 'detail') return busy(place) || (kept && formOf(leaf, 'note') !== null)
  return id.startsWith('inp-') && (kept || busy(place))
}
