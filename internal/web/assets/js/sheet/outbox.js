// What has been typed and is not yet known to be saved. It lies in the
// browser's own store, so that a lost network, a closed tab or an ended session
// loses nothing. There is one entry for each leaf and part of it:
//
//   {leaf, part, body, said, version, key, tried, next, state, text, at, tab}
//
// tried: sent at least once, so that the server may know it; then a newer text
// waits in next until the fate of the first is known.
// tab: the page in which it was typed. All pages of one browser share the store,
// but none takes over the version that another one saw: what a second page types
// while the first is being saved keeps its own version in next.

export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
}

export class Outbox {
  constructor(person, dossier) {
    this.prefix = `outbox:${person}:${dossier}:`
    this.memory = new Map() // for browsers that keep nothing
    this.durable = true
    this.tab = newKey()
  }

  name(leaf, part) {
    return `${this.prefix}${leaf}:${part}`
  }

  get(leaf, part) {
    return this.read(this.name(leaf, part))
  }

  // own is the entry if it was typed in this page.
  own(leaf, part) {
    const entry = this.get(leaf, part)
    return entry?.tab === this.tab ? entry : null
  }

  read(name) {
    try {
      return JSON.parse(localStorage.getItem(name)) ?? this.memory.get(name) ?? null
    } catch {
      return this.memory.get(name) ?? null
    }
  }

  put(entry) {
    const name = this.name(entry.leaf, entry.part)
    try {
      localStorage.setItem(name, JSON.stringify(entry))
      this.memory.delete(name)
    } catch {
      this.memory.set(name, entry)
      this.durable = false
    }
  }

  drop(leaf, part) {
    const name = this.name(leaf, part)
    this.memory.delete(name)
    try {
      localStorage.removeItem(name)
    } catch {
      // Nothing was kept there.
    }
  }

  // all lists the entries, the oldest first.
  all() {
    const names = new Set(this.memory.keys())
    try {
      for (let i = 0; i < localStorage.length; i++) names.add(localStorage.key(i))
    } catch {
      // The memory is all there is.
    }
    return [...names]
      .filter((name) => name.startsWith(this.prefix))
      .map((name) => this.read(name))
      .filter(Boolean)
      .sort((a, b) => a.at - b.at)
  }

  // has tells whether this page has something unsaved of a leaf.
  has(leaf) {
    return this.all().some((entry) => entry.leaf === leaf && entry.tab === this.tab)
  }

  // typed keeps what stands in a form now.
  typed({ leaf, part, body, said, version }, state) {
    const old = this.get(leaf, part)
    const tab = this.tab
    const mine = old?.tab === tab
    if (old && !mine && old.state === 'wait') return this.put({ ...old, next: { body, said, version, tab } })
    if (mine && old.tried && old.state !== 'rejected' && old.state !== 'conflict') return this.put({ ...old, next: { body, said, tab }, state })
    const seen = mine ? old.version : version
    this.put({ leaf, part, body, said, version: seen, key: newKey(), tried: false, next: null, state, at: Date.now(), tab })
  }
}
