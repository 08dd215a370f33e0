// Sends a document with its progress. A file can be dropped onto the form;
// whatever goes wrong, what was typed and the chosen file stay.
import { say } from './say.js'

function part(form, name) {
  return form.querySelector(`[data-${name}]`)
}

function complain(form, text) {
  const error = part(form, 'upload-error')
  error.textContent = text
  error.hidden = !text
  part(form, 'progress').hidden = true
  form.removeAttribute('aria-busy')
  for (const button of form.querySelectorAll('[type="submit"]')) button.disabled = false
}

function progress(form, share) {
  const box = part(form, 'progress')
  box.hidden = false
  box.querySelector('progress').value = share
  part(form, 'progress-text').textContent = share < 100 ? form.dataset.sending.replace('{share}', share) : form.dataset.storing
}

// Shows the form as the server answered it, with the file still chosen.
function showRefused(form, answer) {
  const fresh = answer?.querySelector('form[data-upload]')
  if (!fresh) return complain(form, refusalOf(answer) || form.dataset.refused)
  const chosen = form.querySelector('input[type="file"]').files
  form.replaceWith(document.adoptNode(fresh))
  const input = fresh.querySelector('input[type="file"]')
  input.files = chosen
  input.dispatchEvent(new Event('change', { bubbles: true }))
  fresh.querySelector('[data-error-summary]')?.focus()
}

function refusalOf(answer) {
  const main = answer?.querySelector('main')
  return [main?.querySelector('h1'), main?.querySelector('p')].map((e) => e?.textContent.trim()).filter(Boolean).join('. ')
}

function send(form) {
  const request = new XMLHttpRequest()
  request.open('POST', form.action)
  request.responseType = 'document'
  request.upload.addEventListener('progress', (event) => {
    if (event.lengthComputable) progress(form, Math.floor((event.loaded / event.total) * 100))
  })
  request.addEventListener('load', () => {
    const moved = new URL(request.responseURL).pathname !== new URL(form.action).pathname
    if (request.status < 400 && (moved || request.responseURL.includes('done='))) location.assign(request.responseURL)
    else showRefused(form, request.response)
  })
  request.addEventListener('error', () => complain(form, form.dataset.lost))
  request.addEventListener('abort', () => complain(form, form.dataset.lost))
  complain(form, '')
  progress(form, 0)
  say(form.dataset.sending.replace('{share}', 0))
  form.setAttribute('aria-busy', 'true')
  for (const button of form.querySelectorAll('[type="submit"]')) button.disabled = true
  request.send(new FormData(form))
}

function tooLarge(form) {
  const file = form.querySelector('input[type="file"]').files[0]
  return file && file.size > Number(form.dataset.limit)
}

document.addEventListener('submit', (event) => {
  const form = event.target
  if (!form.matches('[data-upload]')) return
  event.preventDefault()
  event.stopPropagation()
  if (tooLarge(form)) complain(form, form.dataset.tooLarge)
  else send(form)
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
      zone.classList.toggle('over', kind === 'dragover' && zone.closest('form') === form)
    }
    if (kind !== 'drop' || !form || event.dataTransfer.files.length === 0) return
    const one = new DataTransfer()
    one.items.add(event.dataTransfer.files[0])
    const input = form.querySelector('input[type="file"]')
    input.files = one.files
    input.dispatchEvent(new Event('change', { bubbles: true }))
  })
}
