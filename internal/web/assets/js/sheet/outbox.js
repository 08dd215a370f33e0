// What has been typed into a sheet and is not yet known to be saved. It lies in
// the browser's own store, so that a lost network, a closed tab or an ended
// session loses nothing. Each page has at most one entry for each leaf and part
// of it, and touches no other page's:
//
//   {leaf, part, body, said, version, key, tried, next, state, text, at, tab, path}
//
// version: what the page had seen when this was typed.
// tried: sent at least once, so that the server may know it; then a newer text
// of the same page waits in next until the fate of the first is known.
// tab: the page that holds it. A page takes over the entries of one that is
// gone, each as soon as its own place for it is free, and in their order.
// state: rejected and closed are what the server has refused. Such an entry stays
// where it is, whatever becomes of its page: every page shows it, until its
// text is mended or discarded.
import { entries, newKey, page, store } from '../kept/pages.js'

export { newKey }

export class Outbox {
  constructor(person, box, path) {
    this.prefix = `outbox:${person}:${box}:`
    this.path = path // of the page that can send it
    this.memory = new Map() // for browsers that keep nothing
    this.durable = true
    this.tab = page
  }

  name(leaf, part, tab = this.tab) {
    return `${this.prefix}${tab}:${leaf}:${part}`
  }

  // own is what this page holds of a leaf.
  own(leaf, part) {
    const name = this.name(leaf, part)
    try {
      return this.memory.get(name) ?? JSON.parse(store.get(name))
    } catch {
      return null
    }
  }

  put(entry) {
    const name = this.name(entry.leaf, entry.part)
    const mine = { ...entry, tab: this.tab, path: this.path ?? entry.path }
    this.durable = store.set(name, JSON.stringify(mine))
    if (this.durable) this.memory.delete(name)
    else this.memory.set(name, mine)
  }

  drop(leaf, part) {
    const name = this.name(leaf, part)
    this.memory.delete(name)
    store.drop(name)
  }

  // all lists the entries of all pages, the oldest first.
  all() {
    const stored = entries(this.prefix).filter((e) => !this.memory.has(this.name(e.leaf, e.part, e.tab)))
    return [...stored, ...this.memory.values()].sort((a, b) => a.at - b.at)
  }

  // refused lists what the server has refused in a state, whichever page sent it,
  // each text of a leaf once and the oldest first.
  refused(state) {
    const seen = new Map()
    for (const entry of this.all()) if (entry.state === state) seen.set(`${entry.leaf} ${entry.part} ${entry.body}`, entry)
    return [...seen.values()]
  }

  // forget drops an entry that the server has refused, in all pages that hold its text.
  forget({ leaf, part, body }) {
    for (const e of this.all()) {
      if (e.leaf !== leaf || e.part !== part || e.body !== body || (e.state !== 'rejected' && e.state !== 'closed')) continue
      const name = this.name(leaf, part, e.tab)
      this.memory.delete(name)
      store.drop(name)
    }
  }

  mine() {
    return this.all().filter((entry) => entry.tab === this.tab)
  }

  // has tells whether this page has something unsaved of a leaf.
  has(leaf) {
    return this.mine().some((entry) => entry.leaf === leaf)
  }

  // takeOver makes entries of pages that are gone this page's own, where it has
  // a place for them, and returns those. Two pages may both take one: it keeps
  // its key, so that it is saved once.
  takeOver(gone, free) {
    const taken = []
    for (const entry of this.all()) {
      if (!gone.includes(entry.tab) || entry.state === 'rejected' || this.own(entry.leaf, entry.part) || !free(entry)) continue
      this.put(entry)
      if (this.durable) store.drop(this.name(entry.leaf, entry.part, entry.tab))
      taken.push(entry)
    }
    return taken
  }

  // typed keeps what stands in a form now.
  typed({ leaf, part, body, said, version }, state) {
    const old = this.own(leaf, part)
    if (old?.tried && old.state !== 'rejected' && old.state !== 'conflict') return this.put({ ...old, next: { body, said }, state })
    this.put({ leaf, part, body, said, version: old?.version ?? version, key: newKey(), tried: false, next: null, state, at: Date.now() })
  }
}
