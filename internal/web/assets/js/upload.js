// Sends documents: the file first, in parts, then the form with the id of what
// has arrived. A file can be dropped onto the form; whatever goes wrong, what
// was typed and the chosen file stay.
import { person } from './kept/drafts.js'
import { go, post } from './kept/post.js'
import { signInAgain } from './kept/session.js'
import { say } from './say.js'
import { arrive, forget } from './upload/arrive.js'
import { startBulk } from './upload/bulk.js'

const second = 1000
const longest = 30 * second

const part = (form, name) => form.querySelector(`[data-${name}]`)
const inputOf = (form) => form.querySelector('input[type="file"]')
const fileOf = (form) => inputOf(form).files[0]

function rest(form) {
  form.removeAttribute('aria-busy')
  inputOf(form).disabled = false
  for (const button of form.querySelectorAll('[type="submit"]')) button.disabled = false
}

function complain(form, text) {
  const error = part(form, 'upload-error')
  error.textContent = text
  error.hidden = !text
  part(form, 'progress').hidden = true
  rest(form)
}

// progress shows how a file goes on, and says it when a quarter more has come
// or something has changed.
function progress(form, state, share) {
  const words = form.dataset[state].replace('{share}', share)
  const box = part(form, 'progress')
  box.hidden = false
  box.querySelector('progress').value = share
  part(form, 'progress-text').textContent = words
  const mark = `${state} ${Math.floor(share / 25)}`
  if (box.dataset.said !== mark) say(words)
  box.dataset.said = mark
}

// showRefused shows the form as the server answered it, with the file still chosen.
function showRefused(form, answer) {
  const fresh = answer.querySelector('form[data-upload]')
  if (!fresh) return complain(form, refusalOf(answer) || form.dataset.refused)
  const chosen = inputOf(form).files
  form.replaceWith(document.adoptNode(fresh))
  inputOf(fresh).files = chosen
  inputOf(fresh).dispatchEvent(new Event('change', { bubbles: true }))
  fresh.querySelector('[data-error-summary]')?.focus()
}

function refusalOf(answer) {
  const main = answer.querySelector('main')
  return [main?.querySelector('h1'), main?.querySelector('p')].map((e) => e?.textContent.trim()).filter(Boolean).join('. ')
}

async function send(form, submitter) {
  complain(form, '')
  form.setAttribute('aria-busy', 'true')
  for (const button of form.querySelectorAll('[type="submit"]')) button.disabled = true
  const file = fileOf(form)
  try {
    if (file) form.elements.upload.value = await arrive(file, form.dataset.uploads, (state, share) => progress(form, state, share))
  } catch (refused) {
    return complain(form, refused.message || form.dataset.unreadable)
  }
  inputOf(form).disabled = Boolean(file) // it has arrived, only the words are still to be sent
  deliver(form, submitter, second)
}

// deliver sends the words until the server has answered.
async function deliver(form, submitter, pause) {
  progress(form, 'storing', 100)
  const answer = await post(form, submitter, person)
  if (answer.done) {
    if (fileOf(form)) forget(fileOf(form), form.dataset.uploads)
    return go(answer.done)
  }
  if (answer.page) return rest(form), showRefused(form, answer.page)
  const again = () => deliver(form, submitter, Math.min(pause * 2, longest))
  if (!answer.ended) return progress(form, 'waiting', 100), setTimeout(again, pause)
  progress(form, 'ended', 100)
  document.addEventListener('signed-in', again, { once: true })
  signInAgain()
}

const tooLarge = (form) => fileOf(form)?.size > Number(form.dataset.limit)

document.addEventListener('submit', (event) => {
  const form = event.target
  if (!form.matches('[data-upload]')) return
  event.preventDefault()
  event.stopPropagation()
  if (form.hasAttribute('aria-busy')) return
  if (tooLarge(form)) complain(form, form.dataset.tooLarge)
  else send(form, event.submitter)
}, true)

document.addEventListener('change', (event) => {
  const form = event.target.closest('form[data-upload]')
  if (form && event.target.type === 'file') complain(form, tooLarge(form) ? form.dataset.tooLarge : '')
})

// A file that misses the form must not take the page, and what was typed, away.
for (const kind of ['dragover', 'drop']) {
  document.addEventListener(kind, (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    const form = event.target.closest?.('form[data-upload]')
    for (const zone of document.querySelectorAll('[data-dropzone]')) {
      zone.classList.toggle('over', kind === 'dragover' && zone.contains(event.target))
    }
    if (kind !== 'drop' || !form || form.hasAttribute('aria-busy') || event.dataTransfer.files.length === 0) return
    const one = new DataTransfer()
    one.items.add(event.dataTransfer.files[0])
    inputOf(form).files = one.files
    inputOf(form).dispatchEvent(new Event('change', { bubbles: true }))
  })
}

startBulk()
