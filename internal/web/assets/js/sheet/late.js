// The page of a closed sheet lists what this browser still holds, to be copied
// or downloaded.
import { Outbox } from './outbox.js'

export const lineOf = (entry) => `${entry.leaf} = ${entry.next?.said ?? entry.said}`

function csv(entries) {
  const cell = (value) => `"${String(value).replaceAll('"', '""')}"`
  return '\ufeff' + entries.map((e) => [e.leaf, e.next?.said ?? e.said, new Date(e.at).toLocaleString('vi')].map(cell).join(',')).join('\r\n')
}

export function copy(words) {
  if (navigator.clipboard) return navigator.clipboard.writeText(words)
  const area = document.createElement('textarea')
  area.value = words
  document.body.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
}

export function startLate(kept) {
  const entries = new Outbox(kept.dataset.person, kept.dataset.dossier).all()
  const late = document.getElementById('late')
  if (!late || entries.length === 0) return
  late.hidden = false
  for (const entry of entries) {
    const line = document.createElement('li')
    line.textContent = lineOf(entry)
    late.querySelector('ul').append(line)
  }
  const link = late.querySelector('[data-download]')
  link.href = URL.createObjectURL(new Blob([csv(entries)], { type: 'text/csv' }))
  link.download = late.dataset.name
  late.querySelector('[data-copy]').addEventListener('click', () => copy(entries.map((e) => `${e.leaf}\t${e.next?.said ?? e.said}`).join('\n')))
}
