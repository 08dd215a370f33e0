// Shows documents page by page, opened at the cited page with the passage
// marked: a PDF, a picture, or the text of an office document. The reader of
// PDF is loaded only when a page holds such a document.
import { say } from './say.js'
import { listenExtract } from './viewer/extract.js'
import { Frame } from './viewer/frame.js'
import { Pdf } from './viewer/pdf.js'
import { Picture, Text } from './viewer/plain.js'

const started = new WeakMap()

function open(root) {
  const picture = root.querySelector('img.scan')
  if (picture) return Picture.open(picture)
  const papers = [...root.querySelectorAll('[data-paper]')]
  if (papers.length > 0) return Promise.resolve(new Text(papers))
  return Pdf.open(root.dataset)
}

function fail(root, error) {
  const note = root.querySelector('[data-instead] p')
  const text = error.name === 'PasswordException' ? root.dataset.locked : root.dataset.failed
  if (note) note.textContent = text
  say(text)
}

async function start(root) {
  if (started.has(root)) return
  started.set(root, null)
  try {
    const frame = new Frame(root, await open(root))
    started.set(root, frame)
    listenExtract(frame)
    await frame.draw()
  } catch (error) {
    fail(root, error)
  }
}

function startAll() {
  document.querySelectorAll('[data-viewer]').forEach(start)
}

// A verdict leads to what it asks for: a reason, or nothing more.
document.addEventListener('change', (event) => {
  const form = event.target.closest('[data-judge]')
  if (!form || event.target.name !== 'proof') return
  form.querySelector(event.target.value === 'proves' ? 'button[type="submit"]' : '[name="proof_remark"]').focus()
})

document.addEventListener('htmx:after:swap', startAll)
startAll()
