// Signs in again within the page when its session has ended, so that nothing
// typed has to be left. Another person who signs in here leaves the page at once.
import { wakeOthers } from './pages.js'
import { say } from '../say.js'

let dialog = null

// signInAgain asks for the password; false means that this page cannot.
export function signInAgain() {
  const template = document.getElementById('sign-in-again')
  if (!template || !globalThis.HTMLDialogElement) return false
  if (!dialog) {
    dialog = template.content.firstElementChild.cloneNode(true)
    document.body.append(dialog)
    dialog.querySelector('[data-close]').addEventListener('click', () => dialog.close())
    dialog.addEventListener('submit', submit)
  }
  if (!dialog.open) dialog.showModal()
  return true
}

// known ends the question when it turns out that somebody has signed in elsewhere.
export function known() {
  if (dialog?.open) dialog.close()
}

async function submit(event) {
  event.preventDefault()
  event.stopPropagation()
  const form = event.target
  const answer = await ask(new URLSearchParams(new FormData(form)))
  if (!answer.person) return refuse(form, answer.refused ?? dialog.dataset.offline)
  if (answer.person !== document.body.dataset.person) return location.assign('/?done=not_sent')
  form.elements.password.value = ''
  refuse(form, '')
  dialog.close()
  say(dialog.dataset.done)
  document.dispatchEvent(new CustomEvent('signed-in'))
  wakeOthers()
}

async function ask(body) {
  try {
    const reply = await fetch('/sign-in', { method: 'POST', body, headers: { 'X-Fragment': 'sign-in' } })
    return await reply.json()
  } catch {
    return {}
  }
}

function refuse(form, words) {
  const place = form.querySelector('[data-refused]')
  place.textContent = words
  place.hidden = !words
}
